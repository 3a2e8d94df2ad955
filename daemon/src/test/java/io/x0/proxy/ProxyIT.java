package io.x0.proxy;

import static io.x0.proxy.ScriptedBackend.answering;
import static io.x0.proxy.ScriptedBackend.ok;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.director.BackendConfig;
import io.x0.director.Director;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Environments;
import io.x0.director.Origin;
import io.x0.proxy.RawClient.Answer;
import io.x0.shaper.BucketTree;
import io.x0.time.Clock;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The proxy between real sockets: what the backend sees, what the client gets. */
@Timeout(60)
class ProxyIT {
  private final AtomicReference<Director> director = new AtomicReference<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private ProxyServer proxy;

  @BeforeEach
  void start() throws Exception {
    start("127.0.0.1");
  }

  private void start(String host) throws Exception {
    proxy =
        new ProxyServer(
            new ProxyConfig(
                exchange -> {
                  Director target = director.get();
                  if (target == null) {
                    return false;
                  }
                  exchange.balance(target);
                  return true;
                },
                "x0d"),
            Clock.system());
    proxy.listen(List.of(new ListenAddress(host, 0))).commit();
    proxy.start();
  }

  @AfterEach
  void stop() throws Exception {
    proxy.stop();
    for (AutoCloseable resource : open) {
      resource.close();
    }
  }

  private ScriptedBackend backend(ScriptedBackend backend) {
    open.add(backend);
    return backend;
  }

