package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole process stands still for longer than any of its timeouts, and blames nobody. */
@Timeout(120)
class PauseST {
  private static final int CLIENTS = 8;
  private static final int SERVICE_MILLIS = 50;

  /** Two follow each other faster than what was late after the first is done. */
  private static final int PAUSE_MILLIS = 2000;

  private static final int PAUSES = 3;

  @Test
  void pause_longerThanEveryTimeout_blamesNoBackendAndFailsNoRequest() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer b1 = Peer.open("b1", SERVICE_MILLIS);
        Peer b2 = Peer.open("b2", SERVICE_MILLIS);
        Shop shop =
            new Shop(
                daemon,
                "health-check-interval=100ms",
                "health-check-fast-interval=100ms",
                "health-check-timeout=1s",
                "read-timeout=1s",
                "connect-timeout=1s",
                "queue-timeout=20s")) {
      shop.add(b1, "\"capacity\": 3");
      shop.add(b2, "\"capacity\": 3");
      shop.awaitState("b1", "online");
      shop.awaitState("b2", "online");
      try (Load load = Load.start(daemon, CLIENTS)) {
        for (int i = 0; i < PAUSES; i++) {
          int before = load.total();
          Await.until("it serves", () -> load.total() > before + 30);
          signal(daemon, "STOP");
          Await.pause(PAUSE_MILLIS);
          signal(daemon, "CONT");
        }
        int after = load.total();
        Await.until("it serves again", () -> load.total() > after + 200);
        load.finish();

        System.out.printf(
            "PauseST %d pauses of %d ms: %d requests %s, events %s%n",
            PAUSES, PAUSE_MILLIS, load.total(), load.results(), events(daemon));
        assertThat(load.results()).containsOnlyKeys("200");
        assertThat(events(daemon)).containsOnly("online");
      }
    }
  }

  private static void signal(TestDaemon daemon, String name) throws Exception {
    int exit =
        new ProcessBuilder("kill", "-" + name, Long.toString(daemon.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  /** Returns the states that backends came into. */
  private static List<String> events(TestDaemon daemon) throws Exception {
    List<String> states = new ArrayList<>();
    try (Admin admin = daemon.admin()) {
      for (JsonElement event : admin.must("GET", "/events", "").json().getAsJsonArray("events")) {
        states.add(event.getAsJsonObject().get("to").getAsString());
      }
    }
    return states;
  }
}
