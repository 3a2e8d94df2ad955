package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.DirectorSnapshot.BucketSnapshot;
import io.x0.director.DirectorSnapshot.Counts;
import io.x0.stats.LoadCounter.Load;
import io.x0.stats.TrafficSnapshot;
import io.x0.stats.TrafficSnapshot.Percentiles;
import io.x0.stats.TrafficSnapshot.Second;
import io.x0.stats.TrafficStats;
import java.util.List;
import java.util.function.ToLongFunction;

/** The figures of directors, backends and buckets as the API shows them. Stateless. */
final class Figures {
  private static final double MICROS_PER_MILLI = 1000;
  private static final double CENTS = 100;
  private static final int SHORT_SECONDS = 10;
  private static final int LONG_SECONDS = 60;

  /** How much is told. */
  enum Detail {
    /** Plain counters, which cost nothing. */
    COUNTERS,
    /** Rates and distributions as well. */
    TRAFFIC,
    /** The last minute second by second as well. */
    HISTORY
  }

  private Figures() {}

  static JsonObject of(DirectorSnapshot director, Detail detail) {
    JsonObject out = new JsonObject();
    out.add("load", load(director.load()));
    out.add("queued", load(director.queued()));
    out.addProperty("dropped", director.dropped());
    out.addProperty("unknown-buckets", director.unknownBuckets());
    write(director.counts(), out);
    out.addProperty("retry-refused", director.retryRefused());
    if (detail != Detail.COUNTERS) {
      JsonObject endings = new JsonObject();
      director
          .endings()
          .counts()
          .forEach((ending, count) -> endings.addProperty(ending.letters(), count));
      out.add("terminations", endings);
    }
    write(director.traffic(), true, detail, out);
    return out;
  }

  static JsonObject of(BucketSnapshot bucket, Detail detail) {
    JsonObject out = new JsonObject();
    out.add("load", load(bucket.load()));
    out.addProperty("borrowed", bucket.over());
    out.add("queued", load(bucket.queued()));
    out.addProperty("dropped", bucket.dropped());
    write(bucket.traffic(), true, detail, out);
    return out;
  }

  static JsonObject of(BackendSnapshot backend, Detail detail) {
    JsonObject out = new JsonObject();
    out.add("load", load(backend.load()));
    write(backend.counts(), out);
    write(backend.traffic(), false, detail, out);
    return out;
  }

  private static void write(Counts counts, JsonObject out) {
    out.addProperty("failed", counts.failed());
    out.addProperty("unreachable", counts.unreachable());
    out.addProperty("aborted", counts.aborted());
    out.addProperty("retried", counts.retried());
    out.addProperty("redispatched", counts.redispatched());
  }

  private static void write(TrafficStats stats, boolean hasQueue, Detail detail, JsonObject out) {
    if (detail != Detail.COUNTERS) {
      out.add("traffic", traffic(stats.snapshot(), hasQueue, detail == Detail.HISTORY));
    }
  }

  static JsonObject traffic(TrafficSnapshot traffic, boolean hasQueue, boolean hasHistory) {
    JsonObject out = new JsonObject();
    out.addProperty("requests", traffic.requests());
    out.addProperty("errors", traffic.errors());
    out.addProperty("bytes-in", traffic.bytesIn());
    out.addProperty("bytes-out", traffic.bytesOut());
    JsonObject statuses = new JsonObject();
    for (int i = 0; i < traffic.statuses().size(); i++) {
      statuses.addProperty((i + 1) + "xx", traffic.statuses().get(i));
    }
    out.add("statuses", statuses);
    JsonObject rate = new JsonObject();
    rate.addProperty("10s", rate(traffic.history(), SHORT_SECONDS));
    rate.addProperty("60s", rate(traffic.history(), LONG_SECONDS));
    out.add("requests-per-second", rate);
    out.add("latency-ms", percentiles(traffic.latency()));
    if (hasQueue) {
      out.add("queue-wait-ms", percentiles(traffic.waiting()));
    }
    if (hasHistory) {
      out.add("history", history(traffic.history()));
    }
    return out;
  }

  /** Returns the requests per second over the last complete seconds, to the hundredth. */
  private static double rate(List<Second> history, int seconds) {
    long requests =
        history.stream()
            .skip(Math.max(0, history.size() - seconds))
            .mapToLong(Second::requests)
            .sum();
    return Math.round(requests * CENTS / seconds) / CENTS;
  }

  private static JsonObject percentiles(Percentiles times) {
    JsonObject out = new JsonObject();
    out.addProperty("count", times.count());
    out.addProperty("p50", millis(times.p50()));
    out.addProperty("p90", millis(times.p90()));
    out.addProperty("p99", millis(times.p99()));
    out.addProperty("max", millis(times.max()));
    return out;
  }

  private static JsonObject history(List<Second> seconds) {
    JsonObject out = new JsonObject();
    out.add("requests", list(seconds, Second::requests));
    out.add("errors", list(seconds, Second::errors));
    out.add("bytes-in", list(seconds, Second::bytesIn));
    out.add("bytes-out", list(seconds, Second::bytesOut));
    return out;
  }

  private static JsonArray list(List<Second> seconds, ToLongFunction<Second> figure) {
    JsonArray out = new JsonArray(seconds.size());
    seconds.forEach(second -> out.add(new JsonPrimitive(figure.applyAsLong(second))));
    return out;
  }

  /** Returns microseconds in milliseconds. */
  static double millis(long micros) {
    return micros / MICROS_PER_MILLI;
  }

  private static JsonObject load(Load load) {
    JsonObject out = new JsonObject();
    out.addProperty("current", load.current());
    out.addProperty("max", load.max());
    out.addProperty("total", load.total());
    return out;
  }
}
