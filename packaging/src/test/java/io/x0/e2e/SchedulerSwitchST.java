package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another scheduler takes over while requests run, and a key keeps to its backend. */
@Timeout(180)
class SchedulerSwitchST {
  private static final int CLIENTS = 12;
  private static final int KEYS = 30;
  private static final String HASH_CONFIG =
      """
      handler setup { listen '127.0.0.1:0'; }
      handler main {
        director.hash req.header('X-Key');
        director.balance 'shop';
      }
      """;

  @Test
  void schedulerSwitched_underLoad_losesNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer b1 = Peer.open("b1", 5);
        Peer b2 = Peer.open("b2", 5);
        Peer b3 = Peer.open("b3", 5);
        Shop shop = new Shop(daemon)) {
      List<Peer> peers = List.of(b1, b2, b3);
      for (Peer peer : peers) {
        shop.add(peer, "\"capacity\": " + 2 * CLIENTS);
        shop.awaitState(peer.name(), "online");
      }
      int served = 0;
      try (Load load = Load.start(daemon, CLIENTS)) {
        for (int round = 0; round < 2; round++) {
          for (String scheduler : List.of("chance", "least-load", "p2c", "hash", "rr")) {
            int before = load.total();
            shop.set("scheduler=" + scheduler);
            Await.until("requests are served", () -> load.total() > before + 100);
            assertThat(load.results()).as("until " + scheduler).containsOnlyKeys("200");
            load.mark();
            int start = load.total();
            Await.until("requests are served", () -> load.total() > start + 400);
            Map<String, Integer> backends = load.backends();
            System.out.printf(
                "SchedulerSwitchST %-10s serves %s, failed %d%n",
                scheduler, backends, load.failures());
            check(scheduler, backends);
          }
        }
        load.finish();
        served = load.total();
        assertThat(load.results()).containsOnlyKeys("200");
      }
      assertThat(peers.stream().mapToInt(Peer::requests).sum()).isEqualTo(served);
      assertThat(shop.stats().get("dropped").getAsInt()).isZero();
    }
  }

  /** The first backend has room for all clients. */
  private static void check(String scheduler, Map<String, Integer> backends) {
    int total = backends.values().stream().mapToInt(Integer::intValue).sum();
    if (scheduler.equals("chance")) {
      assertThat(backends).containsOnlyKeys("b1");
    } else if (!scheduler.equals("hash")) {
      assertThat(backends).as(scheduler).containsOnlyKeys("b1", "b2", "b3");
      assertThat(backends.values())
          .as(scheduler)
          .allSatisfy(part -> assertThat(part).isBetween(total / 6, total / 2));
    }
  }

  @Test
  void hash_sendsAKeyToOneBackendWhileItIsThere() throws Exception {
    try (TestDaemon daemon = TestDaemon.create().config(HASH_CONFIG).start();
        Peer b1 = Peer.open("b1", 0);
        Peer b2 = Peer.open("b2", 0);
        Peer b3 = Peer.open("b3", 0);
        Shop shop = new Shop(daemon, "scheduler=hash")) {
      for (Peer peer : List.of(b1, b2, b3)) {
        shop.add(peer, "\"capacity\": 10");
        shop.awaitState(peer.name(), "online");
      }
      Map<String, String> before = homes(daemon);
      shop.disable("b2");
      Map<String, String> without = homes(daemon);
      shop.enable("b2");
      Map<String, String> again = homes(daemon);

      int moved = 0;
      for (String key : before.keySet()) {
        moved += before.get(key).equals(without.get(key)) ? 0 : 1;
      }
      System.out.printf(
          "SchedulerSwitchST hash: %d keys at %s; without b2 %d moved, back with it all are home:"
              + " %s%n",
          KEYS, new HashSet<>(before.values()), moved, again.equals(before));
      assertThat(before.values()).contains("b1", "b2", "b3");
      assertThat(without.values()).doesNotContain("b2");
      for (String key : before.keySet()) {
        if (!before.get(key).equals("b2")) {
          assertThat(without.get(key)).as(key).isEqualTo(before.get(key));
        }
      }
      assertThat(again).isEqualTo(before);
    }
  }

  /** Returns where each key goes; it must be the same each time. */
  private static Map<String, String> homes(TestDaemon daemon) throws Exception {
    Map<String, String> homes = new TreeMap<>();
    for (int round = 0; round < 4; round++) {
      try (Client client = new Client(daemon.port())) {
        for (int i = 0; i < KEYS; i++) {
          String key = "key-" + i;
          Client.Answer answer = client.get("/", "X-Key: " + key + "\r\n");
          assertThat(answer.status()).isEqualTo(200);
          String home = homes.putIfAbsent(key, answer.body());
          assertThat(answer.body()).as(key).isEqualTo(home == null ? answer.body() : home);
        }
      }
    }
    return homes;
  }
}
