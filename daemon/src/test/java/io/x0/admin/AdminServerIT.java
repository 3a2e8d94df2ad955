package io.x0.admin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.x0.admin.metrics.MetricsPage;
import io.x0.admin.socket.SocketPlace;
import io.x0.common.json.Json;
import io.x0.director.ControlPlane;
import io.x0.director.Directors;
import io.x0.director.Environments;
import io.x0.director.EventJournal;
import io.x0.director.FakeStore;
import io.x0.stats.LoadCounter;
import io.x0.time.ManualTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The admin API over a real socket. */
@Timeout(60)
class AdminServerIT {
  @TempDir Path folder;

  private final FakeStore store = new FakeStore();
  private Path socket;
  private AdminServer server;

  /** An answer as it came. */
  private record Reply(int status, String head, String body) {
    String header(String name) {
      for (String line : head.split("\r\n")) {
        if (line.toLowerCase(Locale.ROOT).startsWith(name + ": ")) {
          return line.substring(name.length() + 2);
        }
      }
      return "";
    }

    JsonObject json() {
      return Json.object(body);
    }
  }

  @BeforeEach
  void start() throws Exception {
    socket = folder.resolve("admin.sock");
    server = server();
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private AdminServer server() {
    ManualTime time = new ManualTime();
    return new AdminServer(
        new SocketPlace(socket, null),
        new ControlPlane(
            new Directors(),
            store,
            Runnable::run,
            Environments.healthy(time, time, Runnable::run),
            event -> {}),
        new EventJournal(10),
        new FixedStatus(),
        new FixedConfig(),
        new MetricsPage(new Directors(), () -> new LoadCounter.Load(1, 2, 3), "1.2.3", List.of()),
        () -> CompletableFuture.completedFuture(null),
        new FixedDaemon(),
        time,
        executor -> time);
  }

  private Reply send(byte[] request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      ByteBuffer out = ByteBuffer.wrap(request);
      try {
        while (out.hasRemaining()) {
          channel.write(out);
        }
      } catch (IOException e) {
        // The server may refuse before it has read everything.
      }
      ByteArrayOutputStream in = new ByteArrayOutputStream();
      try {
        Channels.newInputStream(channel).transferTo(in);
      } catch (IOException e) {
        // What came before a reset counts.
      }
      return reply(in.toString(UTF_8));
    }
  }

  private static Reply reply(String text) {
    int end = text.indexOf("\r\n\r\n");
    assertThat(end).as("an answer: " + text).isPositive();
    String head = text.substring(0, end);
    return new Reply(Integer.parseInt(head.split(" ")[1]), head, text.substring(end + 4));
  }

  private Reply send(String method, String target, String fields, String body) throws IOException {
    return send(
        (method
                + " "
                + target
                + " HTTP/1.1\r\nHost: x0d\r\nConnection: close\r\n"
                + fields
                + "Content-Length: "
                + body.getBytes(UTF_8).length
                + "\r\n\r\n"
                + body)
            .getBytes(UTF_8));
  }

  private Reply send(String method, String target) throws IOException {
    return send(method, target, "", "");
  }

