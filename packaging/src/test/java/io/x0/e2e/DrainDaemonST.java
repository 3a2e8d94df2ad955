package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An operator lets x0d finish what it has, and end. */
@Timeout(120)
class DrainDaemonST {
  private static final int SERVICE_MILLIS = 1500;

  @Test
  void drain_waitsForWhatIsOnItsWay_thenEndsForGood() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer b1 = Peer.open("b1", SERVICE_MILLIS);
        Shop shop = new Shop(daemon)) {
      shop.add(b1, "\"capacity\": 10");
      CompletableFuture<String> answer = ask(daemon);
      Await.until("it is on its way", () -> b1.gauge().current() == 1);

      assertThat(daemon.must("daemon", "drain", "--within=1m", "--wait"))
          .isEqualTo("x0d has ended\n");

      assertThat(answer.join()).isEqualTo("b1");
      assertThat(daemon.awaitEnd()).as("what keeps systemd from starting it again").isEqualTo(4);
      assertThat(daemon.log()).contains("draining for up to 1m").doesNotContain("gave up");
    }
  }

  @Test
  void drain_ofSomethingWithoutEnd_isCutShortBySigterm() throws Exception {
    try (TestDaemon daemon =
            TestDaemon.create()
                .config(
                    TestDaemon.DEFAULT_CONFIG.replace(
                        "handler setup {", "handler setup { max_drain_time 100ms;"))
                .start();
        Peer b1 = Peer.open("b1", 120_000);
        Shop shop = new Shop(daemon, "read-timeout=5m");
        Admin admin = daemon.admin()) {
      shop.add(b1, "\"capacity\": 10");
      CompletableFuture<String> answer = ask(daemon);
      Await.until("it is on its way", () -> b1.gauge().current() == 1);

      assertThat(daemon.must("daemon", "drain", "--within=1h"))
          .isEqualTo("x0d drains for up to 1h\n");
      Admin.Reply refusal = admin.call("PATCH", "/director/shop", "{\"queue-limit\": 3}");
      assertThat(refusal.status()).isEqualTo(503);
      assertThat(refusal.body()).contains("this x0d ends: it changes nothing any more");
      assertThat(admin.call("POST", "/daemon/drain").body()).contains("ends already");

      assertThat(daemon.stop()).isZero();
      assertThat(daemon.log()).contains("gave up 1 requests after 100ms");
      assertThat(answer.get(10, TimeUnit.SECONDS))
          .isEqualTo("503 Service Unavailable: the proxy stops\n");
    }
  }

  private static CompletableFuture<String> ask(TestDaemon daemon) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return Client.once(daemon.port(), "/").body();
          } catch (Exception e) {
            throw new CompletionException(e);
          }
        });
  }
}