  private Director balance(Map<String, String> settings, int capacity, int... ports) {
    List<BackendConfig> backends = new ArrayList<>();
    for (int port : ports) {
      backends.add(
          BackendConfig.of(
                  "b" + (backends.size() + 1), BackendUrl.parse("url", "http://127.0.0.1:" + port))
              .withCapacity(new Capacity(capacity)));
    }
    Director made =
        new Director(
            new DirectorConfig(
                "shop",
                Origin.STATIC,
                Environments.unchecked(
                    DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, settings)),
                backends,
                BucketTree.EMPTY,
                1),
            Environments.healthy(
                Clock.system(),
                new JettyTimers(proxy.scheduler(), proxy.executor(), Clock.system()),
                proxy.executor()),
            Environments.deaf());
    director.set(made);
    return made;
  }

  private RawClient client() throws IOException {
    RawClient client = new RawClient(proxy.bound().get(0).port());
    open.add(client);
    return client;
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static void awaitInFlight(Director director, long expected) throws InterruptedException {
    for (int i = 0; i < 2000 && director.snapshot().load().current() != expected; i++) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(director.snapshot().load().current()).isEqualTo(expected);
  }

  @Test
  void get_isRelayedWithTheProxysOwnFields() throws Exception {
    ScriptedBackend backend =
        backend(
            answering(
                "HTTP/1.1 201 Made\r\n"
                    + "Content-Length: 5\r\n"
                    + "X-Origin: yes\r\n"
                    + "Server: o\r\n\r\n"
                    + "hello"));
    balance(Map.of(), 8, backend.port());

    Answer answer = client().get("/a/b?c=d%20e&f=+g").answer();

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("hello");
    assertThat(answer.header("X-Origin")).isEqualTo("yes");
    assertThat(answer.header("Server")).isEqualTo("o");
    assertThat(answer.header("Via")).isEqualTo("1.1 x0d");
    assertThat(answer.header("X-Director-Cluster")).isEqualTo("shop");
    assertThat(answer.header("X-Director-Backend")).isEqualTo("b1");
    String seen = backend.nextRequest();
    assertThat(seen).startsWith("GET /a/b?c=d%20e&f=+g HTTP/1.1\r\n");
    assertThat(seen.split("\r\n"))
        .contains(
            "Host: shop.test",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: shop.test",
            "Forwarded: for=127.0.0.1;host=\"shop.test\";proto=http",
            "Via: 1.1 x0d")
        .noneMatch(line -> line.startsWith("User-Agent") || line.startsWith("Accept-Encoding"))
        .noneMatch(line -> line.startsWith("Content-Length") || line.startsWith("Transfer-"));
  }

  @Test
  void requestFields_hopByHopNominatedAndForged_doNotReachTheBackend() throws Exception {
    ScriptedBackend backend = backend(answering(ok("x")));
    balance(Map.of(), 8, backend.port());

    RawClient client =
        client()
            .send(
                "GET / HTTP/1.1\r\n"
                    + "Host: h\r\n"
                    + "Connection: keep-alive, X-Drop, Cookie\r\n"
                    + "X-Drop: 1\r\n"
                    + "Keep-Alive: 5\r\n"
                    + "TE: gzip\r\n"
                    + "Proxy: evil\r\n"
                    + "X_Under: 1\r\n"
                    + "Proxy-Authorization: secret\r\n"
                    + "X-Forwarded-For: 1.2.3.4\r\n"
                    + "Cookie: c=1\r\n"
                    + "X-Real-IP: 1.2.3.4\r\n"
                    + "Forwarded: for=1.2.3.4\r\n"
                    + "X-Keep: 1\r\n"
                    + "Via: 1.0 before\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo(200);

    String seen = backend.nextRequest();
    assertThat(seen.split("\r\n"))
        .contains("X-Keep: 1", "Cookie: c=1", "X-Forwarded-For: 127.0.0.1", "Via: 1.0 before")
        .noneMatch(line -> line.contains("1.2.3.4"))
        .noneMatch(
            line ->
                line.matches(
                    "(?i)(connection|keep-alive|te|proxy|proxy-authorization|x-drop"
                        + "|x_under):.*"));
    assertThat(seen.indexOf("Via: 1.0 before")).isLessThan(seen.indexOf("Via: 1.1 x0d"));
  }

  @Test
  void responseFields_hopByHopAndNominated_doNotReachTheClient() throws Exception {
    ScriptedBackend backend =
        backend(
            answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"
                    + "Keep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nX-End: 1\r\n\r\nx"));
    balance(Map.of(), 8, backend.port());

    Answer answer = client().get("/").answer();

    assertThat(answer.header("X-End")).isEqualTo("1");
    assertThat(answer.header("X-Hop")).isEmpty();
    assertThat(answer.header("Keep-Alive")).isEmpty();
    assertThat(answer.header("Proxy-Authenticate")).isEmpty();
    assertThat(answer.header("Connection")).isEmpty();
  }

  @Test
  void post_withLength_reachesTheBackendWhole() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.report(c.read(10));
                  c.write(ok("done"));
                }));
    balance(Map.of(), 8, backend.port());

    Answer answer =
        client()
            .send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789")
            .answer();

    assertThat(answer.body()).isEqualTo("done");
    assertThat(backend.nextRequest()).contains("Content-Length: 10");
    assertThat(backend.nextEvent()).isEqualTo("0123456789");
  }

  @Test
  void post_empty_saysSo() throws Exception {
    ScriptedBackend backend = backend(answering(ok("done")));
    balance(Map.of(), 8, backend.port());

    client().send("POST /p HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").answer();

    assertThat(backend.nextRequest()).contains("Content-Length: 0");
  }

  @Test
  void post_chunked_isStreamedAsItComes() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.report(c.read(6));
                  c.report(c.read(8));
                  c.read(7);
                  c.write(ok("done"));
                }));
    balance(Map.of(), 8, backend.port());

    RawClient client =
        client()
            .send("POST /p HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    assertThat(backend.nextRequest()).contains("Transfer-Encoding: chunked");
    assertThat(backend.nextEvent()).as("before the client sent the rest").isEqualTo("3\r\nabc");
    client.send("3\r\ndef\r\n0\r\n\r\n");

    assertThat(backend.nextEvent()).isEqualTo("\r\n3\r\ndef");
    assertThat(client.answer().body()).isEqualTo("done");
  }

  @Test
  void expectContinue_isAnsweredByTheProxy() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.report(c.read(3));
                  c.write(ok("done"));
                }));
    balance(Map.of(), 8, backend.port());

    RawClient client =
        client()
            .send(
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n"
                    + "Expect: 100-continue\r\n\r\n");
    assertThat(client.answer().status()).isEqualTo(100);
    client.send("abc");

    assertThat(client.answer().body()).isEqualTo("done");
    assertThat(backend.nextRequest()).doesNotContain("Expect");
    assertThat(backend.nextEvent()).isEqualTo("abc");
  }

  @Test
  void answer_chunked_isStreamedAsItComes() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                  c.readRequest();
                }));
    balance(Map.of(), 8, backend.port());

    RawClient client = client().get("/");
    StringBuilder seen = new StringBuilder();
    while (seen.indexOf("abc") < 0) {
      seen.append((char) client.read());
    }

    assertThat(seen).contains("200 OK").contains("abc");
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 102, 103})
  void answer_afterInterimOnes_reachesTheClient(int interim) throws Exception {
    ScriptedBackend backend =
        backend(answering("HTTP/1.1 " + interim + " Wait\r\nX-I: 1\r\n\r\n" + ok("final")));
    balance(Map.of(), 8, backend.port());

    RawClient client = client();
    for (int i = 0; i < 2; i++) {
      Answer answer = client.get("/").answer();
      while (answer.status() < 200) {
        answer = client.answer();
      }
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("final");
    }
  }

  @Test
  void answer_trailers_reachTheClient() throws Exception {
    ScriptedBackend backend =
        backend(
            answering(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
                    + "3\r\nabc\r\n0\r\nX-Sum: 7\r\n\r\n"));
    balance(Map.of(), 8, backend.port());

    Answer answer = client().get("/").answer();

    assertThat(answer.body()).isEqualTo("abc");
    assertThat(answer.complete()).isTrue();
    assertThat(answer.header("X-Sum")).isEqualTo("7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 204 No Content\r\nX-A: 1\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nX-A: 1\r\nETag: \"e\"\r\n\r\n"
      })
  void answer_withoutBody_keepsTheConnectionUsable(String text) throws Exception {
    ScriptedBackend backend = backend(answering(text));
    balance(Map.of(), 8, backend.port());

    RawClient client = client();

    for (int i = 0; i < 20; i++) {
      assertThat(client.get("/").answer().header("X-A")).isEqualTo("1");
    }
    // The next request may come before the connection is back in the pool.
    assertThat(backend.connections()).isLessThan(10);
  }

  @Test
  void head_keepsTheLengthAndSendsNoBody() throws Exception {
    ScriptedBackend backend = backend(answering("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n"));
    balance(Map.of(), 8, backend.port());

    RawClient client = client();
    Answer answer = client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").answer(true);

    assertThat(answer.header("Content-Length")).isEqualTo("1234");
    assertThat(client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n").answer(true).status())
        .isEqualTo(200);
  }

  @Test
  void backendConnections_areReused() throws Exception {
    ScriptedBackend backend = backend(answering(ok("x")));
    balance(Map.of(), 8, backend.port());

    RawClient client = client();
    for (int i = 0; i < 20; i++) {
      assertThat(client.get("/" + i).answer().body()).isEqualTo("x");
    }
    client().get("/other").answer();

    assertThat(backend.connections())
        .as("a request may come a moment before the last connection is free again")
        .isLessThan(5);
  }

  @Test
  void backendRefuses_otherServes_clientSeesNoFailure() throws Exception {
    ScriptedBackend backend = backend(answering(ok("x")));
    Director shop = balance(Map.of(), 8, closedPort(), backend.port());

    RawClient client = client();
    for (int i = 0; i < 10; i++) {
      assertThat(client.get("/").answer().status()).isEqualTo(200);
    }

    assertThat(shop.snapshot().backends().get(0).counts().failed()).isGreaterThan(0);
    awaitInFlight(shop, 0);
  }

  @Test
  void post_backendRefuses_isRetriedWithItsBody() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  while (c.readRequest() != null) {
                    c.report(c.read(4));
                    c.write(ok("x"));
                  }
                }));
    balance(Map.of(), 8, closedPort(), backend.port());

    RawClient client = client();
    for (int i = 0; i < 4; i++) {
      Answer answer =
          client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\nbody").answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(backend.nextEvent()).isEqualTo("body");
    }
  }

  @Test
  void allRefuse_is502WithRetryAfter() throws Exception {
    Director shop = balance(Map.of("retry-after", "7s"), 8, closedPort());

    Answer answer = client().get("/").answer();

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("Retry-After")).isEqualTo("7");
    assertThat(answer.header("X-Director-Backend")).isEqualTo("b1");
    assertThat(answer.body()).contains("could not be reached");
    assertThat(shop.snapshot().load().total()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, 4", // the first attempt and three retries
    "POST, 1", // not idempotent: the backend may have acted on it
  })
  void backendResetsBeforeTheHead_isRetriedOnlyWhenIdempotent(String method, int attempts)
      throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.report("attempt");
                  c.reset();
                }));
    balance(Map.of(), 8, backend.port());

    Answer answer =
        client().send(method + " / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").answer();

    assertThat(answer.status()).isEqualTo(502);
    assertThat(backend.requests).hasSize(attempts);
  }

  @Test
  void backendBreaksOffWithinTheBody_clientSeesItAndNothingIsLeft() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                  c.report("half");
                }));
    Director shop = balance(Map.of(), 8, backend.port());

    RawClient client = client().get("/");
    Answer answer = client.answer();

    assertThat(answer.complete()).isFalse();
    awaitInFlight(shop, 0);
    assertThat(shop.snapshot().backends().get(0).counts().failed()).isEqualTo(1);
  }

  @Test
  void backendTalksNonsense_is502() throws Exception {
    ScriptedBackend backend = backend(answering("HTTP/9.9 what\r\nis: this\r\n\r\n"));
    balance(Map.of(), 8, backend.port());

    assertThat(client().get("/").answer().status()).isEqualTo(502);
  }

  @Test
  void backendSilent_is504AndItsConnectionIsClosed() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.awaitClose();
                }));
    Director shop = balance(Map.of("read-timeout", "300ms"), 8, backend.port());

    Answer answer = client().get("/").answer();

    assertThat(answer.status()).isEqualTo(504);
    assertThat(backend.nextEvent()).isEqualTo("closed");
    awaitInFlight(shop, 0);
  }

  @Test
  void backendStopsWithinTheBody_breaksOffAfterTheReadTimeout() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                  c.awaitClose();
                }));
    balance(Map.of("read-timeout", "300ms"), 8, backend.port());

    Answer answer = client().get("/").answer();

    assertThat(answer.complete()).isFalse();
    assertThat(answer.body()).isEqualTo("abc");
    assertThat(backend.nextEvent()).isEqualTo("closed");
  }

  @Test
  void clientLeavesWhileTheBackendWorks_upstreamIsCancelled() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.awaitClose();
                }));
    Director shop = balance(Map.of(), 8, backend.port());

    RawClient client = client().get("/");
    backend.nextRequest();
    client.close();

    assertThat(backend.nextEvent()).isEqualTo("closed");
    awaitInFlight(shop, 0);
    assertThat(shop.snapshot().backends().get(0).counts().failed())
        .as("not the backend's fault")
        .isZero();
  }

  @Test
  void clientLeavesWithinItsUpload_upstreamIsCancelled() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.read(3);
                  c.report("partial");
                  c.awaitClose();
                }));
    Director shop = balance(Map.of(), 8, backend.port());

    RawClient client = client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    assertThat(backend.nextEvent()).isEqualTo("partial");
    client.close();

    assertThat(backend.nextEvent()).isEqualTo("closed");
    awaitInFlight(shop, 0);
    assertThat(shop.snapshot().backends().get(0).counts().failed()).isZero();
  }

  @Test
  void clientLeavesWhileQueued_theBackendNeverSeesIt() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  while (c.readRequest() != null) {
                    c.read(1);
                    c.write(ok("x"));
                  }
                }));
    Director shop = balance(Map.of(), 1, backend.port());
    RawClient first = client().send("POST /first HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
    assertThat(backend.nextRequest()).startsWith("POST /first ");
    RawClient second = client().get("/second");
    awaitQueued(shop, 1);
    second.close();
    awaitQueued(shop, 0);

    first.send("a");

    assertThat(first.answer().status()).isEqualTo(200);
    awaitInFlight(shop, 0);
    assertThat(backend.requests).isEmpty();
  }

  private static void awaitQueued(Director director, long expected) {
    for (int i = 0; i < 2000 && director.snapshot().queued().current() != expected; i++) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(director.snapshot().queued().current()).isEqualTo(expected);
  }

  @Test
  void clientHalfCloses_getsItsAnswer() throws Exception {
    ScriptedBackend backend = backend(answering(ok("whole")));
    balance(Map.of(), 8, backend.port());

    RawClient client = client().get("/");
    client.halfClose();

    assertThat(client.answer().body()).isEqualTo("whole");
  }

  @Test
  void clientHalfClosesWithinASlowAnswer_getsAllOfIt() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.think(800);
                  c.write("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
                  c.write("abc");
                  c.think(800);
                  c.write("def");
                }));
    balance(Map.of(), 8, backend.port());

    RawClient client = client().get("/");
    StringBuilder seen = new StringBuilder();
    while (!seen.toString().endsWith("abc")) {
      seen.append((char) client.read());
    }
    client.halfClose();
    for (int i = 0; i < 3; i++) {
      seen.append((char) client.read());
    }

    assertThat(seen).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\nabcdef");
  }

  @Test
  void client_overIpv6_isForwardedAsItsPlainAddress() throws Exception {
    ScriptedBackend backend = backend(answering(ok("x")));
    proxy.stop();
    start("::1");
    balance(Map.of(), 8, backend.port());

    try (RawClient client = new RawClient("::1", proxy.bound().get(0).port())) {
      client.get("/").answer();
    }

    assertThat(backend.nextRequest().split("\r\n"))
        .contains("X-Forwarded-For: 0:0:0:0:0:0:0:1")
        .contains("Forwarded: for=\"[0:0:0:0:0:0:0:1]\";host=\"shop.test\";proto=http");
  }

  @Test
  void programThatFails_is500WithoutAStackTrace() throws Exception {
    proxy.configure(
        new ProxyConfig(
            exchange -> {
              throw new IllegalStateException("secret");
            },
            "x0d"));

    Answer answer = client().get("/").answer();

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.body()).doesNotContain("secret").doesNotContain("Exception");
  }

  @Test
  void refusedMethod_saysWhichAreAllowed() throws Exception {
    Answer answer = client().send("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n").answer();

    assertThat(answer.header("Allow")).isEqualTo("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
  }

  @Test
  void pipelinedRequests_areAnsweredInOrderAlsoWhenTheFirstIsSlow() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  String request;
                  while ((request = c.readRequest()) != null) {
                    if (request.startsWith("GET /slow")) {
                      c.think(1500); // longer than the proxy waits before it watches
                    }
                    c.write(ok(request.split(" ")[1]));
                  }
                }));
    balance(Map.of(), 8, backend.port());

    RawClient client = client().get("/slow");
    backend.nextRequest();
    client.get("/second").get("/third");

    assertThat(client.answer().body()).isEqualTo("/slow");
    assertThat(client.answer().body()).isEqualTo("/second");
    assertThat(client.answer().body()).isEqualTo("/third");
    assertThat(client.get("/fourth").answer().body()).isEqualTo("/fourth");
  }

  @Test
  void pipelinedRequests_whileTheFirstIsSlow_areNotReadAgainAndAgain() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(SocketChannelEndPoint.class);
    ListAppender<ILoggingEvent> reads = new ListAppender<>();
    reads.start();
    logger.setAdditive(false);
    logger.addAppender(reads);
    logger.setLevel(Level.DEBUG);
    try {
      pipelinedRequests_areAnsweredInOrderAlsoWhenTheFirstIsSlow();
    } finally {
      logger.setLevel(null);
      logger.detachAppender(reads);
      logger.setAdditive(true);
    }
    assertThat(List.copyOf(reads.list))
        .extracting(ILoggingEvent::getMessage)
        .filteredOn(message -> message.startsWith("filled"))
        .hasSizeBetween(4, 100);
  }

  @Test
  void keepAliveAfterASlowAnswer_stillWorks() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  while (c.readRequest() != null) {
                    c.think(1200);
                    c.write(ok("x"));
                  }
                }));
    balance(Map.of(), 8, backend.port());

    RawClient client = client();

    assertThat(client.get("/1").answer().body()).isEqualTo("x");
    assertThat(client.get("/2").answer().body()).isEqualTo("x");
  }

  @Test
  void earlyAnswerToAnUpload_reachesTheClient() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.write(
                      "HTTP/1.1 413 Too Large\r\n"
                          + "Content-Length: 3\r\n"
                          + "Connection: close\r\n\r\n"
                          + "big");
                  c.awaitClose();
                }));
    Director shop = balance(Map.of(), 8, backend.port());

    RawClient client =
        client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\nabc");
    Answer answer = client.answer();

    assertThat(answer.status()).isEqualTo(413);
    assertThat(answer.body()).isEqualTo("big");
    awaitInFlight(shop, 0);
    assertThat(client.isClosed()).isTrue();
  }

  @Test
  void capacity_isNeverExceededAtTheBackend() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  while (c.readRequest() != null) {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    c.think(5);
                    now.decrementAndGet();
                    c.write(ok("x"));
                  }
                }));
    Director shop = balance(Map.of(), 3, backend.port());

    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      clients.add(client());
    }
    for (int round = 0; round < 10; round++) {
      for (RawClient client : clients) {
        client.get("/");
      }
      for (RawClient client : clients) {
        assertThat(client.answer().status()).isEqualTo(200);
      }
    }

    assertThat(most).hasValue(3);
    assertThat(shop.snapshot().queued().max()).isPositive();
  }

  @Test
  void queueTimeout_is503WithRetryAfter() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.awaitClose();
                }));
    balance(Map.of("queue-timeout", "200ms", "retry-after", "9s"), 1, backend.port());
    client().get("/first");
    backend.nextRequest();

    Answer answer = client().get("/second").answer();

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Retry-After")).isEqualTo("9");
    assertThat(answer.header("X-Director-Backend")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT x:1, 405",
    "TRACE /, 405",
    "OPTIONS *, 204",
    "GET /%2e%2e/x, 400",
    "GET //x, 400",
    "GET http:///x, 400",
    "AVERYLONGMETHODNAMETHATNOBODYNEEDS /, 400",
  })
  void requestsThatAreNotForAProxy_areAnsweredHere(String line, int status) throws Exception {
    ScriptedBackend backend = backend(answering(ok("x")));
    balance(Map.of(), 8, backend.port());

    Answer answer = client().send(line + " HTTP/1.1\r\nHost: x:1\r\n\r\n").answer();

    assertThat(answer.status()).isEqualTo(status);
    assertThat(backend.requests).isEmpty();
  }

  @Test
  void drain_answersWhatIsOnItsWayAndCloses() throws Exception {
    ScriptedBackend backend =
        backend(
            new ScriptedBackend(
                c -> {
                  c.readRequest();
                  c.read(1);
                  c.think(1500); // longer than a draining listener lets an idle client live
                  c.write(ok("late"));
                }));
    balance(Map.of(), 8, backend.port());
    RawClient client = client().send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
    backend.nextRequest();

    CompletableFuture<Boolean> drained =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return proxy.drain(Duration.ofSeconds(20)) == 0;
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    client.send("a");

    assertThat(client.answer().body()).isEqualTo("late");
    assertThat(drained.get()).isTrue();
    assertThat(client.isClosed()).isTrue();
    assertThat(Objects.requireNonNull(proxy.bound())).hasSize(1);
  }
}
