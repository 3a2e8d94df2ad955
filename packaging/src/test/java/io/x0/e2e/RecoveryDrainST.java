package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** What waited for a backend is served by all of it as soon as it is there. */
@Timeout(180)
@Isolated("measures under load")
@Tag("measured")
class RecoveryDrainST {
  private static final int CAPACITY = 25;
  private static final int SERVICE_MILLIS = 100;
  private static final int REQUESTS = 500;
  private static final String[] HEALTH = {
    "queue-limit=1000",
    "health-check-interval=500ms",
    "health-check-fast-interval=100ms",
    "health-check-timeout=500ms"
  };

  private final Gauge all = new Gauge();

  @Test
  void backendsEnabled_drainTheQueueAtFullCapacity() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer b1 = Peer.open("b1", SERVICE_MILLIS, all);
        Peer b2 = Peer.open("b2", SERVICE_MILLIS, all);
        Shop shop = new Shop(daemon, "queue-limit=1000")) {
      shop.add(b1, "\"enabled\": false, \"capacity\": " + CAPACITY);
      shop.add(b2, "\"enabled\": false, \"capacity\": " + CAPACITY);
      drain("enabled", daemon, shop, b1, b2, () -> shop.enable("b1", "b2"));
    }
  }

  @Test
  void backendsOnlineAgain_drainTheQueueAtFullCapacity() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer b1 = Peer.shut("b1", SERVICE_MILLIS, all);
        Peer b2 = Peer.shut("b2", SERVICE_MILLIS, all);
        Shop shop = new Shop(daemon, HEALTH)) {
      shop.add(b1, "\"capacity\": " + CAPACITY);
      shop.add(b2, "\"capacity\": " + CAPACITY);
      shop.awaitState("b1", "offline");
      shop.awaitState("b2", "offline");
      drain(
          "started",
          daemon,
          shop,
          b1,
          b2,
          () -> {
            b1.open();
            b2.open();
          });
    }
  }

  private interface Recovery {
    void run() throws Exception;
  }

  private void drain(String how, TestDaemon daemon, Shop shop, Peer b1, Peer b2, Recovery recovery)
      throws Exception {
    List<Client> clients = new ArrayList<>();
    try {
      for (int i = 0; i < REQUESTS; i++) {
        clients.add(new Client(daemon.port()).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
      }
      Await.until("all requests wait", () -> shop.queued() == REQUESTS);
      assertThat(b1.requests() + b2.requests()).isZero();

      long start = System.nanoTime();
      recovery.run();
      Await.until("a request is served", () -> all.current() > 0);
      long first = System.nanoTime();
      Gauge.Mark mark = all.mark();
      Await.until("both are full", () -> all.max() == 2 * CAPACITY);
      int until = b1.requests() + b2.requests();
      Map<String, Integer> results = new TreeMap<>();
      for (Client client : clients) {
        results.merge(client.answer().status() + "", 1, Integer::sum);
      }
      long end = System.nanoTime();

      System.out.printf(
          "RecoveryDrainST %d requests wait, two backends of %d are %s: the first is served after"
              + " %.0f ms, %d are in flight when %d had come, all answered %.0f ms after the first"
              + " (%d ms each; one by one it would be %d ms); %.1f in flight on average; %s%n",
          REQUESTS,
          CAPACITY,
          how,
          (first - start) / 1e6,
          all.max(),
          until,
          (end - first) / 1e6,
          SERVICE_MILLIS,
          REQUESTS * SERVICE_MILLIS,
          all.mean(mark),
          results);
      assertThat(results).isEqualTo(Map.of("200", REQUESTS));
      assertThat(b1.requests() + b2.requests()).isEqualTo(REQUESTS);
      assertThat(b1.gauge().max()).isEqualTo(CAPACITY);
      assertThat(b2.gauge().max()).isEqualTo(CAPACITY);
      // One by one, half of the requests would be gone before the second backend is full.
      assertThat(until).as("requests until both are full").isLessThanOrEqualTo(REQUESTS / 2);
      assertThat(all.mean(mark)).as("in flight on average").isGreaterThan(CAPACITY);
      assertThat(shop.stats().get("dropped").getAsInt()).isZero();
    } finally {
      for (Client client : clients) {
        client.close();
      }
    }
  }
}
