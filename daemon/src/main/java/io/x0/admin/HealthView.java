package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.common.setting.Setting;
import io.x0.health.HealthStatus;
import io.x0.health.ProbeResult;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The health of a backend as the API shows it. Stateless. */
final class HealthView {
  private static final double NANOS_PER_MICRO = 1000;

  private HealthView() {}

  static JsonObject of(HealthStatus health) {
    JsonObject out = new JsonObject();
    write(health, out);
    return out;
  }

  /** Adds what is known to {@code out}. */
  static void write(HealthStatus health, JsonObject out) {
    out.addProperty("mode", Setting.word(health.mode()));
    out.addProperty("state", Setting.word(health.state()));
    out.addProperty("since", instant(health.since()));
    out.addProperty("cause", health.cause());
    out.addProperty("checks", health.checks());
    out.addProperty("failed-checks", health.failedChecks());
    health.last().ifPresent(last -> out.add("last", check(last)));
  }

  private static JsonObject check(ProbeResult result) {
    JsonObject out = new JsonObject();
    out.addProperty("good", result.good());
    out.addProperty("detail", result.detail());
    out.addProperty("duration-ms", Figures.millis(Math.round(result.nanos() / NANOS_PER_MICRO)));
    return out;
  }

  /** Returns an instant to the millisecond. */
  static String instant(Instant at) {
    return at.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
