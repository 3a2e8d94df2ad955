package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** A backend that comes back gets its load little by little. */
@Timeout(180)
@Isolated("measures under load")
@Tag("measured")
class SlowStartST {
  private static final int CAPACITY = 40;
  private static final int SERVICE_MILLIS = 60;
  private static final int CLIENTS = 64;
  private static final double RAMP_SECONDS = 10;

  /**
   * One look at the ramp.
   *
   * @param from earliest possible age of the backend, in seconds
   * @param to latest possible age
   * @param effective effective capacity as the API tells it
   * @param throttle percent, as the API tells it
   * @param most most in flight at the origin since the look before
   */
  private record Look(double from, double to, int effective, int throttle, int most) {}

  private static int expected(double seconds) {
    double share = Math.min(1, Math.max(0.1, seconds / RAMP_SECONDS));
    return (int) Math.floor(CAPACITY * share + 1e-6);
  }

  @Test
  void backendEnabled_underFullLoad_inFlightFollowsTheRamp() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer peer = Peer.open("b1", SERVICE_MILLIS);
        Shop shop = new Shop(daemon, "slow-start=10s");
        Load load = warm(daemon, shop, peer)) {
      shop.disable("b1");
      Await.until("all wait", () -> shop.queued() == CLIENTS && peer.gauge().current() == 0);
      peer.gauge().recentMax();

      long before = System.nanoTime();
      daemon.must("backend", "enable", "shop", "b1");
      long after = System.nanoTime();
      List<Look> looks = new ArrayList<>();
      while (System.nanoTime() - after < (RAMP_SECONDS + 1) * 1e9) {
        Await.pause(100);
        looks.add(look(shop, peer, before, after));
      }
      Await.until("all slots are used", () -> peer.gauge().recentMax() == CAPACITY);
      load.finish();

      print(looks);
      assertThat(load.results()).containsOnlyKeys("200");
      int last = 0;
      int full = 0;
      for (Look look : looks) {
        // Every request in flight came while the ramp was lower, or as high as it is now.
        assertThat(look.most).as("in flight: %s", look).isLessThanOrEqualTo(look.effective);
        assertThat(look.effective).as("ramp: %s", look).isGreaterThanOrEqualTo(last);
        assertThat(look.effective)
            .as("ramp: %s", look)
            .isBetween(expected(look.from) - 4, expected(look.to));
        full += look.most >= last - 2 ? 1 : 0;
        last = look.effective;
      }
      // What is free is used, except where the machine holds the clients up.
      assertThat(full).as("looks at which all slots are used").isGreaterThan(looks.size() / 2);
      assertThat(looks.get(0).effective).as("in the beginning").isLessThanOrEqualTo(CAPACITY / 4);
      Look end = looks.get(looks.size() - 1);
      assertThat(end.effective).isEqualTo(CAPACITY);
      assertThat(end.throttle).isEqualTo(100);
    }
  }

  /** Starts the load and lets both sides get warm before the ramp. */
  private static Load warm(TestDaemon daemon, Shop shop, Peer peer) throws Exception {
    shop.add(peer, "\"capacity\": " + CAPACITY + ", \"slow-start\": \"0s\"");
    Load load = Load.start(daemon, CLIENTS);
    Await.until("the programs are warm", () -> load.total() > 600);
    daemon.must("backend", "set", "shop", "b1", "slow-start=inherit");
    return load;
  }

  private static Look look(Shop shop, Peer peer, long before, long after) throws Exception {
    int most = peer.gauge().recentMax();
    double from = (System.nanoTime() - after) / 1e9;
    JsonObject backend = shop.backend("b1");
    double to = (System.nanoTime() - before) / 1e9;
    return new Look(
        from,
        to,
        backend.get("effective-capacity").getAsInt(),
        backend.get("throttle").getAsInt(),
        most);
  }

  private static void print(List<Look> looks) {
    System.out.printf(
        "SlowStartST capacity %d, slow-start 10s, %d clients, %d ms each%n%8s%10s%11s%10s%14s%n",
        CAPACITY,
        CLIENTS,
        SERVICE_MILLIS,
        "second",
        "expected",
        "effective",
        "throttle",
        "most in flight");
    int second = 0;
    for (Look look : looks) {
      if (look.from >= second) {
        System.out.printf(
            "%8.1f%10d%11d%8d %%%14d%n",
            look.from, expected(look.from), look.effective, look.throttle, look.most);
        second++;
      }
    }
  }
}
