package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Standbys take what the active backends cannot, backups what nobody else is there for. */
@Timeout(180)
@Isolated("measures under load")
@Tag("measured")
class RolesST {
  private static final int CAPACITY = 4;
  private static final int SERVICE_MILLIS = 20;
  private static final int WATCH_MILLIS = 1500;

  private static final String[] QUICK = {
    "health-check-interval=200ms", "health-check-fast-interval=100ms", "health-check-timeout=500ms"
  };

  private static Shop shop(
      TestDaemon daemon, Peer active, Peer standby, Peer backup, String... settings)
      throws Exception {
    Shop shop = new Shop(daemon, settings);
    shop.add(active, "\"role\": \"active\", \"capacity\": " + CAPACITY);
    shop.add(standby, "\"role\": \"standby\", \"capacity\": " + CAPACITY);
    shop.add(backup, "\"role\": \"backup\", \"capacity\": " + CAPACITY);
    for (Peer peer : new Peer[] {active, standby, backup}) {
      shop.awaitState(peer.name(), "online");
    }
    return shop;
  }

  @Test
  void load_growing_overflowsToTheStandbyNeverToTheBackup() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer active = Peer.open("active", SERVICE_MILLIS);
        Peer standby = Peer.open("standby", SERVICE_MILLIS);
        Peer backup = Peer.open("backup", SERVICE_MILLIS);
        Shop shop = shop(daemon, active, standby, backup)) {
      System.out.printf(
          "RolesST capacity %d each, requests while N clients ask%n%10s%10s%10s%10s%10s%n",
          CAPACITY, "clients", "active", "standby", "backup", "most wait");
      for (int clients : new int[] {CAPACITY, CAPACITY + 2, 3 * CAPACITY}) {
        int activeBefore = active.requests();
        int standbyBefore = standby.requests();
        int waiting;
        try (Load load = Load.start(daemon, clients)) {
          Await.pause(WATCH_MILLIS);
          load.finish();
          waiting = shop.stats().getAsJsonObject("queued").get("max").getAsInt();
          assertThat(load.results()).containsOnlyKeys("200");
        }
        int onActive = active.requests() - activeBefore;
        int onStandby = standby.requests() - standbyBefore;
        System.out.printf(
            "%10d%10d%10d%10d%10d%n", clients, onActive, onStandby, backup.requests(), waiting);

        assertThat(onActive).isPositive();
        assertThat(backup.requests()).as("while others are usable").isZero();
        if (clients <= CAPACITY) {
          assertThat(onStandby).as("while the active one has slots").isZero();
        } else {
          assertThat(onStandby).as("the overflow").isPositive();
        }
        if (clients < 2 * CAPACITY) {
          assertThat(onActive).as("before the standby").isGreaterThan(onStandby);
        } else {
          assertThat(waiting).as("rather than asking the backup").isPositive();
        }
      }
      assertThat(active.gauge().max()).isEqualTo(CAPACITY);
      assertThat(standby.gauge().max()).isEqualTo(CAPACITY);
    }
  }

  @Test
  void primaries_disabledAndEnabled_backupServesMeanwhile() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer active = Peer.open("active", SERVICE_MILLIS);
        Peer standby = Peer.open("standby", SERVICE_MILLIS);
        Peer backup = Peer.open("backup", SERVICE_MILLIS);
        Shop shop = shop(daemon, active, standby, backup);
        Load load = Load.start(daemon, CAPACITY)) {
      Await.until("the active one serves", () -> active.requests() > 50);
      shop.disable("active");
      Await.until("the standby serves", () -> standby.requests() > 50);
      assertThat(backup.requests()).isZero();
      shop.disable("standby");
      Await.until("the backup serves", () -> backup.requests() > 50);
      shop.enable("active");
      assertOnlyActiveServes(shop, active, standby, backup);
      load.finish();
      assertThat(load.results()).containsOnlyKeys("200");
    }
  }

  @Test
  void primaries_goneAndBack_backupServesMeanwhile() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Peer active = Peer.open("active", SERVICE_MILLIS);
        Peer standby = Peer.open("standby", SERVICE_MILLIS);
        Peer backup = Peer.open("backup", SERVICE_MILLIS);
        Shop shop = shop(daemon, active, standby, backup, QUICK);
        Load load = Load.leisurely(daemon, CAPACITY - 1, 10)) {
      Await.until("the active one serves", () -> active.requests() > 50);
      long shut = System.nanoTime();
      active.shut();
      standby.shut();
      shop.awaitState("active", "offline");
      Await.until("the backup serves", () -> backup.requests() > 0);
      long served = System.nanoTime();
      Await.until("the backup serves on", () -> backup.requests() > 100);
      assertThat(shop.state("active")).isEqualTo("offline");
      assertThat(shop.state("standby")).isEqualTo("offline");

      long opened = System.nanoTime();
      int before = active.requests();
      active.open();
      shop.awaitState("active", "online");
      Await.until("the active one serves again", () -> active.requests() > before);
      long back = System.nanoTime();
      assertOnlyActiveServes(shop, active, standby, backup);
      load.finish();

      System.out.printf(
          "RolesST active and standby gone: the backup serves after %.0f ms; active back: it serves"
              + " after %.0f ms; results %s by %s%n",
          (served - shut) / 1e6, (back - opened) / 1e6, load.results(), load.backends());
      assertThat(load.results()).containsOnlyKeys("200");
    }
  }

  private static void assertOnlyActiveServes(Shop shop, Peer active, Peer standby, Peer backup)
      throws Exception {
    Await.until(
        "the others have ended what they had",
        () -> shop.inFlight("standby") == 0 && shop.inFlight("backup") == 0);
    int others = standby.requests() + backup.requests();
    int start = active.requests();
    Await.until("the active one serves", () -> active.requests() > start + 50);
    assertThat(standby.requests() + backup.requests()).as("others, idle again").isEqualTo(others);
  }
}
