package io.x0.proxy;

import static io.x0.proxy.ScriptedBackend.answering;
import static io.x0.proxy.ScriptedBackend.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.x0.common.name.BackendUrl;
import io.x0.director.DirectorSettings;
import io.x0.health.Probe;
import io.x0.health.ProbeResult;
import io.x0.link.Link;
import io.x0.proxy.upstream.JettyProbe;
import io.x0.proxy.upstream.Upstreams;
import io.x0.time.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks against real sockets: what the backend sees, and what its answer is taken for. */
@Timeout(60)
class JettyProbeIT {
  private static final int MAX_RUNNING = 4;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final QueuedThreadPool threads = new QueuedThreadPool(16, 2);
  private final ScheduledExecutorScheduler timers = new ScheduledExecutorScheduler("timers", true);
  private Upstreams upstreams;
  private JettyProbe probe;

  @BeforeEach
  void start() {
    LifeCycle.start(threads);
    LifeCycle.start(timers);
    ArrayByteBufferPool buffers = new ArrayByteBufferPool();
    upstreams = new Upstreams(threads, timers, buffers);
    probe = new JettyProbe(threads, timers, buffers, upstreams, Clock.system(), MAX_RUNNING);
  }

  @AfterEach
  void stop() throws Exception {
    probe.close();
    upstreams.close();
    LifeCycle.stop(timers);
    LifeCycle.stop(threads);
    for (AutoCloseable resource : open) {
      resource.close();
    }
  }

  private ScriptedBackend backend(ScriptedBackend.Script script) throws IOException {
    return backend(new ScriptedBackend(script));
  }

  private ScriptedBackend backend(ScriptedBackend backend) {
    open.add(backend);
    return backend;
  }

