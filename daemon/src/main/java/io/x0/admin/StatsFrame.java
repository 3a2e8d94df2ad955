package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.metrics.BackendState;
import io.x0.admin.stream.FrameSource;
import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.DirectorSnapshot.BucketSnapshot;
import io.x0.director.Directors;
import io.x0.stats.LoadCounter.Load;
import io.x0.stats.TrafficSnapshot;
import io.x0.stats.TrafficSnapshot.Percentiles;
import io.x0.stats.TrafficSnapshot.Second;
import io.x0.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The figures that are told once per second. For one thread at a time. */
final class StatsFrame implements FrameSource {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Clock clock;
  private final Directors directors;
  private final StatusSource status;
  private long second;
  private long total = -1;
  private long perSecond = -1;

  StatsFrame(Clock clock, Directors directors, StatusSource status) {
    this.clock = clock;
    this.directors = directors;
    this.status = status;
  }

  @Override
  public JsonObject frame(@Nullable String director) {
    JsonObject out = new JsonObject();
    out.addProperty("at", HealthView.instant(clock.now()));
    out.add("requests", requests());
    JsonObject all = new JsonObject();
    if (director == null) {
      directors.all().forEach(one -> all.add(one.name(), withCache(line(one.snapshot()), one)));
    } else {
      directors.find(director).ifPresent(one -> all.add(director, withCache(detail(one), one)));
    }
    out.add("directors", all);
    return out;
  }

  private JsonObject withCache(JsonObject line, Director director) {
    status
        .caches()
        .find(director.name())
        .ifPresent(cache -> line.add("cache", CacheFigures.line(cache)));
    return line;
  }

  /** Returns what the whole proxy does; how much per second is not known at first. */
  private JsonObject requests() {
    Load load = status.requests();
    long now = Math.floorDiv(clock.nanos(), NANOS_PER_SECOND);
    if (now != second) {
      perSecond = total >= 0 && now == second + 1 ? load.total() - total : -1;
      total = load.total();
      second = now;
    }
    JsonObject out = new JsonObject();
    out.addProperty("current", load.current());
    out.addProperty("total", load.total());
    if (perSecond >= 0) {
      out.addProperty("per-second", perSecond);
    }
    return out;
  }

  private static JsonObject line(DirectorSnapshot snapshot) {
    JsonObject out = new JsonObject();
    out.addProperty("state", Views.state(snapshot));
    out.add("capacity", Views.capacity(snapshot.backends()));
    out.addProperty("in-flight", snapshot.load().current());
    out.addProperty("queued", snapshot.queued().current());
    out.addProperty("dropped", snapshot.dropped());
    TrafficSnapshot traffic = snapshot.traffic().snapshot();
    List<Second> history = traffic.history();
    write(history.get(history.size() - 1), out);
    out.add("latency-ms", times(traffic.latency()));
    out.add("queue-wait-ms", times(traffic.waiting()));
    return out;
  }

  private static JsonObject detail(Director director) {
    DirectorSnapshot snapshot = director.snapshot();
    JsonObject out = line(snapshot);
    JsonObject buckets = new JsonObject();
    snapshot.buckets().forEach(bucket -> buckets.add(bucket.name(), bucket(bucket)));
    out.add("buckets", buckets);
    JsonObject backends = new JsonObject();
    snapshot.backends().forEach(backend -> backends.add(backend.config().name(), backend(backend)));
    out.add("backends", backends);
    return out;
  }

  private static JsonObject bucket(BucketSnapshot bucket) {
    JsonObject out = new JsonObject();
    out.addProperty("parent", bucket.parent());
    out.addProperty("in-flight", bucket.load().current());
    out.add("token-rate", Views.limit(bucket.rate()));
    out.add("token-ceil", Views.limit(bucket.ceil()));
    out.addProperty("borrowed", bucket.over());
    out.addProperty("queued", bucket.queued().current());
    out.addProperty("dropped", bucket.dropped());
    write(bucket.traffic().lastSecond(), out);
    return out;
  }

  private static JsonObject backend(BackendSnapshot backend) {
    JsonObject out = new JsonObject();
    out.addProperty("state", BackendState.of(backend));
    out.addProperty("in-flight", backend.load().current());
    out.add("capacity", Views.capacity(backend.config().capacity()));
    out.add("effective-capacity", Views.capacity(backend.capacity()));
    out.addProperty("throttle", backend.throttle());
    out.addProperty("failed", backend.counts().failed());
    write(backend.traffic().lastSecond(), out);
    return out;
  }

  private static void write(Second last, JsonObject out) {
    out.addProperty("requests-per-second", last.requests());
    out.addProperty("errors-per-second", last.errors());
  }

  private static JsonObject times(Percentiles times) {
    JsonObject out = new JsonObject();
    out.addProperty("p50", Figures.millis(times.p50()));
    out.addProperty("p99", Figures.millis(times.p99()));
    return out;
  }
}
