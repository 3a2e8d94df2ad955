package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What x0d acknowledged outlives SIGKILL, and nothing is ever there by halves. */
@Timeout(600)
class KillST {
  private static final int ROUNDS = Integer.getInteger("x0.kills", 10);
  private static final int WRITERS = 6;

  /** For a process that lives for a second. */
  private static final String QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";

  /** With {@code -Dx0.kills=200} it takes its time; what it waits for has limits of its own. */
  @Test
  @Timeout(3600)
  void sigkill_atAnyInstant_keepsEveryAcknowledgedChange() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Writer> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer("w" + i, random.nextLong()));
    }
    AtomicInteger acknowledgements = new AtomicInteger();
    int round = 0;
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try (TestDaemon daemon = TestDaemon.create().javaOptions(QUICK_START)) {
      for (; round < ROUNDS; round++) {
        if (round % 10 == 9) {
          // A start that is cut short must lose nothing either.
          daemon.launch();
          Await.pause(random.nextInt(1500));
          daemon.kill();
        }
        daemon.start();
        Map<String, Writer.Shape> found = directors(daemon);
        writers.forEach(writer -> writer.verify(found));

        List<Future<?>> running = new ArrayList<>();
        for (Writer writer : writers) {
          running.add(threads.submit(() -> writer.run(daemon, acknowledgements)));
        }
        int enough = acknowledgements.get() + 1 + random.nextInt(300);
        Await.until("changes are acknowledged", () -> acknowledgements.get() >= enough);
        LockSupport.parkNanos(random.nextInt(5_000_000));
        daemon.kill();
        for (Future<?> one : running) {
          one.get(60, TimeUnit.SECONDS);
        }
      }
      daemon.start();
      Map<String, Writer.Shape> found = directors(daemon);
      writers.forEach(writer -> writer.verify(found));
      assertThat(daemon.log()).doesNotContain("ERROR");
    } catch (AssertionError | Exception e) {
      throw new AssertionError("seed " + seed + ", round " + round + ": " + e.getMessage(), e);
    } finally {
      threads.shutdownNow();
    }
    System.out.println(ROUNDS + " kills, " + acknowledgements + " acknowledged changes kept");
  }

  private static Map<String, Writer.Shape> directors(TestDaemon daemon) throws Exception {
    Map<String, Writer.Shape> all = new TreeMap<>();
    try (Admin admin = daemon.admin()) {
      JsonObject found = admin.must("GET", "/director/", "").json();
      found
          .entrySet()
          .forEach(e -> all.put(e.getKey(), Writer.Shape.of(e.getValue().getAsJsonObject())));
    }
    return all;
  }

  @Test
  void sigkill_whileX0ctlRuns_keepsWhatItConfirmed() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Queue<String> confirmed = new ConcurrentLinkedQueue<>();
    Queue<String> tried = new ConcurrentLinkedQueue<>();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (TestDaemon daemon = TestDaemon.create().javaOptions(QUICK_START)) {
      for (int round = 0; round < 3; round++) {
        daemon.start();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          String prefix = "r" + round + "-" + i + "-";
          running.add(
              threads.submit(
                  () -> {
                    for (int n = 0; ; n++) {
                      tried.add(prefix + n);
                      TestDaemon.Ran ran = daemon.ctl("director", "create", prefix + n);
                      if (ran.exit() != 0) {
                        assertThat(ran.exit()).as(ran.err()).isIn(1, 5);
                        assertThat(ran.err()).matches("x0ctl: [^\n]+\n");
                        return null;
                      }
                      confirmed.add(prefix + n);
                    }
                  }));
        }
        int enough = confirmed.size() + 1 + random.nextInt(5);
        Await.until("x0ctl confirms", () -> confirmed.size() >= enough);
        Await.pause(random.nextInt(300));
        daemon.kill();
        for (Future<?> one : running) {
          one.get(60, TimeUnit.SECONDS);
        }
      }
      daemon.start();

      assertThat(directors(daemon).keySet())
          .as("seed " + seed)
          .containsAll(confirmed)
          .isSubsetOf(tried);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void adminClients_sixtyAtOnce_allAnsweredAndDurable() throws Exception {
    int clients = 60;
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try (TestDaemon daemon = TestDaemon.started()) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String path = "/director/d" + i;
        int weight = 1 + i;
        running.add(
            threads.submit(
                () -> {
                  try (Admin admin = daemon.admin()) {
                    admin.must("PUT", path, "{\"queue-limit\": 7}");
                    admin.must("PUT", path + "/backends/b", "{\"url\": \"http://127.0.0.1:9\"}");
                    admin.must("PATCH", path + "/backends/b", "{\"capacity\": " + weight + "}");
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get(120, TimeUnit.SECONDS);
      }
      daemon.kill();
      daemon.start();

      Map<String, Writer.Shape> found = directors(daemon);
      assertThat(found).hasSize(clients);
      for (int i = 0; i < clients; i++) {
        Writer.Shape shape = found.get("d" + i);
        assertThat(shape.settings()).isEqualTo("queue-limit=7 enabled=true");
        assertThat(shape.backends()).isEqualTo(Map.of("b", "http://127.0.0.1:9 " + (1 + i)));
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
