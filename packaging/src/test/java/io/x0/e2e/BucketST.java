package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Capacity shared among buckets under three times the load there is capacity for. */
@Timeout(300)
class BucketST {
  private static final int CAPACITY = 20;
  private static final int SERVICE_MILLIS = 20;
  private static final int DEFAULT_CLIENTS = 60;
  private static final int VIP_CLIENTS = 4;
  private static final int UPLOAD_CLIENTS = 6;
  private static final String SHOP = "/director/shop";
  private static final String CONFIG =
      """
      handler setup { listen '127.0.0.1:0'; }
      handler main { director.balance 'shop', req.header('X-Class'); }
      """;

  private final AtomicBoolean done = new AtomicBoolean();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();

  private static void makeShop(TestDaemon daemon, Origin origin, String borrow) throws Exception {
    daemon.must("director", "create", "shop", "--set", "borrow=" + borrow);
    daemon.must(
        "backend", "add", "shop", "b1", origin.url(), "--capacity", Integer.toString(CAPACITY));
    daemon.must("bucket", "add", "shop", "vip", "--rate", "20%", "--ceil", "40%");
    daemon.must("bucket", "add", "shop", "upload", "--rate", "5%", "--ceil", "10%");
  }

  private void load(TestDaemon daemon, String bucket, AtomicInteger served) {
    String expected = bucket.isEmpty() ? "root" : bucket;
    String fields = bucket.isEmpty() ? "" : "X-Class: " + bucket + "\r\n";
    try (Client client = new Client(daemon.port())) {
      while (!done.get()) {
        Client.Answer answer = client.get("/", fields);
        served.incrementAndGet();
        if (answer.status() != 200 || !answer.header("X-Director-Bucket").equals(expected)) {
          failed.add(answer.toString());
        }
      }
    } catch (Exception e) {
      failed.add(e.toString());
    }
  }

  @ParameterizedTest
  @CsvSource({"lend", "reserve"})
  void overload_vipKeepsItsShare_uploadItsCeil_andTheOriginItsCapacity(String borrow)
      throws Exception {
    AtomicInteger rest = new AtomicInteger();
    AtomicInteger vip = new AtomicInteger();
    AtomicInteger upload = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(DEFAULT_CLIENTS + VIP_CLIENTS + UPLOAD_CLIENTS);
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG).start();
        Origin origin = Origin.busy("b1", SERVICE_MILLIS)) {
      makeShop(daemon, origin, borrow);
      List<Future<?>> running = new ArrayList<>();
      start(running, threads, DEFAULT_CLIENTS, () -> load(daemon, "", rest));
      Await.until("the default class saturates the director", () -> rest.get() > 300);
      int before = rest.get();
      start(running, threads, VIP_CLIENTS, () -> load(daemon, "vip", vip));
      start(running, threads, UPLOAD_CLIENTS, () -> load(daemon, "upload", upload));
      Await.until("vip requests are served", () -> vip.get() > 400);
      int others = rest.get() - before + upload.get();
      double share = vip.get() / (double) (vip.get() + others);
      done.set(true);
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }

      JsonObject director;
      try (Admin admin = daemon.admin()) {
        director = admin.call("GET", SHOP).json();
      }
      System.out.printf(
          "BucketST borrow=%s: vip %.1f %% of the served (assured 20 %%), most in flight: origin %d,"
              + " vip %d, upload %d%n",
          borrow, share * 100, origin.max(), most(director, "vip"), most(director, "upload"));
      assertThat(failed).isEmpty();
      assertThat(share).as("share of vip, assured a fifth").isGreaterThan(0.12);
      assertThat(origin.max()).as("in flight at the origin").isLessThanOrEqualTo(CAPACITY);
      assertThat(most(director, "vip")).isLessThanOrEqualTo(8);
      assertThat(most(director, "upload")).isBetween(1, 2);
      assertThat(director.getAsJsonObject("stats").get("dropped").getAsInt()).isZero();
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource({"lend, 20", "reserve, 15"})
  void oneBusyClassAlone_usesWhatTheOthersLend(String borrow, int expected) throws Exception {
    AtomicInteger rest = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(DEFAULT_CLIENTS);
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG).start();
        Origin origin = Origin.busy("b1", SERVICE_MILLIS)) {
      makeShop(daemon, origin, borrow);
      List<Future<?>> running = new ArrayList<>();
      start(running, threads, DEFAULT_CLIENTS, () -> load(daemon, "", rest));
      Await.until("requests are served", () -> rest.get() > 600);
      done.set(true);
      for (Future<?> one : running) {
        one.get(60, TimeUnit.SECONDS);
      }

      assertThat(failed).isEmpty();
      assertThat(origin.max()).isEqualTo(expected);
    } finally {
      done.set(true);
      threads.shutdownNow();
    }
  }

  @Test
  void buckets_surviveKillAndServeAgain() throws Exception {
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG).start();
        Origin origin = Origin.named("b1")) {
      makeShop(daemon, origin, "lend");
      daemon.must("bucket", "add", "shop", "gold", "--rate", "50%", "--parent", "vip");
      String before = daemon.must("bucket", "list", "shop");

      daemon.kill();
      daemon.start();

      assertThat(daemon.must("bucket", "list", "shop")).isEqualTo(before);
      try (Client client = new Client(daemon.port())) {
        assertThat(client.get("/", "X-Class: gold\r\n").header("X-Director-Bucket"))
            .isEqualTo("gold");
        assertThat(client.get("/", "X-Class: nobody\r\n").header("X-Director-Bucket"))
            .isEqualTo("root");
      }
    }
  }

  private static void start(
      List<Future<?>> running, ExecutorService threads, int count, Runnable task) {
    for (int i = 0; i < count; i++) {
      running.add(threads.submit(task));
    }
  }

  private static int most(JsonObject director, String bucket) {
    for (var element : director.getAsJsonArray("buckets")) {
      JsonObject one = element.getAsJsonObject();
      if (one.get("name").getAsString().equals(bucket)) {
        return one.getAsJsonObject("stats").getAsJsonObject("load").get("max").getAsInt();
      }
    }
    throw new AssertionError("no bucket " + bucket);
  }
}
