package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Backends are drained, stopped and started again in turn, and nobody notices. */
@Timeout(180)
class DrainST {
  private static final int CLIENTS = 12;
  private static final int SERVICE_MILLIS = 20;
  private static final int ROUNDS = 2;

  @Test
  void backends_drainedAndRestartedInTurnUnderLoad_noRequestFailsNorIsRepeated() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer b1 = Peer.open("b1", SERVICE_MILLIS);
        Peer b2 = Peer.open("b2", SERVICE_MILLIS);
        Shop shop =
            new Shop(daemon, "health-check-interval=200ms", "health-check-fast-interval=100ms")) {
      List<Peer> peers = List.of(b1, b2);
      for (Peer peer : peers) {
        shop.add(peer, "\"capacity\": 8");
      }
      try (Load load = Load.start(daemon, CLIENTS)) {
        Await.until("all serve", () -> peers.stream().allMatch(p -> p.requests() > 50));
        for (int i = 0; i < ROUNDS * peers.size(); i++) {
          Peer peer = peers.get(i % peers.size());
          assertThat(daemon.must("backend", "drain", "shop", peer.name(), "--wait=30s"))
              .isEqualTo("backend shop/" + peer.name() + " drained\n");
          assertThat(peer.gauge().current()).as("in flight at the origin").isZero();
          assertThat(shop.state(peer.name())).isEqualTo("drained");
          int before = peer.requests();
          int others = load.total();
          peer.shut();
          Await.until("the other serves", () -> load.total() > others + 100);
          peer.open();
          assertThat(peer.requests()).as("nothing came while it was drained").isEqualTo(before);
          Await.until(
              peer.name() + " is found healthy again, although it is drained",
              () ->
                  shop.backend(peer.name())
                      .getAsJsonObject("health")
                      .get("state")
                      .getAsString()
                      .equals("online"));
          shop.enable(peer.name());
          Await.until(peer.name() + " serves again", () -> peer.requests() > before + 20);
        }
        load.finish();

        System.out.printf(
            "DrainST %d drains under %d clients: %d requests, %d failed, results %s, by %s%n",
            ROUNDS * peers.size(),
            CLIENTS,
            load.total(),
            load.failures(),
            load.results(),
            load.backends());
        assertThat(load.results()).containsOnlyKeys("200");
        assertThat(b1.requests() + b2.requests()).as("none came twice").isEqualTo(load.total());
      }
    }
  }

  @Test
  void drain_survivesTheEndOfTheProcessAndShowsItself() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer b1 = Peer.open("b1", 0);
        Peer b2 = Peer.open("b2", 0);
        Shop shop = new Shop(daemon)) {
      shop.add(b1, "\"capacity\": 3");
      shop.add(b2, "\"capacity\": 5");
      daemon.must("backend", "drain", "shop", "b1");

      daemon.kill();
      daemon.start();

      for (int i = 0; i < 5; i++) {
        assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("b2");
      }
      assertThat(daemon.must("backend", "list", "shop")).contains("drained");
      assertThat(daemon.must("history", "--limit", "1")).contains("backend drain shop b1");
      try (Admin admin = daemon.admin()) {
        assertThat(capacity(admin)).isEqualTo("5");
        daemon.must("backend", "enable", "shop", "b1");
        Await.until("b1 is back", () -> capacity(admin).equals("8"));
      }
    }
  }

  private static String capacity(Admin admin) throws IOException {
    return admin.call("GET", "/director/shop").json().get("capacity").getAsString();
  }
}
