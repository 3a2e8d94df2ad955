package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connections to backends on the selectors of a listener, beside those of its clients. */
@Timeout(60)
class LoopListenerIT {
  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig(Transport.LOOP);
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  @Test
  void connectionsToBackends_areNoClients() throws Exception {
    ScriptedBackend backend = rig.answering("x");
    rig.balance(Map.of(), backend);

    RawClient client = rig.client();
    assertThat(client.get("/").answer().body()).isEqualTo("x");

    assertThat(backend.connections()).isEqualTo(1);
    assertThat(rig.connections()).isEqualTo(1);
    client.close();
    ProxyRig.await(() -> rig.connections() == 0);
  }

  @Test
  void backendOnAUnixSocket_isReachedAndNoClientEither(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("backend.sock");
    rig.opened(answering(socket));
    rig.balanceTo(Map.of(), 8, List.of("http+unix:" + socket), Map.of());

    RawClient client = rig.client();
    for (int i = 0; i < 3; i++) {
      RawClient.Answer answer = client.get("/").answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("Host: shop.test");
      assertThat(rig.connections()).isEqualTo(1);
    }
  }

  @Test
  void unixSocketThatIsNotThere_is502() throws Exception {
    rig.balanceTo(Map.of(), 8, List.of("http+unix:/nonexistent/x0.sock"), Map.of());

    assertThat(rig.client().get("/").answer().status()).isEqualTo(502);
    assertThat(rig.connections()).isEqualTo(1);
  }

  @Test
  void listenerThatAReloadCloses_bringsToItsEndWhatACacheFetches() throws Exception {
    CountDownLatch left = new CountDownLatch(1);
    CountDownLatch rest = new CountDownLatch(1);
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              c.write(
                  "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 8\r\n\r\nha");
              assertThat(left.await(30, TimeUnit.SECONDS)).isTrue();
              c.write("lf");
              assertThat(rest.await(30, TimeUnit.SECONDS)).isTrue();
              c.write("full");
            });
    rig.balance(Map.of("cache-enabled", "true"), backend);
    RawClient first = rig.client().get("/");
    backend.nextRequest();
    assertThat(first.read()).as("the answer has begun").isPositive();

    int elsewhere = rig.move();
    first.close();
    // That its client has left is noticed by writing to it.
    left.countDown();
    ProxyRig.await(() -> rig.connections() == 0);
    // Nobody is connected to the old listener: it would stop now.
    LockSupport.parkNanos(200_000_000);
    rest.countDown();

    RawClient second = rig.opened(new RawClient(elsewhere));
    RawClient.Answer answer = second.get("/").answer();
    assertThat(answer.body()).isEqualTo("halffull");
    assertThat(backend.requests).as("nothing was fetched twice").isEmpty();
    assertThat(backend.connections()).isEqualTo(1);
  }

  @Test
  void listenerThatAReloadCloses_answersWhatIsUnderWay() throws Exception {
    CountDownLatch rest = new CountDownLatch(1);
    ScriptedBackend backend =
        rig.backend(
            c -> {
              c.readRequest();
              assertThat(rest.await(30, TimeUnit.SECONDS)).isTrue();
              c.write(ScriptedBackend.ok("late"));
            });
    rig.balance(Map.of(), backend);
    RawClient client = rig.client().get("/");
    backend.nextRequest();

    int elsewhere = rig.move();
    rest.countDown();

    RawClient.Answer late = client.answer();
    assertThat(late.body()).isEqualTo("late");
    assertThat(late.header("Connection")).isEqualTo("close");
    assertThat(client.isClosed()).isTrue();
    assertThat(rig.opened(new RawClient(elsewhere)).get("/").answer().body()).isEqualTo("late");
  }

  /** A backend on a UNIX socket that answers with the field {@code Host} of the request. */
  private static ServerSocketChannel answering(Path socket) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    start(() -> accept(server));
    return server;
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "unix-backend");
    thread.setDaemon(true);
    thread.start();
  }

  /** One connection may not be free yet when its answer is already with the client. */
  private static void accept(ServerSocketChannel server) {
    try {
      while (true) {
        SocketChannel accepted = server.accept();
        start(() -> serve(accepted));
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }

  private static void serve(SocketChannel accepted) {
    try (SocketChannel connection = accepted) {
      ByteBuffer bytes = ByteBuffer.allocate(8192);
      while (connection.read(bytes.clear()) > 0) {
        String head = StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
        int host = head.indexOf("Host:");
        String body = head.substring(host, head.indexOf('\r', host));
        connection.write(
            ByteBuffer.wrap(ScriptedBackend.ok(body).getBytes(StandardCharsets.ISO_8859_1)));
      }
    } catch (IOException e) {
      // The test has ended.
    }
  }
}
