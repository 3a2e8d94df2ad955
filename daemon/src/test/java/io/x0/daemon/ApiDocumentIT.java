package io.x0.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.admin.ServedFields;
import io.x0.common.json.Json;
import io.x0.modules.Certificates;
import io.x0.proxy.Origins;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whether a whole daemon answers what it says that it answers, and nothing else. */
@Timeout(120)
class ApiDocumentIT {
  private static final String CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
        ssl.context '$FOLDER/web.pem', '$FOLDER/web.key';
        ssl.listen 'unix:$FOLDER/tls.sock';
        cache.disk '$FOLDER/cache', 64m;
        director.create 'static', 'a' => 'http://127.0.0.1:1?capacity=CAPACITY';
      }
      handler main {
        accesslog '$FOLDER/access.log';
        director.balance 'shop', 'vip';
      }
      """;

  /** What this test cannot bring about, and why. */
  private static final Map<String, String> RARE =
      Map.of(
          "Change.automatic", "x0d must have changed something by itself",
          "ConfigReload.remark", "a reload must leave something to do",
          "Reloaded.remark", "a reload must leave something to do");

  @TempDir Path folder;

  private X0d x0d;
  private Origins origins;
  private JsonObject document;
  private ServedFields served;

  @BeforeEach
  void start() throws Exception {
    origins = new Origins();
    Certificates.make(folder, "web", "EC", "web.test");
    configure(4);
    Options options = new Options();
    options.config = folder.resolve("x0d.conf");
    options.stateFolder = folder.resolve("state");
    options.adminSocket = folder.resolve("admin.sock");
    x0d = new X0d(options, status -> {});
    document = Json.object(request("GET", "/openapi.json", "", ""));
    served = new ServedFields(document);
  }

  @AfterEach
  void stop() throws Exception {
    x0d.stop();
    origins.close();
  }

  private void configure(int capacity) throws IOException {
    Files.writeString(
        folder.resolve("x0d.conf"),
        CONFIG
            .replace("$FOLDER", folder.toString())
            .replace("CAPACITY", Integer.toString(capacity)));
  }

  private SocketChannel connect() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(folder.resolve("admin.sock")));
    return channel;
  }

  /** Returns the body of an answer. */
  private String request(String method, String target, String body, String field)
      throws IOException {
    try (SocketChannel channel = connect()) {
      byte[] bytes = body.getBytes(UTF_8);
      String type = body.isEmpty() ? "" : "Content-Type: application/json\r\n";
      channel.write(
          UTF_8.encode(
              (method + " " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n")
                  + (field + type + "Content-Length: " + bytes.length + "\r\n\r\n" + body)));
      String answer = new String(Channels.newInputStream(channel).readAllBytes(), UTF_8);
      assertThat(answer).as(method + " " + target).startsWith("HTTP/1.1 ");
      status = Integer.parseInt(answer.substring(9, 12));
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  /** Of the last answer. */
  private int status;

  private JsonObject operation(String method, String template) {
    JsonObject path = document.getAsJsonObject("paths").getAsJsonObject(template);
    assertThat(path).as(template).isNotNull();
    JsonObject others = path.getAsJsonObject("x-additional-operations");
    return path.has(method.toLowerCase(Locale.ROOT))
        ? path.getAsJsonObject(method.toLowerCase(Locale.ROOT))
        : others.getAsJsonObject(method);
  }

  /** Asks, and compares the answer with what the document says of it. */
  private JsonElement ask(String method, String template, String query, String body)
      throws IOException {
    String target =
        template.replace("{director}", "shop").replace("{backend}", "b1").replace("{bucket}", "vip")
            + query;
    String text = request(method, target, body, "");
    JsonObject responses = operation(method, template).getAsJsonObject("responses");
    String name = responses.has(Integer.toString(status)) ? Integer.toString(status) : "default";
    JsonObject response = responses.getAsJsonObject(name);
    assertThat(response).as("%s %s: %s %s", method, target, status, text).isNotNull();
    if (text.isEmpty() || !(response.get("content") instanceof JsonObject content)) {
      return new JsonObject();
    }
    for (Map.Entry<String, JsonElement> one : content.entrySet()) {
      if (one.getKey().endsWith("json")) {
        JsonObject value = Json.object(text);
        served.compare(
            one.getValue().getAsJsonObject().getAsJsonObject("schema"),
            value,
            method + " " + template);
        return value;
      }
    }
    return new JsonObject();
  }

  private void good(String method, String template, String query, String body) throws IOException {
    JsonElement answer = ask(method, template, query, body);
    assertThat(status).as(method + " " + template + query + ": " + answer).isBetween(200, 299);
  }

  private void get(String path, int port) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(30_000);
      socket
          .getOutputStream()
          .write(("GET " + path + " HTTP/1.0\r\nHost: a.test\r\n\r\n").getBytes(UTF_8));
      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8)).contains(" 200 ");
    }
  }

  @Test
  void answers_ofAWholeDaemon_areWhatIsDescribed() throws Exception {
    int origin =
        origins.saying(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nCache-Control: max-age=600\r\n\r\nOK");
    good("PUT", "/director/{director}", "?cache-enabled=true", "");
    try (Stream stream = new Stream("")) {
      good(
          "PUT",
          "/director/{director}/backends/{backend}",
          "?url=http://127.0.0.1:" + origin + "&capacity=4",
          "");
      good("PUT", "/director/{director}/buckets/{bucket}", "?rate=20%25&ceil=40%25", "");
      traffic();
      changes();
      reads();
      stream.until("stats", "config", "reload", "health", "drained");
      // Not before another second is complete there are figures of one.
      stream.until("stats");
      stream.until("stats");
      good("GET", "/director/{director}/cache", "", "");
    }
    try (Stream late = new Stream("Last-Event-ID: 999999999\r\n")) {
      late.until("reset");
    }
    problems();

    assertThat(served.unknown()).as("served, but not described").isEmpty();
    Set<String> missing = new TreeSet<>();
    Set<String> answers = new TreeSet<>();
    document
        .getAsJsonObject("paths")
        .asMap()
        .values()
        .forEach(
            path ->
                path.getAsJsonObject()
                    .asMap()
                    .values()
                    .forEach(
                        operation -> {
                          if (operation instanceof JsonObject one && one.has("responses")) {
                            answers.addAll(served.reachable(one.get("responses")));
                          }
                        }));
    assertThat(answers).contains("Status", "Frame", "Undone", "BatchResult", "Problem", "Cache");
    answers.forEach(schema -> missing.addAll(served.missing(schema)));
    missing.removeAll(RARE.keySet());
    assertThat(missing).as("described, but not served").isEmpty();
  }

  private void traffic() throws IOException {
    JsonObject listener =
        Json.object(request("GET", "/status", "", ""))
            .getAsJsonArray("listeners")
            .get(0)
            .getAsJsonObject();
    int port = URI.create(listener.get("url").getAsString()).getPort();
    get("/a", port);
    get("/a", port);
    get("/b", port);
  }

  private void changes() throws IOException {
    good("PATCH", "/director/{director}", "?queue-limit=7&dry-run=true", "");
    good("PATCH", "/director/{director}", "?queue-limit=7", "");
    good("LOCK", "/director/{director}/backends/{backend}", "", "");
    good("UNLOCK", "/director/{director}/backends/{backend}", "", "");
    good(
        "POST",
        "/batch",
        "",
        """
        {"changes": [
          {"method": "PUT", "path": "/director/shop/backends/b2",
           "settings": {"url": "http://127.0.0.1:1"}},
          {"method": "PUT", "path": "/director/shop/backends/b3",
           "settings": {"url": "http+unix:/run/none.sock", "enabled": false}},
          {"method": "PUT", "path": "/director/demand", "settings": {"hostname": "d.test",
           "port": 8080}}]}
        """);
    good("PATCH", "/director/{director}/backends/{backend}", "?admin-state=drain", "");
    good("POST", "/history/undo", "", "");
    for (String what :
        new String[] {"prefix=/b", "url=/a", "key=http://a.test/a", "tag=none", "all=true"}) {
      good("POST", "/director/{director}/cache/purge", "?" + what, "");
    }
    good("POST", "/log/reopen", "", "");
    good("POST", "/daemon/drain", "?within=1m&dry-run=true", "");
    good("POST", "/daemon/replace", "?dry-run=true", "");
    good("POST", "/daemon/handover", "?dry-run=true", "");
    good("POST", "/daemon/handover/done", "?dry-run=true", "");
    good("POST", "/config/check", "", "");
    configure(5);
    good("POST", "/config/reload", "?dry-run=true", "");
    good("POST", "/config/reload", "", "");
    request("DELETE", "/director/shop/backends/b2", "", "");
    assertThat(status).isEqualTo(200);
  }

  private void reads() throws IOException {
    for (String template : document.getAsJsonObject("paths").keySet()) {
      JsonObject path = document.getAsJsonObject("paths").getAsJsonObject(template);
      if (path.has("get")) {
        good("GET", template, "", "");
      }
    }
    Map<String, String> more = new LinkedHashMap<>();
    more.put("/director/", "?members=false");
    more.put("/director/{director}/stats", "?history=true");
    more.put("/director/{director}/cache", "?history=true");
    for (Map.Entry<String, String> one : more.entrySet()) {
      good("GET", one.getKey(), one.getValue(), "");
    }
  }

  private void problems() throws IOException {
    ask("PATCH", "/director/{director}", "?scheduler=nonsense", "");
    assertThat(status).isEqualTo(400);
    Files.writeString(folder.resolve("x0d.conf"), "handler main { nonsense; }");
    ask("POST", "/config/check", "", "");
    assertThat(status).isBetween(400, 499);
  }

  /** Server-sent events, each compared with what the document says of it. */
  private final class Stream implements AutoCloseable {
    private final SocketChannel channel = connect();
    private final BufferedReader lines;

    Stream(String field) throws IOException {
      channel.write(
          UTF_8.encode(
              "GET /events?director=shop HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n"
                  + field
                  + "\r\n"));
      lines = new BufferedReader(new InputStreamReader(Channels.newInputStream(channel), UTF_8));
    }

    /** Reads until each of these has come. */
    void until(String... events) throws IOException {
      Set<String> wanted = new TreeSet<>(Set.of(events));
      JsonObject types =
          document
              .getAsJsonObject("components")
              .getAsJsonObject("schemas")
              .getAsJsonObject("Stream")
              .getAsJsonObject("x-event-data");
      String event = "";
      for (String line = lines.readLine();
          line != null && !wanted.isEmpty();
          line = lines.readLine()) {
        if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("data: ")) {
          assertThat(types.has(event)).as(event).isTrue();
          served.compare(
              types.getAsJsonObject(event), Json.object(line.substring(6)), "event " + event);
          wanted.remove(event);
        }
      }
      assertThat(wanted).isEmpty();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
