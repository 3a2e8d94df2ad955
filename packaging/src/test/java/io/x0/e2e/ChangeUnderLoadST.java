package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of backends while requests run cost no request. */
@Timeout(300)
class ChangeUnderLoadST {
  private static final int CLIENTS = 12;
  private static final int CAPACITY = 3;
  private static final int CHANGES = 100;
  private static final String SHOP = "/director/shop";

  @Test
  void backends_enabledDisabledAndRemovedUnderLoad_noRequestFails() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    Queue<String> failed = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    try (TestDaemon daemon = TestDaemon.started();
        Origin stays = Origin.busy("stays", 1);
        Origin switched = Origin.busy("switched", 1);
        Origin removed = Origin.busy("removed", 1);
        Admin admin = daemon.admin()) {
      admin.must("PUT", SHOP, "{}");
      add(admin, "stays", stays);
      add(admin, "switched", switched);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(threads.submit(() -> load(daemon, done, served, failed)));
      }

      for (int change = 0; change < CHANGES; change++) {
        add(admin, "removed", removed);
        admin.must("LOCK", SHOP + "/backends/switched", "");
        int some = served.get() + random.nextInt(40);
        Await.until("requests are served", () -> served.get() >= some);
        admin.must("UNLOCK", SHOP + "/backends/switched", "");
        admin.must("DELETE", SHOP + "/backends/removed", "");
        Await.until(
            "the removed backend is gone",
            () -> admin.call("GET", SHOP + "/backends/removed").status() == 404);
      }
      done.set(true);
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }

      assertThat(failed).as("seed " + seed).isEmpty();
      assertThat(served).hasValueGreaterThan(2000);
      assertThat(stays.total() + switched.total() + removed.total()).isEqualTo(served.get());
      for (Origin origin : List.of(stays, switched, removed)) {
        assertThat(origin.total()).isPositive();
        assertThat(origin.max()).as("seed " + seed).isBetween(1, CAPACITY);
      }
      JsonObject load =
          admin.call("GET", SHOP).json().getAsJsonObject("stats").getAsJsonObject("load");
      assertThat(load.get("current").getAsInt()).isZero();
      assertThat(load.get("total").getAsInt()).isEqualTo(served.get());
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  private static void add(Admin admin, String name, Origin origin) throws Exception {
    String body = "{\"url\": \"" + origin.url() + "\", \"capacity\": " + CAPACITY + "}";
    admin.must("PUT", SHOP + "/backends/" + name, body);
  }

  private static void load(
      TestDaemon daemon, AtomicBoolean done, AtomicInteger served, Queue<String> failed) {
    try (Client client = new Client(daemon.port())) {
      while (!done.get()) {
        Client.Answer answer = client.get("/");
        served.incrementAndGet();
        if (answer.status() != 200 || !answer.body().equals(answer.header("X-Director-Backend"))) {
          failed.add(answer.toString());
        }
      }
    } catch (Exception e) {
      failed.add(e.toString());
    }
  }

  @Test
  void backend_removedWhileItServes_finishesWhatItHas() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (TestDaemon daemon = TestDaemon.started();
        Origin slow =
            new Origin(
                call -> {
                  release.await();
                  call.answer("slow");
                });
        Origin other = Origin.named("other");
        Client client = new Client(daemon.port());
        Admin admin = daemon.admin()) {
      admin.must("PUT", SHOP, "{}");
      add(admin, "slow", slow);
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      Await.until("the origin has the request", () -> slow.current() == 1);
      add(admin, "other", other);

      JsonObject answer = admin.must("DELETE", SHOP + "/backends/slow", "").json();
      assertThat(answer.get("state").getAsString()).isEqualTo("draining");
      JsonObject shown = admin.must("GET", SHOP + "/backends/slow", "").json();
      assertThat(shown.get("state").getAsString()).isEqualTo("draining");
      assertThat(shown.get("role").getAsString()).isEqualTo("terminate");
      for (int i = 0; i < 5; i++) {
        assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("other");
      }
      release.countDown();

      assertThat(client.answer().body()).isEqualTo("slow");
      Await.until(
          "the removed backend is gone",
          () -> admin.call("GET", SHOP + "/backends/slow").status() == 404);
      daemon.kill();
      daemon.start();
      try (Admin again = daemon.admin()) {
        assertThat(again.call("GET", SHOP + "/backends/slow").status()).isEqualTo(404);
      }
    }
  }

  @Test
  void backend_removedWhileItServesAndKilled_isGoneAfterTheRestart() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    try (TestDaemon daemon = TestDaemon.started();
        Origin slow = new Origin(call -> never.await());
        Client client = new Client(daemon.port());
        Admin admin = daemon.admin()) {
      admin.must("PUT", SHOP, "{}");
      add(admin, "slow", slow);
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      Await.until("the origin has the request", () -> slow.current() == 1);
      admin.must("DELETE", SHOP + "/backends/slow", "");

      daemon.kill();
      daemon.start();

      try (Admin again = daemon.admin()) {
        Await.until(
            "the removed backend is gone",
            () -> again.call("GET", SHOP + "/backends/slow").status() == 404);
        assertThat(again.call("GET", SHOP).status()).isEqualTo(200);
      }
    }
  }
}
