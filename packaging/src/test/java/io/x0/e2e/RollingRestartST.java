package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every backend is restarted in turn, and nobody notices. */
@Timeout(180)
class RollingRestartST {
  private static final int CLIENTS = 16;
  private static final int SERVICE_MILLIS = 2;
  private static final int REQUESTS = 8_000;
  private static final int ROUNDS = 3;
  private static final int DOWN_REQUESTS = 300;

  @Test
  void backendsRestartedInTurn_underLoad_noRequestFails() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer b1 = Peer.open("b1", SERVICE_MILLIS);
        Peer b2 = Peer.open("b2", SERVICE_MILLIS);
        Peer b3 = Peer.open("b3", SERVICE_MILLIS);
        Shop shop =
            new Shop(
                daemon,
                "health-check-interval=200ms",
                "health-check-fast-interval=100ms",
                "health-check-timeout=500ms")) {
      List<Peer> peers = List.of(b1, b2, b3);
      for (Peer peer : peers) {
        shop.add(peer, "\"capacity\": 100");
      }
      try (Load load = Load.start(daemon, CLIENTS)) {
        int restarts = 0;
        Await.until("all serve", () -> peers.stream().allMatch(p -> p.requests() > 100));
        while (restarts < ROUNDS * peers.size() || load.total() < REQUESTS) {
          Peer peer = peers.get(restarts % peers.size());
          peer.shut();
          int down = load.total();
          Await.until("others serve", () -> load.total() > down + DOWN_REQUESTS);
          int before = peer.requests();
          peer.open();
          Await.until(peer.name() + " serves again", () -> peer.requests() > before + 50);
          restarts++;
        }
        load.finish();

        int arrived = peers.stream().mapToInt(Peer::requests).sum();
        System.out.printf(
            "RollingRestartST %d restarts under %d clients: %d requests, %d failed, results %s, by"
                + " %s; %d came at the origins, retries %s%n",
            restarts,
            CLIENTS,
            load.total(),
            load.failures(),
            load.results(),
            load.backends(),
            arrived,
            shop.stats().get("retried"));
        assertThat(load.total()).isGreaterThanOrEqualTo(REQUESTS);
        assertThat(load.results()).containsOnlyKeys("200");
        assertThat(load.backends().keySet()).containsExactly("b1", "b2", "b3");
      }
    }
  }
}
