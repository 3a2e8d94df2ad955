package io.x0.e2e;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A Chromium without a screen, driven by the WebDriver protocol. Confined to one thread. */
final class Browser implements AutoCloseable {
  private static final Gson GSON = new Gson();
  private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
  private static final String ENTER = "\uE007";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path profile;
  private final Process driver;
  private final String session;

  private Browser(Process driver, String base, Path profile) throws Exception {
    this.driver = driver;
    this.profile = profile;
    List<String> arguments =
        List.of(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--window-size=1280,900",
            "--user-data-dir=" + profile);
    Map<String, Object> wanted =
        Map.of(
            "browserName",
            "chrome",
            "goog:loggingPrefs",
            Map.of("browser", "ALL"),
            "goog:chromeOptions",
            Map.of("args", arguments, "binary", "/usr/bin/chromium"));
    JsonElement made =
        send("POST", base + "/session", Map.of("capabilities", Map.of("alwaysMatch", wanted)));
    session = base + "/session/" + made.getAsJsonObject().get("sessionId").getAsString();
  }

  /** Starts one, or skips the test where Chromium and its driver are not installed. */
  static Browser start() throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/chromium"))
            && Files.isExecutable(Path.of("/usr/bin/chromedriver")),
        "Chromium and its driver are not installed: apt-get install chromium chromium-driver");
    Path profile = Files.createTempDirectory("x0-browser");
    Process driver =
        new ProcessBuilder("/usr/bin/chromedriver", "--port=0").redirectErrorStream(true).start();
    try {
      BufferedReader said = driver.inputReader(StandardCharsets.UTF_8);
      String line;
      while ((line = said.readLine()) != null) {
        Matcher started = STARTED.matcher(line);
        if (started.find()) {
          return new Browser(driver, "http://127.0.0.1:" + started.group(1), profile);
        }
      }
      throw new AssertionError("chromedriver did not start");
    } catch (Exception | AssertionError e) {
      driver.destroyForcibly();
      throw e;
    }
  }

  private JsonElement send(String method, String url, Map<String, ?> body) throws Exception {
    HttpRequest.BodyPublisher content =
        method.equals("GET") || method.equals("DELETE")
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(GSON.toJson(body));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(90))
            .method(method, content)
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    JsonObject json = JsonParser.parseString(answer.body()).getAsJsonObject();
    if (answer.statusCode() != 200) {
      throw new AssertionError(method + " " + url + ": " + answer.body());
    }
    return json.get("value");
  }

  private JsonElement post(String path, Map<String, ?> body) throws Exception {
    return send("POST", session + path, body);
  }

  void open(String url) throws Exception {
    post("/url", Map.of("url", url));
  }

  /** Returns the tab that is looked at. */
  String shownTab() throws Exception {
    return send("GET", session + "/window", Map.of()).getAsString();
  }

  /** Opens another tab, looks at it, and returns it. */
  String openTab() throws Exception {
    JsonObject made = post("/window/new", Map.of("type", "tab")).getAsJsonObject();
    String handle = made.get("handle").getAsString();
    showTab(handle);
    return handle;
  }

  /** Looks at a tab. */
  void showTab(String handle) throws Exception {
    var unused = post("/window", Map.of("handle", handle));
  }

  /** Closes a tab; another one must be shown next. */
  void closeTab(String handle) throws Exception {
    showTab(handle);
    var unused = send("DELETE", session + "/window", Map.of());
  }

  /** Runs a script and returns what it returns, as text; empty for nothing. */
  String run(String script) throws Exception {
    JsonElement value = post("/execute/sync", Map.of("script", script, "args", List.of()));
    return value.isJsonNull()
        ? ""
        : value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  /** Returns the text of an element, or nothing if there is none. */
  String text(String selector) throws Exception {
    return run("return document.querySelector(" + GSON.toJson(selector) + ")?.innerText ?? ''");
  }

  /** Waits until a script returns {@code true}. */
  void await(String what, String script) throws Exception {
    Await.until(what, () -> run("return " + script).equals("true"));
  }

  void click(String selector) throws Exception {
    run("document.querySelector(" + GSON.toJson(selector) + ").click()");
  }

  /** Presses a key and lets it go. */
  void press(String key) throws Exception {
    List<Map<String, String>> steps =
        List.of(Map.of("type", "keyDown", "value", key), Map.of("type", "keyUp", "value", key));
    post(
        "/actions",
        Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", steps))));
  }

  void tab() throws Exception {
    press("\uE004");
  }

  void enter() throws Exception {
    press(ENTER);
  }

  /** Types a text where the focus is. */
  void type(String text) throws Exception {
    for (int i = 0; i < text.length(); i++) {
      press(text.substring(i, i + 1));
    }
  }

  private void developerTool(String command, Map<String, ?> parameters) throws Exception {
    post("/goog/cdp/execute", Map.of("cmd", command, "params", parameters));
  }

  /** Makes the window as large as the screen of something. */
  void size(int width, int height, boolean isPhone) throws Exception {
    developerTool(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", isPhone));
  }

  /** Sets what the user prefers, such as {@code prefers-color-scheme}. */
  void prefer(String name, String value) throws Exception {
    developerTool(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", name, "value", value))));
  }

  /** Returns what is on the screen, as PNG. */
  byte[] picture() throws Exception {
    return Base64.getDecoder().decode(send("GET", session + "/screenshot", Map.of()).getAsString());
  }

  /** Returns the errors that the console has told since the last call. */
  List<String> errors() throws Exception {
    JsonArray log = post("/se/log", Map.of("type", "browser")).getAsJsonArray();
    List<String> out = new ArrayList<>();
    for (JsonElement entry : log) {
      if (entry.getAsJsonObject().get("level").getAsString().equals("SEVERE")) {
        out.add(entry.getAsJsonObject().get("message").getAsString());
      }
    }
    return out;
  }

  /** Ends the browser and its driver, and removes the profile. */
  @Override
  public void close() throws IOException {
    try {
      var unused = send("DELETE", session, Map.of());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IOException("the browser did not end", e);
    } finally {
      driver.destroyForcibly().onExit().join();
      remove();
    }
  }

  private void remove() throws IOException {
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
