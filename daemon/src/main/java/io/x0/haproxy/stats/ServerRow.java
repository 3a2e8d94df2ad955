package io.x0.haproxy.stats;

import io.x0.director.AdminState;
import io.x0.director.BackendConfig;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.Role;
import io.x0.health.CheckMode;
import io.x0.health.HealthSettings;
import io.x0.health.HealthState;
import io.x0.health.HealthStatus;
import java.time.Duration;
import java.time.Instant;

/** Writes the line of one backend of a director. Stateless. */
final class ServerRow {
  private static final int FULL = 100;

  private ServerRow() {}

  static void write(BackendSnapshot backend, HealthSettings settings, Instant now, Row row) {
    BackendConfig config = backend.config();
    Figures.write(backend.load(), backend.counts(), backend.traffic().snapshot(), row);
    // The queue is the director's, so nobody waits for one of them and no wait is known.
    row.set("qtime", 0);
    row.set("qtime_max", 0);
    row.set("status", status(backend, settings));
    row.set("weight", weight(backend));
    row.set("uweight", config.weight());
    row.set("act", isBackup(config) ? 0 : 1);
    row.set("bck", isBackup(config) ? 1 : 0);
    if (!config.capacity().isUnlimited()) {
      row.set("slim", config.capacity().slots());
    }
    if (backend.isUsable() && backend.throttle() < FULL) {
      row.set("throttle", backend.throttle());
    }
    HealthStatus health = backend.health();
    row.set("lastchg", seconds(health.since(), now));
    if (health.mode() != CheckMode.OFF) {
      checks(health, settings, now, row);
    }
  }

  /** Returns whether it serves only what others cannot. */
  static boolean isBackup(BackendConfig config) {
    return config.role() == Role.BACKUP || config.role() == Role.STANDBY;
  }

  /** Returns its share now, with slow-start; at least 1, since it gets something. */
  static long weight(BackendSnapshot backend) {
    long weight = backend.config().weight();
    return backend.isUsable() ? Math.max(1, weight * backend.throttle() / FULL) : weight;
  }

  static long seconds(Instant since, Instant now) {
    return Math.max(0, Duration.between(since, now).toSeconds());
  }

  /** Returns how long it has been offline in all, in seconds. */
  static long downtime(HealthStatus health, Instant now) {
    long open = health.state() == HealthState.OFFLINE ? seconds(health.since(), now) : 0;
    return health.downtime().toSeconds() + open;
  }

  private static void checks(HealthStatus health, HealthSettings settings, Instant now, Row row) {
    row.set("chkfail", health.failedChecks());
    row.set("chkdown", health.downs());
    row.set("downtime", downtime(health, now));
    row.set("check_rise", settings.rise());
    row.set("check_fall", settings.fall());
    row.set("check_health", points(health, settings));
    if (health.last().isEmpty()) {
      row.set("check_status", "INI");
      row.set("check_desc", "Initializing");
      return;
    }
    CheckResult check = CheckResult.of(settings.check().type(), health.last().get());
    row.set("check_status", check.word());
    row.set("check_desc", check.description());
    row.set("check_code", check.code());
    row.set("check_duration", Duration.ofNanos(health.last().get().nanos()).toMillis());
    row.set("last_chk", health.last().get().detail());
  }

  /** Returns what HAProxy counts: from 0 to rise - 1 when down, to rise + fall - 1 when up. */
  private static long points(HealthStatus health, HealthSettings settings) {
    return switch (health.state()) {
      case UNKNOWN -> 0;
      case OFFLINE -> Math.min(health.contrary(), settings.rise() - 1);
      case ONLINE ->
          Math.max(settings.rise(), settings.rise() + settings.fall() - 1 - health.contrary());
    };
  }

  private static String status(BackendSnapshot backend, HealthSettings settings) {
    HealthStatus health = backend.health();
    AdminState wanted = backend.config().adminState();
    if (wanted == AdminState.DISABLED) {
      return "MAINT";
    }
    if (wanted == AdminState.DRAIN || backend.config().role() == Role.TERMINATE) {
      return "DRAIN";
    }
    if (health.mode() == CheckMode.OFF) {
      return "no check";
    }
    if (health.state() == HealthState.ONLINE) {
      int left = Math.max(1, settings.fall() - health.contrary());
      String word = backend.held() ? "NOLB" : "UP";
      return health.contrary() == 0 ? word : word + " " + left + "/" + settings.fall();
    }
    return health.contrary() == 0
        ? "DOWN"
        : "DOWN " + Math.min(health.contrary(), settings.rise() - 1) + "/" + settings.rise();
  }
}
