package io.x0.daemon;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.common.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin side over a listener of a whole daemon, and what hostile pages try with it. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteAdminIT {
  /** The password is {@code secret}. */
  private static final String USERS =
      "anna:$2y$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW\n";

  private static final String CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
        admin.hosts 'LB.example.org';
      }
      handler main {
        header.overwrite 'X-Edited', 'yes';
        director.api '/open/';
        if req.path =^ '/denied/' {
          access.deny 10.0.0.0/8;
          director.api '/denied';
        }
        if req.path =^ '/except/' {
          access.deny_except 127.0.0.0/8;
          director.api '/except/director';
        }
        if req.path =^ '/auth/' {
          auth.userfile '$FOLDER/users';
          auth.require;
          director.api '/auth/director/';
        }
        access.allow 127.0.0.0/8;
        director.web '/x0/';
        return 404;
      }
      """;

  private Path folder;
  private X0d x0d;
  private int port;

  /** An answer as it came. */
  private record Reply(int status, String head, String body) {
    static Reply of(String text) {
      int end = text.indexOf("\r\n\r\n");
      assertThat(end).as("an answer: " + text).isPositive();
      return new Reply(
          Integer.parseInt(text.substring(9, 12)), text.substring(0, end), text.substring(end + 4));
    }

    String header(String name) {
      return head.lines()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2).strip())
          .findFirst()
          .orElse("");
    }

    JsonObject json() {
      return Json.object(body);
    }

    /** Checks that it is a problem, and lets no page of another site read it. */
    void assertProblem(int expected, String words) {
      assertThat(status).as(toString()).isEqualTo(expected);
      assertThat(header("content-type")).isEqualTo("application/problem+json");
      assertThat(json().get("detail").getAsString()).contains(words);
      assertThat(head.toLowerCase(Locale.ROOT)).doesNotContain("access-control-");
    }
  }

  @BeforeAll
  void start(@TempDir Path temporary) throws Exception {
    folder = temporary;
    Files.writeString(folder.resolve("users"), USERS);
    Options options = new Options();
    options.config =
        Files.writeString(folder.resolve("x0d.conf"), CONFIG.replace("$FOLDER", folder.toString()));
    options.stateFolder = folder.resolve("state");
    options.adminSocket = folder.resolve("admin.sock");
    x0d = new X0d(options, status -> {});
    String url =
        onSocket("GET", "/status")
            .json()
            .getAsJsonArray("listeners")
            .get(0)
            .getAsJsonObject()
            .get("url")
            .getAsString();
    port = URI.create(url).getPort();
  }

  @AfterAll
  void stop() {
    x0d.stop();
  }

  /** Asks the admin socket. */
  private Reply onSocket(String method, String path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(folder.resolve("admin.sock")));
      channel.write(
          UTF_8.encode(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
      ByteArrayOutputStream in = new ByteArrayOutputStream();
      Channels.newInputStream(channel).transferTo(in);
      return Reply.of(in.toString(UTF_8));
    }
  }

  private Reply send(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(60_000);
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return Reply.of(new String(socket.getInputStream().readAllBytes(), UTF_8));
    }
  }

  /**
   * Asks the listener.
   *
   * @param host the field {@code Host}
   * @param fields other fields, separated by bars; {@code PORT} is the port of the listener
   */
  private Reply ask(String method, String path, String host, String fields, String body)
      throws IOException {
    StringBuilder head =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
    for (String field : fields.isEmpty() ? new String[0] : fields.split("\\|")) {
      head.append(field).append("\r\n");
    }
    if (!body.isEmpty()) {
      head.append("Content-Length: ").append(body.length()).append("\r\n");
    }
    String request = head + "Connection: close\r\n\r\n" + body;
    return send(request.replace("PORT", Integer.toString(port)));
  }

  private Reply get(String path, String fields) throws IOException {
    return ask("GET", path, "127.0.0.1:PORT", fields, "");
  }

  private Reply change(String method, String path, String body) throws IOException {
    return ask(method, path, "127.0.0.1:PORT", "Content-Type: application/json", body);
  }

  private List<String> directors() throws IOException {
    return new ArrayList<>(onSocket("GET", "/director/").json().keySet());
  }

  /** Returns who made the newest change. */
  private String who() throws IOException {
    return onSocket("GET", "/history?limit=1")
        .json()
        .getAsJsonArray("changes")
        .get(0)
        .getAsJsonObject()
        .get("who")
        .getAsString();
  }

  @Test
  void read_anybody_isAnsweredWithWhatKeepsBrowsersSafe() throws Exception {
    Reply reply = get("/open/director/", "");

    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(reply.json().size()).isEqualTo(directors().size());
    assertThat(reply.header("content-type")).isEqualTo("application/json");
    assertThat(reply.header("cache-control")).isEqualTo("no-store");
    assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(reply.header("content-security-policy"))
        .isEqualTo("default-src 'none'; frame-ancestors 'none'");
    assertThat(reply.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(reply.header("x-edited")).isEqualTo("yes");
    assertThat(reply.head().toLowerCase(Locale.ROOT)).doesNotContain("access-control-");
    assertThat(get("/open/metrics", "").body()).contains("x0_build_info");
    assertThat(get("/open/version", "").json().has("version")).isTrue();
    assertThat(get("/except/director", "").status()).isEqualTo(200);
  }

  @Test
  void mount_otherPaths_areLeftToTheConfiguration() throws Exception {
    for (String path : new String[] {"/opened/version", "/ope", "/except/directors", "/auth/x"}) {
      Reply reply = get(path, path.startsWith("/auth") ? login("anna", "secret") : "");
      assertThat(reply.status()).as(path).isEqualTo(404);
      assertThat(reply.header("content-type")).as(path).startsWith("text/plain");
    }
    get("/open/nothing", "").assertProblem(404, "no such resource: /nothing");
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/open/director/new",
    "PUT,/denied/director/new",
    "POST,/open/config/reload",
    "POST,/open/batch?dry-run=true",
    "DELETE,/open/director/old",
    "LOCK,/open/director/old",
    "PATCH,/open/director/old",
    "BREW,/open/director/old"
  })
  void change_nobodyInParticular_isRefused(String method, String path) throws Exception {
    List<String> before = directors();

    change(method, path, "{}").assertProblem(403, "read-only here");

    assertThat(directors()).isEqualTo(before);
  }

  @Test
  void change_clientThatARuleNames_isMadeAndRecorded() throws Exception {
    Reply allowed = change("PUT", "/x0/director/allowed", "{\"queue-limit\": 7}");
    assertThat(allowed.status()).as(allowed.toString()).isEqualTo(201);
    assertThat(allowed.header("location")).isEqualTo("/x0/director/allowed");
    assertThat(allowed.json().get("queue-limit").getAsInt()).isEqualTo(7);
    assertThat(who()).isEqualTo("-@127.0.0.1");

    Reply except = change("PUT", "/except/director/except", "{}");
    assertThat(except.status()).as(except.toString()).isEqualTo(201);
    assertThat(except.header("location")).isEqualTo("/except/director/except");
    assertThat(change("LOCK", "/except/director/except", "").status()).isEqualTo(200);
    assertThat(ask("UNLOCK", "/except/director/except", "[::1]", "", "").status()).isEqualTo(200);
  }

  @Test
  void change_userWhoLoggedIn_isMadeAndRecorded() throws Exception {
    String json = "|Content-Type: application/json";

    assertThat(change("PUT", "/auth/director/auth", "{}").status()).isEqualTo(401);
    Reply reply =
        ask("PUT", "/auth/director/auth", "127.0.0.1:PORT", login("anna", "secret") + json, "{}");

    assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
    assertThat(who()).isEqualTo("anna@127.0.0.1");
    assertThat(
            ask("PUT", "/auth/director/a2", "127.0.0.1:PORT", login("anna", "x") + json, "{}")
                .status())
        .isEqualTo(401);
  }

  private static String login(String user, String password) {
    return "Authorization: Basic "
        + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "POST;Content-Type: application/x-www-form-urlencoded;queue-limit=1",
        "POST;Content-Type: text/plain;{\"queue-limit\": 1}",
        "POST;Content-Type: text/plain, application/json;{\"queue-limit\": 1}",
        "POST;Content-Type: application/jsonx;{\"queue-limit\": 1}",
        "POST;Content-Type: multipart/form-data, boundary=x;--x--",
        "POST;;{\"queue-limit\": 1}",
        "POST;;",
        "PUT;Content-Type: text/plain;{}",
        "PATCH;;{\"queue-limit\": 1}",
        "DELETE;Content-Type: text/plain;"
      })
  void change_asAFormCouldSendIt_isRefused(String method, String fields, String body)
      throws Exception {
    List<String> before = directors();

    Reply reply =
        ask(
            method,
            "/x0/director/forged",
            "127.0.0.1:PORT",
            fields == null ? "" : fields,
            body == null ? "" : body);

    reply.assertProblem(415, "application/json");
    assertThat(directors()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Origin: http://evil.example",
        "Origin: null",
        "Origin: http://127.0.0.1:1",
        "Origin: https://127.0.0.1",
        "Origin: http://127.0.0.1:PORT.evil.example",
        "Origin: http://127.0.0.1:PORT@evil.example",
        "Origin: http://evil.example#127.0.0.1:PORT",
        "Origin: file://",
        "Origin: http://127.0.0.1:PORT|Origin: http://evil.example",
        "Origin: http://127.0.0.1:PORT, http://evil.example",
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
        "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate",
        "Sec-Fetch-Site: same-origin|Origin: http://evil.example"
      })
  void request_ofAPageOfAnotherSite_isRefused(String fields) throws Exception {
    List<String> before = directors();

    get("/x0/director/", fields).assertProblem(403, "a page of another site");
    ask(
            "PUT",
            "/x0/director/forged",
            "127.0.0.1:PORT",
            fields + "|Content-Type: application/json",
            "{}")
        .assertProblem(403, "a page of another site");
    ask(
            "OPTIONS",
            "/x0/director/forged",
            "127.0.0.1:PORT",
            fields + "|Access-Control-Request-Method: PUT",
            "")
        .assertProblem(403, "a page of another site");

    assertThat(directors()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:PORT",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "notlocalhost",
        "lb.example.org.evil.example",
        "0x7f.1",
        "2130706433"
      })
  void host_thatIsNoNameOfThis_isRefusedForReadsToo(String host) throws Exception {
    List<String> before = directors();

    ask("GET", "/open/director/", host, "", "").assertProblem(421, "admin.hosts");
    ask("GET", "/x0/", host, "", "").assertProblem(421, "admin.hosts");
    ask("PUT", "/x0/director/forged", host, "Content-Type: application/json", "{}")
        .assertProblem(421, "admin.hosts");

    assertThat(directors()).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "127.0.0.1:PORT;Origin: http://127.0.0.1:PORT|Sec-Fetch-Site: same-origin",
        "localhost:PORT;Origin: http://localhost:PORT",
        "LOCALHOST;Sec-Fetch-Site: none",
        "x0.localhost;",
        "[::1]:PORT;Origin: http://[::1]:PORT",
        "lb.example.org;Origin: https://lb.example.org",
        "lb.example.org;Origin: http://LB.example.org:80",
        "lb.example.org.;Origin: http://lb.example.org",
        "Lb.Example.Org:8443;Origin: https://lb.example.org:8443"
      })
  void request_ofTheOwnPage_isAnswered(String host, String fields) throws Exception {
    Reply reply = ask("GET", "/x0/version", host, fields == null ? "" : fields, "");

    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(reply.json().has("version")).isTrue();
  }

  @Test
  void page_isThereWithItsFiles() throws Exception {
    Reply moved = get("/x0", "");
    assertThat(moved.status()).isEqualTo(302);
    assertThat(moved.header("location")).endsWith("x0/");

    Reply page = get("/x0/", "Sec-Fetch-Site: cross-site|Sec-Fetch-Mode: navigate");
    assertThat(page.status()).as(page.head()).isEqualTo(200);
    assertThat(page.body()).startsWith("<!doctype html>");
    assertThat(page.header("content-security-policy"))
        .contains("default-src 'none'")
        .contains("frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
    assertThat(page.header("cache-control")).isEqualTo("no-cache");
    assertThat(page.header("x-edited")).isEqualTo("yes");
    String etag = page.header("etag");
    assertThat(etag).isNotEmpty();
    assertThat(get("/x0/", "If-None-Match: " + etag).status()).isEqualTo(304);

    assertThat(get("/x0/main.js", "").header("content-type")).startsWith("text/javascript");
    get("/x0/nothing.js", "").assertProblem(404, "no such resource");
    get("/open/main.js", "").assertProblem(404, "no such resource");
    change("POST", "/x0/main.js", "{}").assertProblem(404, "no such resource");
  }

  @Test
  void body_tooLarge_isRefused() throws Exception {
    // The answer does not wait for the body; who is still sending it may never read one.
    Reply reply =
        send(
            ("PUT /x0/director/big HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n")
                + "Content-Type: application/json\r\nConnection: close\r\n"
                + ("Content-Length: " + ((1 << 20) + 1) + "\r\n\r\n"));

    reply.assertProblem(413, "larger than 1 MiB");
    assertThat(directors()).doesNotContain("big");
  }

  @Test
  void requests_thatNeverEnd_keepNeitherTheSocketNorTrafficFromServing() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      boolean isFull = false;
      for (int i = 0; i < 200 && !isFull; i++) {
        Socket socket = new Socket("127.0.0.1", port);
        slow.add(socket);
        socket
            .getOutputStream()
            .write(
                ("PUT /x0/director/slow HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{")
                    .getBytes(UTF_8));
        Reply reply = i < 64 ? null : get("/x0/version", "");
        isFull = reply != null && reply.status() == 503;
        if (isFull) {
          reply.assertProblem(503, "too many use the admin side over listeners");
          assertThat(reply.header("retry-after")).isEqualTo("1");
        }
      }
      assertThat(isFull).isTrue();
      assertThat(onSocket("GET", "/version").status()).isEqualTo(200);
      assertThat(get("/nothing", "").status()).isEqualTo(404);
      assertThat(get("/x0/", "").status()).isEqualTo(200);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
    Reply reply = get("/x0/version", "");
    for (int i = 0; i < 10_000 && reply.status() == 503; i++) {
      reply = get("/x0/version", "");
    }
    assertThat(reply.status()).isEqualTo(200);
  }

  @Test
  void events_tooMany_leavePlacesForTheSocketAndEndWithTheDrain() throws Exception {
    Options options = new Options();
    options.config = folder.resolve("x0d.conf");
    options.stateFolder = folder.resolve("other-state");
    options.adminSocket = folder.resolve("other.sock");
    X0d other = new X0d(options, status -> {});
    List<Socket> listening = new ArrayList<>();
    int before = port;
    try {
      port = portOf(options.adminSocket);
      for (int i = 0; i < 16; i++) {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        listening.add(socket);
        socket
            .getOutputStream()
            .write(
                ("GET /open/events HTTP/1.1\r\nHost: localhost\r\n"
                        + "Accept: text/event-stream\r\n\r\n")
                    .getBytes(UTF_8));
        assertThat(new String(socket.getInputStream().readNBytes(15), UTF_8))
            .isEqualTo("HTTP/1.1 200 OK");
      }
      get("/open/events", "Accept: text/event-stream").assertProblem(503, "too many");
      assertThat(get("/open/version", "").status()).isEqualTo(200);

      other.stop();

      for (Socket socket : listening) {
        assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
            .contains("retry: ")
            .endsWith("\r\n0\r\n\r\n");
      }
    } finally {
      port = before;
      for (Socket socket : listening) {
        socket.close();
      }
    }
  }

  private static int portOf(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.write(UTF_8.encode("GET /status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
      ByteArrayOutputStream in = new ByteArrayOutputStream();
      Channels.newInputStream(channel).transferTo(in);
      return Reply.of(in.toString(UTF_8))
          .json()
          .getAsJsonArray("listeners")
          .get(0)
          .getAsJsonObject()
          .get("address")
          .getAsString()
          .transform(address -> Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
    }
  }
}