  private static Probe.Target target(String url, Map<String, String> settings) {
    return new Probe.Target(
        "shop",
        "b1",
        BackendUrl.parse("url", url),
        Link.DEFAULT,
        DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, settings).health().check());
  }

  private static String url(int port) {
    return "http://127.0.0.1:" + port;
  }

  private ProbeResult check(String url, Map<String, String> settings) throws Exception {
    CompletableFuture<ProbeResult> result = new CompletableFuture<>();
    probe.start(target(url, settings), result::complete);
    return result.get(20, TimeUnit.SECONDS);
  }

  private ProbeResult check(ScriptedBackend backend, Map<String, String> settings)
      throws Exception {
    return check(url(backend.port()), settings);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK~Content-Length: 2~~ok | | true | status 200",
        "HTTP/1.1 302 Found~Location: /x~Content-Length: 0~~ | | true | status 302",
        "HTTP/1.1 503 Down~Content-Length: 0~~ | | false | status 503, expected 200-399",
        "HTTP/1.1 503 Down~Content-Length: 9~~half | | false | status 503, expected 200-399",
        "HTTP/1.1 200 OK~Content-Length: 0~~ | 204,300-308 | false | status 200, expected"
            + " 204,300-308",
        "HTTP/1.1 204 No Content~~ | 204,300-308 | true | status 204",
        "HTTP/1.1 103 Hints~X: 1~~HTTP/1.1 200 OK~Content-Length: 0~~ | | true | status 200",
        "HTTP/1.1 101 Switch~Upgrade: x~~ | | false | 'status 101, expected 200-399'",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~ok~0~~ | | true | status 200",
        "HTTP/1.1 200 OK~~until the end | | true | status 200",
        "HTTP/1.1 200 OK~Content-Length: 9~~half | | false | closed within the answer",
        "HTTP/1.1 200 OK~X-Cut | | false | closed within the answer",
        "'' | | false | closed without an answer",
        "SSH-2.0-OpenSSH_9.2~ | | false | not HTTP",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~ | | false | not HTTP",
      })
  void answer_isJudged(String answer, String codes, boolean good, String detail) throws Exception {
    ScriptedBackend backend =
        backend(
            c -> {
              c.readRequest();
              c.write(answer.replace("~", "\r\n"));
            });

    ProbeResult result =
        check(backend, codes == null ? Map.of() : Map.of("health-check-success-codes", codes));

    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.good()).isEqualTo(good);
    assertThat(result.nanos()).isPositive();
  }

  @Test
  void request_saysWhoAsksAndWhy() throws Exception {
    ScriptedBackend backend = backend(answering(ok("x")));

    check(
        backend,
        Map.of(
            "health-check-request-path", "/ping?deep=1", "health-check-host-header", "shop.test"));

    assertThat(backend.nextRequest())
        .isEqualTo(
            "GET /ping?deep=1 HTTP/1.1\r\nHost: shop.test\r\nUser-Agent: x0-health-check\r\n"
                + "X0-Director: shop\r\nX0-Backend: b1\r\nConnection: close");
  }

  @Test
  void post_hasAnEmptyBody() throws Exception {
    ScriptedBackend backend = backend(answering(ok("x")));

    assertThat(check(backend, Map.of("health-check-method", "POST")).good()).isTrue();

    assertThat(backend.nextRequest()).startsWith("POST / ").contains("\r\nContent-Length: 0\r\n");
  }

  @Test
  void head_doesNotWaitForABody() throws Exception {
    ScriptedBackend backend = backend(answering("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"));

    ProbeResult result = check(backend, Map.of("health-check-method", "HEAD"));

    assertThat(result.detail()).isEqualTo("status 200");
    assertThat(backend.nextRequest()).startsWith("HEAD / ");
  }

  @ParameterizedTest
  @CsvSource({
    "all is well, status 200",
    "^db: up$, body does not match",
    "(?m)^db: up$, status 200",
    "down, body does not match",
    "gr\u00fc\u00dfe, status 200",
  })
  void body_mustContainTheExpression(String expression, String detail) throws Exception {
    String body = "all is well\ndb: up\ngr\u00c3\u00bc\u00c3\u009fe\n"; // UTF-8, byte by byte
    ScriptedBackend backend = backend(answering(ok(body)));

    ProbeResult result = check(backend, Map.of("health-check-body", expression));

    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.good()).isEqualTo(detail.equals("status 200"));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "65528, true", "65529, false", "100000, false"})
  void body_isLookedAtInItsFirst64Kibibytes(int before, boolean good) throws Exception {
    ScriptedBackend backend =
        backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
              c.write("x".repeat(before) + "the mark");
              while (true) {
                c.write("y".repeat(10_000)); // as long as anybody listens
              }
            });

    ProbeResult result = check(backend, Map.of("health-check-body", "the mark"));

    assertThat(result.good()).isEqualTo(good);
    assertThat(backend.nextEvent()).as("the check closed its connection").isEqualTo("broken");
  }

  @Test
  void head_withoutEnd_isCutOff() throws Exception {
    ScriptedBackend backend =
        backend(
            c -> {
              c.readRequest();
              c.write("HTTP/1.1 200 OK\r\n");
              while (true) {
                c.write("X-More: " + "x".repeat(1000) + "\r\n");
              }
            });

    assertThat(check(backend, Map.of()).detail()).isEqualTo("head of the answer too long");
  }

  @Test
  void interimAnswersWithoutEnd_areCutOff() throws Exception {
    ScriptedBackend backend =
        backend(
            c -> {
              c.readRequest();
              while (true) {
                c.write("HTTP/1.1 102 Processing\r\n\r\n");
              }
            });

    assertThat(check(backend, Map.of()).detail()).isEqualTo("too many interim answers");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | no answer within 300ms",
        "HTTP/1.1 200 OK~X: | answer not complete within 300ms",
        "HTTP/1.1 200 OK~Content-Length: 999~~a | answer not complete within 300ms",
      })
  void slowAnswer_isNotWaitedForLongerThanTheTimeout(String begin, String detail) throws Exception {
    ScriptedBackend backend =
        backend(
            c -> {
              c.readRequest();
              c.write(begin.replace("~", "\r\n"));
              for (int i = 0; i < 100 && !begin.isEmpty(); i++) {
                c.write("b"); // never silent for long
                c.think(100);
              }
              c.awaitClose();
            });

    ProbeResult result = check(backend, Map.of("health-check-timeout", "300ms"));

    assertThat(result.detail()).isEqualTo(detail);
    assertThat(result.good()).isFalse();
    assertThat(Duration.ofNanos(result.nanos())).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    assertThat(backend.nextEvent()).isIn("closed", "broken");
  }

  @Test
  void reset_isNotAnAnswer() throws Exception {
    ScriptedBackend backend =
        backend(
            c -> {
              c.readRequest();
              c.reset();
            });

    ProbeResult result = check(backend, Map.of());

    assertThat(result.good()).isFalse();
    assertThat(result.detail()).isEqualTo("closed without an answer");
  }

  @ParameterizedTest
  @CsvSource({"http", "tcp"})
  void refused_saysSo(String type) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    ProbeResult result = check(url(port), Map.of("health-check-type", type));

    assertThat(result.good()).isFalse();
    assertThat(result.detail()).isEqualTo("connection refused");
  }

  @ParameterizedTest
  @CsvSource({"http", "tcp"})
  void notAccepted_isNotWaitedForLongerThanTheTimeout(String type) throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<SocketChannel> queue = new ArrayList<>();
      for (int i = 0; i < 8; i++) { // more than the kernel keeps for a backlog of one
        SocketChannel waiting = SocketChannel.open();
        waiting.configureBlocking(false);
        waiting.connect(full.getLocalSocketAddress());
        queue.add(waiting);
      }

      ProbeResult result =
          check(
              url(full.getLocalPort()),
              Map.of("health-check-type", type, "health-check-timeout", "300ms"));

      assertThat(result.good()).isFalse();
      assertThat(result.detail()).isEqualTo("no connection within 300ms");
      for (SocketChannel waiting : queue) {
        waiting.close();
      }
    }
  }

  @Test
  void name_isResolved() throws Exception {
    ScriptedBackend backend = backend(answering(ok("x")));

    ProbeResult result = check("http://localhost:" + backend.port(), Map.of());

    assertThat(result.detail()).isEqualTo("status 200");
  }

  @Test
  void name_ofSeveralAddresses_isTriedAtEach() throws Exception {
    List<InetAddress> addresses = List.of(InetAddress.getAllByName("localhost"));
    assumeTrue(addresses.size() > 1);
    InetAddress last = addresses.get(addresses.size() - 1);
    try (ServerSocket server = new ServerSocket(0, 1, last)) {
      ProbeResult result =
          check("http://localhost:" + server.getLocalPort(), Map.of("health-check-type", "tcp"));

      assertThat(result.detail()).isEqualTo("connection accepted");
    }
  }

  @Test
  void name_unknown_saysSo() throws Exception {
    ProbeResult result =
        check("http://no-such-host.invalid:80", Map.of("health-check-timeout", "20s"));

    assertThat(result.good()).isFalse();
    assertThat(result.detail()).isEqualTo("name no-such-host.invalid cannot be resolved");
  }

  @Test
  void tcp_connectsAndSendsNothing() throws Exception {
    ScriptedBackend backend =
        backend(c -> c.report(c.readRequest() == null ? "nothing came" : "something came"));

    ProbeResult result = check(backend, Map.of("health-check-type", "tcp"));

    assertThat(result.good()).isTrue();
    assertThat(result.detail()).isEqualTo("connection accepted");
    assertThat(backend.nextEvent()).isEqualTo("nothing came");
  }

  @ParameterizedTest
  @CsvSource({"http, status 200", "tcp, connection accepted"})
  void unixSocket_isCheckedToo(String type, String detail, @TempDir Path folder) throws Exception {
    Path path = folder.resolve("b.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      Thread serving = new Thread(() -> answerOnce(server));
      serving.setDaemon(true);
      serving.start();

      ProbeResult result = check("http+unix:" + path, Map.of("health-check-type", type));

      assertThat(result.detail()).isEqualTo(detail);
      assertThat(result.good()).isTrue();
    }
    ProbeResult gone = check("http+unix:" + path, Map.of("health-check-type", type));
    assertThat(gone.good()).isFalse();
    assertThat(gone.detail()).isEqualTo("connection refused");
    ProbeResult missing =
        check("http+unix:" + folder.resolve("none.sock"), Map.of("health-check-type", type));
    assertThat(missing.good()).isFalse();
    assertThat(missing.detail()).isEqualTo("no such file or directory");
  }

  private static void answerOnce(ServerSocketChannel server) {
    try (SocketChannel channel = server.accept()) {
      channel.read(ByteBuffer.allocate(4096));
      channel.write(ByteBuffer.wrap(ok("x").getBytes(StandardCharsets.US_ASCII)));
    } catch (IOException e) {
      return;
    }
  }

  @Test
  void everyCheck_hasAConnectionOfItsOwn() throws Exception {
    ScriptedBackend backend = backend(answering(ok("x"))); // which would keep it open

    for (int i = 0; i < 5; i++) {
      assertThat(check(backend, Map.of()).good()).isTrue();
    }

    assertThat(backend.connections()).isEqualTo(5);
  }

  @Test
  void result_isToldOnceAndNeverOnTheStackOfTheCaller() throws Exception {
    ScriptedBackend backend =
        backend(
            c -> {
              c.readRequest();
              c.write(ok("x") + ok("y"));
              c.reset();
            });
    BlockingQueue<Thread> told = new LinkedBlockingQueue<>();
    int checks = 200;

    for (int i = 0; i < checks; i++) {
      // Half of them at a port that refuses at once, all with a timeout that may come first.
      String url = i % 2 == 0 ? url(backend.port()) : url(1);
      probe.start(
          target(url, Map.of("health-check-timeout", "20ms")),
          result -> told.add(Thread.currentThread()));
    }

    for (int i = 0; i < checks; i++) {
      assertThat(told.poll(20, TimeUnit.SECONDS)).isNotNull().isNotSameAs(Thread.currentThread());
    }
    assertThat(told.poll(200, TimeUnit.MILLISECONDS)).as("one more than there were").isNull();
  }

  @Test
  void manyChecks_runAFewAtATimeAndAllEnd() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ScriptedBackend backend =
        backend(
            c -> {
              c.readRequest();
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              c.think(50);
              now.decrementAndGet();
              c.write(ok("x"));
            });
    BlockingQueue<ProbeResult> results = new LinkedBlockingQueue<>();
    int checks = 10 * MAX_RUNNING;

    for (int i = 0; i < checks; i++) {
      // Ten rounds take longer than that: it must not run while a check waits.
      probe.start(
          target(url(backend.port()), Map.of("health-check-timeout", "400ms")), results::add);
    }

    for (int i = 0; i < checks; i++) {
      ProbeResult result = results.poll(20, TimeUnit.SECONDS);
      assertThat(result).isNotNull();
      assertThat(result.detail()).isEqualTo("status 200");
    }
    assertThat(most).hasValue(MAX_RUNNING);
  }
}
