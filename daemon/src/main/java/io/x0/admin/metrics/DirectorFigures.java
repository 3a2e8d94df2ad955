package io.x0.admin.metrics;

import io.x0.common.setting.Setting;
import io.x0.common.unit.Capacity;
import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.DirectorSnapshot.BucketSnapshot;
import io.x0.shaper.TokenShaper;
import io.x0.stats.TrafficSnapshot;
import java.util.List;

/** The figures of one director, its buckets and its backends. Stateless. */
final class DirectorFigures {
  private static final double PERCENT = 100;

  private DirectorFigures() {}

  static void write(Director director, Families out) {
    DirectorSnapshot now = director.snapshot();
    String name = now.config().name();
    boolean isUp =
        now.config().settings().enabled()
            && now.backends().stream().anyMatch(BackendSnapshot::isUsable);
    out.gauge("x0_director_up", "1 if a backend can serve", isUp ? 1 : 0, "director", name);
    out.level(
        "x0_director_in_flight",
        "requests at the backends of the director",
        now.load().current(),
        "director",
        name);
    out.level("x0_queue_length", "requests that wait", now.queued().current(), "director", name);
    out.requests(name, director.answers());
    out.endings(name, director.endings());
    director
        .rejections()
        .forEach(
            (reason, count) ->
                out.count(
                    "x0_queue_rejected",
                    "requests the director refused, by reason",
                    count,
                    "director",
                    name,
                    "reason",
                    Setting.word(reason)));
    out.count("x0_retries", "attempts repeated", now.counts().retried(), "director", name);
    out.count(
        "x0_redispatches",
        "attempts repeated at another backend",
        now.counts().redispatched(),
        "director",
        name);
    out.count(
        "x0_retries_refused",
        "attempts not repeated for lack of budget",
        now.retryRefused(),
        "director",
        name);
    TrafficSnapshot traffic = now.traffic().snapshot();
    responses("x0_responses", "answers of backends by class", traffic, out, "director", name);
    out.count(
        "x0_bytes", "bytes of bodies", traffic.bytesIn(), "direction", "in", "director", name);
    out.count(
        "x0_bytes", "bytes of bodies", traffic.bytesOut(), "direction", "out", "director", name);
    out.times(
        "x0_request_duration_seconds",
        "how long backends took",
        director.latencies(),
        "director",
        name);
    out.times(
        "x0_queue_wait_seconds",
        "how long requests waited for a backend",
        director.waits(),
        "director",
        name);
    now.buckets().forEach(bucket -> write(name, bucket, out));
    now.backends().forEach(backend -> write(name, backend, out));
  }

  private static void write(String director, BucketSnapshot bucket, Families out) {
    String[] labels = {"bucket", bucket.name(), "director", director};
    out.level(
        "x0_bucket_in_flight", "tokens in use, children included", bucket.load().current(), labels);
    out.gauge("x0_bucket_rate_tokens", "tokens assured", tokens(bucket.rate()), labels);
    out.gauge("x0_bucket_ceil_tokens", "most tokens", tokens(bucket.ceil()), labels);
    out.gauge("x0_bucket_borrowed_tokens", "tokens beyond the assured", bucket.over(), labels);
    out.level(
        "x0_bucket_queue_length",
        "requests that wait, children included",
        bucket.queued().current(),
        labels);
    out.count("x0_bucket_rejected", "requests refused", bucket.dropped(), labels);
    out.count("x0_bucket_requests", "requests granted a token", bucket.load().total(), labels);
  }

  private static double tokens(int tokens) {
    return tokens == TokenShaper.UNLIMITED ? Double.POSITIVE_INFINITY : tokens;
  }

  private static void write(String director, BackendSnapshot backend, Families out) {
    String[] labels = {"backend", backend.config().name(), "director", director};
    Capacity capacity = backend.capacity();
    String state = BackendState.of(backend);
    for (String one : BackendState.ALL) {
      out.gauge(
          "x0_backend_state",
          "1 for the state it is in",
          one.equals(state) ? 1 : 0,
          Families.with(labels, "state", one));
    }
    out.gauge("x0_backend_up", "1 if it can serve", backend.isUsable() ? 1 : 0, labels);
    out.level("x0_backend_in_flight", "requests it has", backend.load().current(), labels);
    out.gauge(
        "x0_backend_capacity",
        "most requests at once, with slow-start",
        capacity.isUnlimited() ? Double.POSITIVE_INFINITY : capacity.slots(),
        labels);
    out.gauge(
        "x0_backend_throttle_ratio",
        "share of its full capacity that slow-start gives it",
        backend.throttle() / PERCENT,
        labels);
    out.count("x0_backend_requests", "requests sent to it", backend.load().total(), labels);
    out.count("x0_backend_failures", "attempts that failed", backend.counts().failed(), labels);
    out.count(
        "x0_backend_unreachable",
        "attempts that found no connection",
        backend.counts().unreachable(),
        labels);
    out.count(
        "x0_backend_aborts", "attempts whose client left", backend.counts().aborted(), labels);
    long failed = backend.health().failedChecks();
    String checks = "x0_backend_health_checks";
    out.count(checks, "checks by result", failed, Families.with(labels, "result", "bad"));
    out.count(
        checks,
        "checks by result",
        backend.health().checks() - failed,
        Families.with(labels, "result", "good"));
    responses(
        "x0_backend_responses", "answers by class", backend.traffic().snapshot(), out, labels);
  }

  private static void responses(
      String name, String help, TrafficSnapshot traffic, Families out, String... labels) {
    List<Long> statuses = traffic.statuses();
    for (int i = 0; i < statuses.size(); i++) {
      out.count(name, help, statuses.get(i), Families.with(labels, "code", (i + 1) + "xx"));
    }
  }
}
