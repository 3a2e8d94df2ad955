package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signals end x0d as an operator expects. */
@Timeout(180)
class SignalST {
  @Test
  void term_requestOnItsWay_isAnsweredBeforeTheEnd() throws Exception {
    drains(TestDaemon::term);
  }

  @Test
  void int_requestOnItsWay_isAnsweredBeforeTheEnd() throws Exception {
    drains(
        daemon -> {
          // A parent that ignores SIGINT hands that down, and Java respects it.
          boolean ignored = (Long.parseLong(daemon.proc("SigIgn"), 16) & 2) != 0;
          Assumptions.assumeFalse(ignored, "SIGINT is ignored here");
          daemon.interrupt();
        });
  }

  private interface Signal {
    void send(TestDaemon daemon) throws Exception;
  }

  private static void drains(Signal signal) throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (TestDaemon daemon = TestDaemon.started();
        Origin origin =
            new Origin(
                call -> {
                  release.await();
                  call.answer("late");
                });
        Client client = new Client(daemon.port())) {
      daemon.must("director", "create", "shop");
      daemon.must("backend", "add", "shop", "b1", origin.url());
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      Await.until("the origin has the request", () -> origin.current() == 1);

      signal.send(daemon);
      Await.until("new clients are refused", () -> isRefused(daemon.port()));
      assertThat(daemon.process().isAlive()).isTrue();
      release.countDown();

      assertThat(client.answer().body()).isEqualTo("late");
      assertThat(client.isClosed()).isTrue();
      assertThat(daemon.awaitEnd()).isZero();
      assertThat(daemon.socket()).doesNotExist();
      assertThat(daemon.log()).contains("stopped").doesNotContain("gave up");

      daemon.start();
      assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("late");
      assertThat(daemon.stop()).isZero();
      assertThat(daemon.socket()).doesNotExist();
    }
  }

  private static boolean isRefused(int port) {
    try {
      new Client(port).close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void term_idleKeptConnections_endsAndClosesThem() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Client client = new Client(daemon.port());
        Admin admin = daemon.admin()) {
      assertThat(client.get("/").status()).isEqualTo(404);
      assertThat(admin.call("GET", "/version").status()).isEqualTo(200);

      assertThat(daemon.stop()).isZero();

      assertThat(client.isClosed()).isTrue();
      assertThat(admin.isSilent()).isFalse();
      try (Admin gone = daemon.admin()) {
        assertThatThrownBy(() -> gone.call("GET", "/version")).isInstanceOf(IOException.class);
      }
    }
  }
}
