package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One backend of three fails in every way there is, and comes back. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("measures under load")
class FaultST {
  private static final int CLIENTS = 6;
  private static final int SERVICE_MILLIS = 5;
  private static final int READ_TIMEOUT_MILLIS = 800;
  private static final String LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf";
  private static final String CHUNKS =
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n";

  private TestDaemon daemon;
  private Peer one;
  private Peer two;
  private Shop shop;

  /** What is wrong with the backend, and what its clients may see of it. */
  enum Fault {
    REFUSES(Set.of("200")),
    RESETS_BEFORE_HEAD(Set.of("200")),
    RESETS_IN_HEAD(Set.of("200")),
    // Once the head is on its way there is no way back: the answer ends early, and visibly.
    RESETS_IN_BODY(Set.of("200", "502", Load.CUT)),
    RESETS_IN_CHUNKS(Set.of("200", "502", Load.CUT)),
    ANSWERS_GARBAGE(Set.of("200")),
    // What it holds goes elsewhere after the read timeout.
    HANGS(Set.of("200")),
    STOPPED(Set.of("200"));

    private final Set<String> results;

    Fault(Set<String> results) {
      this.results = results;
    }

    /** Returns whether nothing tells that there will be no answer, but time. */
    boolean isSilent() {
      return this == HANGS || this == STOPPED;
    }

    Origin.Behaviour behaviour(CountDownLatch over) {
      return switch (this) {
        case RESETS_BEFORE_HEAD -> Origin.Call::reset;
        case RESETS_IN_HEAD -> call -> breakOff(call, "HTTP/1.1 200 OK\r\nContent-Le");
        case RESETS_IN_BODY -> call -> breakOff(call, LENGTH);
        case RESETS_IN_CHUNKS -> call -> breakOff(call, CHUNKS);
        case ANSWERS_GARBAGE -> call -> call.begin("\u0016\u0003\u0001 who is there?\r\n\r\n");
        case HANGS ->
            call -> {
              over.await();
              call.reset();
            };
        case REFUSES, STOPPED -> throw new IllegalStateException("not a behaviour: " + this);
      };
    }

    private static void breakOff(Origin.Call call, String text) throws Exception {
      call.begin(text);
      // The reset must not overtake what was said.
      Await.pause(5);
      call.reset();
    }
  }

  /** The backend that fails. */
  private interface Victim extends Closeable {
    String url();

    void fail() throws Exception;

    void recover() throws Exception;
  }

  private static Victim victim(Fault fault) throws IOException {
    return fault == Fault.STOPPED ? stopped() : faulty(fault);
  }

  private static Victim stopped() throws IOException {
    ChildOrigin child = new ChildOrigin("victim");
    return new Victim() {
      @Override
      public String url() {
        return child.url();
      }

      @Override
      public void fail() throws Exception {
        child.signal("STOP");
      }

      @Override
      public void recover() throws Exception {
        child.signal("CONT");
      }

      @Override
      public void close() {
        child.close();
      }
    };
  }

  private static Victim faulty(Fault fault) throws IOException {
    Peer peer = Peer.open("victim", SERVICE_MILLIS);
    CountDownLatch over = new CountDownLatch(1);
    return new Victim() {
      @Override
      public String url() {
        return peer.url();
      }

      @Override
      public void fail() throws Exception {
        if (fault == Fault.REFUSES) {
          peer.shut();
        } else {
          peer.become(fault.behaviour(over));
        }
      }

      @Override
      public void recover() throws Exception {
        if (fault == Fault.REFUSES) {
          peer.open();
        }
        peer.heal();
        over.countDown();
      }

      @Override
      public void close() throws IOException {
        over.countDown();
        peer.close();
      }
    };
  }

  @BeforeAll
  void start() throws Exception {
    daemon = TestDaemon.started();
    one = Peer.open("one", SERVICE_MILLIS);
    two = Peer.open("two", SERVICE_MILLIS);
    shop =
        new Shop(
            daemon,
            "health-check-interval=200ms",
            "health-check-fast-interval=100ms",
            "health-check-timeout=300ms",
            "read-timeout=" + READ_TIMEOUT_MILLIS + "ms");
    shop.add(one, "\"capacity\": 50");
    shop.add(two, "\"capacity\": 50");
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable part : new AutoCloseable[] {shop, one, two, daemon}) {
      part.close();
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void oneOfThree_failsAndComesBack_clientsSeeWhatCannotBeHidden(Fault fault) throws Exception {
    try (Victim victim = victim(fault)) {
      shop.add("victim", victim.url(), "\"capacity\": 50");
      try (Load load = Load.start(daemon, CLIENTS)) {
        failAndComeBack(fault, victim, load);
      } finally {
        shop.remove("victim");
      }
    }
  }

  private void failAndComeBack(Fault fault, Victim victim, Load load) throws Exception {
    Await.until("it serves", () -> load.backends().getOrDefault("victim", 0) > 50);

    load.mark();
    long failing = System.nanoTime();
    victim.fail();
    shop.awaitState("victim", "offline");
    long offline = System.nanoTime();
    // What it holds ends with the read timeout, at the latest.
    Await.pause(fault.isSilent() ? READ_TIMEOUT_MILLIS + 300 : 300);
    Map<String, Integer> during = load.results();
    int retries = retries();
    load.mark();
    Await.pause(300);
    Map<String, Integer> after = load.results();
    JsonObject health = shop.backend("victim").getAsJsonObject("health");

    load.mark();
    long healing = System.nanoTime();
    victim.recover();
    shop.awaitState("victim", "online");
    long online = System.nanoTime();
    Await.until("it serves again", () -> load.backends().getOrDefault("victim", 0) > 50);
    load.finish();

    System.out.printf(
        "FaultST %-18s offline after %4.0f ms (%s; %s), online again %4.0f ms after the fault%n"
            + "  results %s, while offline %s, then %s; %d retries%n",
        fault,
        (offline - failing) / 1e6,
        health.get("cause"),
        health.getAsJsonObject("last").get("detail"),
        (online - healing) / 1e6,
        during,
        after,
        load.results(),
        retries);
    assertThat(fault.results).containsAll(during.keySet());
    // Each client may be caught once for every failure that it takes to give a backend up.
    assertThat(failures(during)).isLessThanOrEqualTo(3 * CLIENTS);
    assertThat(health.get("state").getAsString()).isEqualTo("offline");
    assertThat(after).as("while it is offline").containsOnlyKeys("200");
    assertThat(load.results()).as("once it is well again").containsOnlyKeys("200");
  }

  private static int failures(Map<String, Integer> results) {
    return results.values().stream().mapToInt(Integer::intValue).sum()
        - results.getOrDefault("200", 0);
  }

  private int retries() throws IOException {
    return shop.backend("victim").getAsJsonObject("stats").get("retried").getAsInt();
  }
}
