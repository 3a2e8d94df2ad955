package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** When health checks are made, counted where they arrive. */
@Timeout(180)
@Isolated("measures under load")
@Tag("measured")
class CheckModesST {
  private static final int INTERVAL_MILLIS = 150;
  private static final int WATCH_MILLIS = 1200;

  private static Shop shop(TestDaemon daemon, Peer peer, String... settings) throws Exception {
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("health-check-interval=" + INTERVAL_MILLIS + "ms");
    all.add("health-check-fast-interval=100ms");
    all.add("health-check-timeout=500ms");
    // More than it takes to find out that the backend fails.
    all.add("max-retry-count=10");
    Shop shop = new Shop(daemon, all.toArray(String[]::new));
    shop.add(peer, "\"capacity\": 10");
    return shop;
  }

  /** Returns how many checks come in a while. */
  private static int checks(String mode, String phase, Peer peer) throws InterruptedException {
    int probes = peer.probes();
    int requests = peer.requests();
    Await.pause(WATCH_MILLIS);
    int checks = peer.probes() - probes;
    System.out.printf(
        "CheckModesST %-14s %-20s %4d ms: %3d checks, %3d requests%n",
        mode, phase, WATCH_MILLIS, checks, peer.requests() - requests);
    return checks;
  }

  private static int checksUnderLoad(String mode, TestDaemon daemon, Peer peer) throws Exception {
    try (Load load = Load.leisurely(daemon, 1, 20)) {
      Await.until("requests are served", () -> load.total() > 3);
      int checks = checks(mode, "online, busy", peer);
      load.finish();
      assertThat(load.results()).containsOnlyKeys("200");
      return checks;
    }
  }

  /** Returns the client of a request whose attempts took the backend offline; now it waits. */
  private static Client takeOffline(TestDaemon daemon, Shop shop, Peer peer) throws Exception {
    peer.become(Origin.Call::reset);
    Client client = new Client(daemon.port()).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    shop.awaitState(peer.name(), "offline");
    return client;
  }

  @Test
  void paranoid_checksAlways() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer peer = Peer.open("b1", 0);
        Shop shop = shop(daemon, peer, "health-check-mode=paranoid")) {
      shop.awaitState("b1", "online");
      int usual = WATCH_MILLIS / INTERVAL_MILLIS;
      assertThat(checks("paranoid", "online, idle", peer)).isBetween(usual / 2, 2 * usual);
      assertThat(checksUnderLoad("paranoid", daemon, peer)).isBetween(usual / 2, 2 * usual);
      try (Client client = takeOffline(daemon, shop, peer)) {
        assertThat(checks("paranoid", "offline", peer)).isGreaterThanOrEqualTo(usual / 2);
        peer.heal();
        assertThat(client.answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void lazy_checksOnlyWhileOffline() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer peer = Peer.open("b1", 0);
        Shop shop = shop(daemon, peer, "health-check-mode=lazy")) {
      assertThat(checks("lazy", "online, idle", peer)).isZero();
      assertThat(checksUnderLoad("lazy", daemon, peer)).isZero();
      try (Client client = takeOffline(daemon, shop, peer)) {
        assertThat(checks("lazy", "offline", peer)).isGreaterThanOrEqualTo(3);
        peer.heal();
        shop.awaitState("b1", "online");
        assertThat(client.answer().status()).isEqualTo(200);
      }
      Await.pause(INTERVAL_MILLIS);
      assertThat(checks("lazy", "online again, idle", peer)).isZero();
      assertThat(checksUnderLoad("lazy", daemon, peer)).isZero();
    }
  }

  @Test
  void opportunistic_checksWhileOfflineAndWhenIdle() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer peer = Peer.open("b1", 0);
        Shop shop = shop(daemon, peer, "health-check-mode=opportunistic")) {
      int usual = WATCH_MILLIS / INTERVAL_MILLIS;
      assertThat(checks("opportunistic", "online, idle", peer)).isBetween(usual / 2, 2 * usual);
      // A pause of the programs as long as the interval would be one.
      assertThat(checksUnderLoad("opportunistic", daemon, peer)).isLessThanOrEqualTo(1);
      assertThat(checks("opportunistic", "online, idle again", peer))
          .isBetween(usual / 2, 2 * usual);
      try (Client client = takeOffline(daemon, shop, peer)) {
        assertThat(checks("opportunistic", "offline", peer)).isGreaterThanOrEqualTo(3);
        peer.heal();
        shop.awaitState("b1", "online");
        assertThat(client.answer().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void off_neverChecks() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer peer = Peer.open("b1", 0);
        Shop shop = shop(daemon, peer, "health-check-mode=off")) {
      assertThat(checks("off", "idle", peer)).isZero();
      assertThat(checksUnderLoad("off", daemon, peer)).isZero();
      peer.become(Origin.Call::reset);
      for (int i = 0; i < 3; i++) {
        assertThat(Client.once(daemon.port(), "/").status()).isEqualTo(502);
      }
      assertThat(checks("off", "failing", peer)).isZero();
      assertThat(shop.state("b1")).as("nobody would bring it back").isNotEqualTo("offline");
      peer.heal();
      assertThat(Client.once(daemon.port(), "/").status()).isEqualTo(200);
    }
  }

  @Test
  void stickyOffline_backendComesBack_waitsForItsOperator() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer peer = Peer.open("b1", 0);
        Shop shop = shop(daemon, peer, "sticky-offline-mode=true");
        Client client = new Client(daemon.port())) {
      shop.awaitState("b1", "online");
      assertThat(shop.backend("b1").get("enabled").getAsBoolean())
          .as("from unknown to online nothing sticks")
          .isTrue();
      assertThat(client.get("/").status()).isEqualTo(200);
      peer.shut();
      shop.awaitState("b1", "offline");
      assertThat(shop.backend("b1").get("enabled").getAsBoolean()).isTrue();

      peer.open();
      shop.awaitState("b1", "disabled");
      assertThat(shop.backend("b1").get("enabled").getAsBoolean()).isFalse();
      int before = peer.requests();
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      Await.until("the request waits", () -> shop.queued() == 1);
      Await.pause(3 * INTERVAL_MILLIS);
      assertThat(shop.state("b1")).isEqualTo("disabled");
      assertThat(peer.requests()).as("while disabled").isEqualTo(before);

      daemon.must("backend", "enable", "shop", "b1");
      assertThat(client.answer().status()).isEqualTo(200);
      Await.pause(3 * INTERVAL_MILLIS);
      assertThat(shop.state("b1")).isEqualTo("online");
      System.out.printf(
          "CheckModesST sticky-offline: offline, back, disabled; served again once enabled%n");
    }
  }
}