  private static void assertProblem(Reply reply, int status) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
    assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
    assertThat(reply.json().get("status").getAsInt()).isEqualTo(status);
    assertThat(reply.json().get("detail").getAsString()).isNotEmpty();
    assertThat(reply.body())
        .doesNotContain("<")
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
    assertThat(reply.head()).doesNotContain("Jetty");
  }

  @Test
  void life_ofADirector_overTheSocket() throws Exception {
    Reply created = send("PUT", "/director/shop", "", "{\"queue-limit\": 8, \"enabled\": false}");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("location")).isEqualTo("/director/shop");
    assertThat(created.header("etag")).isEqualTo("\"1\"");
    assertThat(created.header("content-type")).isEqualTo("application/json");
    assertThat(created.header("cache-control")).isEqualTo("no-store");
    assertThat(created.json().get("queue-limit").getAsInt()).isEqualTo(8);
    assertThat(created.json().get("enabled").getAsBoolean()).isFalse();
    assertThat(store.history(1).get(0).change().who()).isEqualTo(System.getProperty("user.name"));

    assertThat(send("UNLOCK", "/director/shop", "If-Match: \"1\"\r\n", "").header("etag"))
        .isEqualTo("\"2\"");
    assertProblem(send("LOCK", "/director/shop", "If-Match: \"1\"\r\n", ""), 412);
    assertThat(send("DELETE", "/director/shop", "If-Match: 2\r\n", "").status()).isEqualTo(200);
    assertProblem(send("GET", "/director/shop"), 404);
  }

  @Test
  void parameters_jsonFormAndQuery_meanTheSame() throws Exception {
    String form = "Content-Type: Application/X-WWW-Form-URLencoded; charset=utf-8\r\n";

    Reply byForm = send("PUT", "/director/a", form, "queue-limit=8&read-timeout=9%73");
    Reply byJson =
        send(
            "PUT",
            "/director/b",
            "Content-Type: application/JSON;charset=utf-8\r\n",
            "{\"queue-limit\":\"8\",\"read-timeout\":\"9s\"}");
    Reply byQuery = send("PUT", "/director/c?queue-limit=8&read-timeout=9s");
    Reply byBoth = send("PUT", "/director/d?queue-limit=8", "", "{\"queue-limit\":\"9\"}");

    for (Reply reply : new Reply[] {byForm, byJson, byQuery, byBoth}) {
      assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
      assertThat(reply.json().get("queue-limit").getAsInt()).isEqualTo(8);
    }
    assertThat(byForm.json().get("read-timeout").getAsString()).isEqualTo("9s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|{|body",
        "|[]|body",
        "|{} {}|body",
        "|{'a':1}|body",
        "|{\"queue-limit\":[1]}|queue-limit",
        "|{\"queue-limit\":{}}|queue-limit",
        "|{\"queue-limit\":null}|queue-limit",
        "|{\"nonsense\":1}|nonsense",
        "text/plain|x|content-type",
        "application/jsonp|{}|content-type",
        "multipart/form-data|x|content-type"
      })
  void body_thatCannotBeRead_isRefused(String type, String body, String field) throws Exception {
    Reply reply =
        send("PUT", "/director/a", type == null ? "" : "Content-Type: " + type + "\r\n", body);

    assertProblem(reply, field.equals("content-type") ? 415 : 400);
    assertThat(reply.header("accept"))
        .isEqualTo(
            reply.status() == 415 ? "application/json, application/x-www-form-urlencoded" : "");
    assertThat(reply.json().get("field").getAsString()).isEqualTo(field);
    assertProblem(send("GET", "/director/a"), 404);
  }

  @Test
  void body_notUtf8OrNestedDeeply_isRefused() throws Exception {
    assertProblem(
        send(
            "PUT /director/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9\r\n\r\n{\"a\":\"\u00ff\"}"
                .getBytes(ISO_8859_1)),
        400);
    assertProblem(send("PUT", "/director/a", "", "{\"a\":" + "[".repeat(500_000)), 400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/director/a?queue-limit=%zz",
        "/director/a?%ff=1",
        "/director/a?x=%",
        "/director/%zz",
        "/director/%",
        "/director/%ff",
        "/director/a%2fb",
        "/director/a%00b",
        "/director/..%2f",
        "director",
        "http://",
        "//",
        "/director/a\\b"
      })
  void target_garbage_isAProblem(String target) throws Exception {
    Reply reply = send("PUT", target);

    assertThat(reply.status()).as(reply.toString()).isBetween(400, 405);
    assertProblem(reply, reply.status());
  }

  @Test
  void form_garbage_isAProblem() throws Exception {
    String form = "Content-Type: application/x-www-form-urlencoded\r\n";

    for (String body : new String[] {"queue-limit=%zz", "a=%ff", "%=%"}) {
      assertProblem(send("PUT", "/director/a", form, body), 400);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /version HTTP/1.1\r\n\r\n",
        "GET /version HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\n\r\n",
        "GET /version HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
        "GET /version HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x\r\n\r\n",
        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\r\n\r\n"
      })
  void http_garbage_isAProblemAndNoPage(String request) throws Exception {
    Reply reply = send(request.getBytes(ISO_8859_1));

    assertThat(reply.status()).isBetween(400, 505);
    assertProblem(reply, reply.status());
  }

  @Test
  void head_hasTheFieldsOfGetAndNoBody() throws Exception {
    Reply get = send("GET", "/version");
    Reply head = send("HEAD", "/version");

    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
    assertThat(get.body()).isEqualTo("{\n  \"version\": \"0.1.0\"\n}\n");
  }

  @Test
  void names_percentEncoded_areDecodedOnce() throws Exception {
    assertThat(send("PUT", "/director/%73hop").status()).isEqualTo(201);
    assertThat(send("GET", "/director/sho%70").status()).isEqualTo(200);
    assertThat(send("GET", "/%64irector/").json().keySet()).containsExactly("shop");
    assertProblem(send("GET", "/director/%2573hop"), 400);
    Reply plus = send("GET", "/director/a+b");
    assertThat(plus.json().get("detail").getAsString()).isEqualTo("no director a+b");
  }

  @Test
  void path_withControlCharacters_isNotReflectedAsItIs() throws Exception {
    for (String target :
        new String[] {"/x%0d%0aSet-Cookie:%20a%1b%5b31m", "/director/%0a%1b%e2%80%ae"}) {
      Reply reply = send("GET", target);
      assertThat(reply.status()).isIn(400, 404);
      assertProblem(reply, reply.status());
      assertThat(reply.json().get("detail").getAsString().codePoints())
          .noneMatch(c -> Character.isISOControl(c) || c == 0x202e);
      assertThat(reply.head()).doesNotContain("Set-Cookie");
    }
  }

  @Test
  void path_veryLong_isAProblem() throws Exception {
    Reply fits = send("GET", "/" + "x".repeat(5000));
    assertProblem(fits, 404);
    assertThat(fits.json().get("detail").getAsString()).hasSizeLessThan(1100);

    assertProblem(send("GET", "/" + "x".repeat(20_000)), 414);
  }

  @Test
  void wrongVerb_saysWhichAreAllowed() throws Exception {
    Reply reply = send("POST", "/version");

    assertProblem(reply, 405);
    assertThat(reply.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
  }

  @Test
  void etag_ofEveryLook_isItsCondition() throws Exception {
    send("PUT", "/director/shop");
    for (String path : List.of("/director/shop", "/director/", "/version", "/openapi.json")) {
      String tag = send("GET", path).header("etag");
      assertThat(tag).as(path).matches("\"[0-9a-f]+\"");

      Reply known = send("GET", path, "If-None-Match: \"x\", W/" + tag + "\r\n", "");
      assertThat(known.status()).as(path).isEqualTo(304);
      assertThat(known.header("etag")).isEqualTo(tag);
      assertThat(known.body()).isEmpty();
      assertThat(send("HEAD", path, "If-None-Match: *\r\n", "").status()).isEqualTo(304);
      assertThat(send("GET", path, "If-None-Match: \"9\"\r\n", "").status()).isEqualTo(200);
      assertThat(send("GET", path, "If-Match: " + tag + "\r\n", "").status()).isEqualTo(200);
      assertProblem(send("GET", path, "If-Match: \"9\"\r\n", ""), 412);
    }
    String all = send("GET", "/director/").header("etag");
    send("PUT", "/director/other");
    assertThat(send("GET", "/director/").header("etag")).isNotEqualTo(all);
    assertProblem(send("POST", "/log/reopen", "If-Match: \"1\"\r\n", ""), 412);
  }

  @Test
  void parameter_thatIsUnknown_isRefusedWithThoseThereAre() throws Exception {
    Reply reply = send("GET", "/history?limt=5");

    assertProblem(reply, 400);
    assertThat(reply.json().get("field").getAsString()).isEqualTo("limt");
    assertThat(reply.json().get("allowed")).hasToString("[\"limit\"]");
    assertProblem(send("GET", "/version?x=1"), 400);
  }

  @Test
  void options_tellsTheVerbs() throws Exception {
    Reply version = send("OPTIONS", "/version");
    assertThat(version.status()).isEqualTo(204);
    assertThat(version.header("allow")).isEqualTo("GET, HEAD, OPTIONS");
    assertThat(version.body()).isEmpty();

    assertThat(send("OPTIONS", "*").header("allow"))
        .isEqualTo("GET, HEAD, OPTIONS, PUT, PATCH, POST, DELETE, LOCK, UNLOCK");
    assertProblem(send("OPTIONS", "/nothing"), 404);
  }

  @Test
  void accept_whatThereIsNot_isNotAcceptable() throws Exception {
    Reply reply = send("GET", "/version", "Accept: text/html, image/*\r\n", "");

    assertProblem(reply, 406);
    assertThat(reply.json().get("detail").getAsString())
        .isEqualTo("this resource is only application/json");
    assertProblem(send("GET", "/metrics", "Accept: application/json\r\n", ""), 406);
    assertThat(send("GET", "/version", "Accept: text/html, */*;q=0.1\r\n", "").status())
        .isEqualTo(200);
    assertThat(send("GET", "/metrics").header("content-type")).startsWith("text/plain");
    assertThat(
            send("GET", "/metrics", "Accept: application/openmetrics-text\r\n", "")
                .header("content-type"))
        .startsWith("application/openmetrics-text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "\"1\"", "1", "\"9\", \"1\"", "\"9\"\r\nIf-Match: \"1\"", " \"1\" ,\"9\""})
  void ifMatch_thatNamesTheRevision_isACondition(String value) throws Exception {
    send("PUT", "/director/shop");

    Reply reply = send("LOCK", "/director/shop", "If-Match: " + value + "\r\n", "");

    assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    assertThat(reply.header("etag")).isEqualTo("\"2\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"x\"", "W/\"1\"", "\"1\", x", "-1", "\"\"", ""})
  void ifMatch_thatIsNoRevision_isRefused(String value) throws Exception {
    send("PUT", "/director/shop");

    Reply reply = send("LOCK", "/director/shop", "If-Match: " + value + "\r\n", "");

    assertProblem(reply, 400);
    assertThat(reply.json().get("field").getAsString()).isEqualTo("if-match");
  }

  @Test
  void body_overOneMebibyte_isRefused() throws Exception {
    int limit = 1 << 20;
    String json = "{\"a\":\"" + "x".repeat(limit - 8) + "\"}";
    assertThat(json).hasSize(limit);
    assertProblem(send("PUT", "/director/a", "", json), 400);

    assertProblem(send("PUT", "/director/a", "", json + " "), 413);
    assertProblem(
        send(
            ("PUT /director/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n100001\r\n"
                    + json
                    + " \r\n0\r\n\r\n")
                .getBytes(ISO_8859_1)),
        413);
    assertThat(send("GET", "/version").status()).isEqualTo(200);
  }

  @Test
  void socketFile_isForOwnerAndGroup() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-rw----");
  }

  @Test
  void stop_removesTheSocketFile() throws Exception {
    server.stop();

    assertThat(socket).doesNotExist();
    server = server();
    server.start();
    assertThat(send("GET", "/version").status()).isEqualTo(200);
  }

  @Test
  void start_staleSocket_isReplaced() throws Exception {
    server.stop();
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(socket));
    dead.close();
    assertThat(socket).exists();

    server = server();
    server.start();

    assertThat(send("GET", "/version").status()).isEqualTo(200);
  }

  @Test
  void start_liveSocket_isLeftAlone() throws Exception {
    assertThatThrownBy(() -> server().start())
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot bind the admin socket "
                + socket
                + ": another x0d listens on it (stop it, or choose another with --admin-socket)");

    assertThat(send("GET", "/version").status()).isEqualTo(200);
  }

  @Test
  void start_anotherFile_isNotDeleted() throws Exception {
    server.stop();
    Files.writeString(socket, "precious");

    assertThatThrownBy(() -> server().start())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot bind the admin socket " + socket)
        .hasMessageEndingWith("another file is in its place");
    assertThat(socket).hasContent("precious");
  }

  @Test
  @Timeout(20)
  void start_listenerTooBusyToAccept_isRefusedAndItsSocketKept() throws IOException {
    socket = folder.resolve("busy.sock");
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(socket);
    try (ServerSocketChannel busy = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      busy.bind(address, 1);
      List<SocketChannel> waiting = new ArrayList<>();
      boolean isFull = false;
      while (!isFull && waiting.size() < 16) {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        client.configureBlocking(false);
        waiting.add(client);
        try {
          isFull = !client.connect(address);
        } catch (SocketException e) {
          isFull = true;
        }
      }
      assertThat(isFull).isTrue();

      assertThatThrownBy(() -> server().start())
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot bind the admin socket " + socket + ": ")
          .hasMessageContaining("somebody may listen on it");
      assertThat(socket).exists();
      for (SocketChannel client : waiting) {
        client.close();
      }
    }
  }

  @Test
  void start_folderThatCannotBeMade_saysWhere() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    socket = folder.resolve("file/admin.sock");

    assertThatThrownBy(() -> server().start())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot make the folder of the admin socket " + socket + ": ");
  }
}
