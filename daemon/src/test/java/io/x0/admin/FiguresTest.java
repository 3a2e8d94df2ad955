package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.stats.TrafficSnapshot;
import io.x0.stats.TrafficSnapshot.Percentiles;
import io.x0.stats.TrafficSnapshot.Second;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private static final Percentiles LATENCY = new Percentiles(4, 1_500, 2_000, 12_345, 99_000);
  private static final Percentiles WAIT = new Percentiles(5, 1, 20, 300, 4_000);

  private static TrafficSnapshot traffic(List<Second> history) {
    return new TrafficSnapshot(
        100, 7, 2048, 4096, List.of(1L, 90L, 2L, 3L, 4L), history, LATENCY, WAIT);
  }

  /** Returns a minute of which the last second has 60 requests, the one before 59, and so on. */
  private static List<Second> minute() {
    List<Second> seconds = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      seconds.add(new Second(i, 1000 + i, 2000 + i, 3000 + i));
    }
    return seconds;
  }

  @Test
  void traffic_ofABackend_hasTimesInMillisecondsAndNoQueue() {
    assertThat(Figures.traffic(traffic(minute()), false, false))
        .hasToString(
            "{\"requests\":100,\"errors\":7,\"bytes-in\":2048,\"bytes-out\":4096,"
                + "\"statuses\":{\"1xx\":1,\"2xx\":90,\"3xx\":2,\"4xx\":3,\"5xx\":4},"
                + "\"requests-per-second\":{\"10s\":55.5,\"60s\":30.5},"
                + "\"latency-ms\":{\"count\":4,\"p50\":1.5,\"p90\":2.0,\"p99\":12.345,"
                + "\"max\":99.0}}");
  }

  @Test
  void traffic_ofADirector_hasTheQueue() {
    JsonObject traffic = Figures.traffic(traffic(minute()), true, false);

    assertThat(traffic.get("queue-wait-ms"))
        .hasToString("{\"count\":5,\"p50\":0.001,\"p90\":0.02,\"p99\":0.3,\"max\":4.0}");
    assertThat(traffic.has("history")).isFalse();
  }

  @Test
  void traffic_history_isAListPerFigureOldestFirst() {
    JsonObject history = Figures.traffic(traffic(minute()), false, true).getAsJsonObject("history");

    assertThat(history.keySet()).containsExactly("requests", "errors", "bytes-in", "bytes-out");
    int offset = 0;
    for (String name : history.keySet()) {
      assertThat(history.getAsJsonArray(name)).hasSize(60);
      assertThat(history.getAsJsonArray(name).get(0).getAsInt()).isEqualTo(offset + 1);
      assertThat(history.getAsJsonArray(name).get(59).getAsInt()).isEqualTo(offset + 60);
      offset += 1000;
    }
  }

  @Test
  void traffic_rates_areRoundedToTheHundredth() {
    JsonObject rate =
        Figures.traffic(traffic(List.of(new Second(1, 0, 0, 0))), false, false)
            .getAsJsonObject("requests-per-second");

    assertThat(rate).hasToString("{\"10s\":0.1,\"60s\":0.02}");
  }
}
