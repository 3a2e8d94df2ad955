package io.x0.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.admin.ConfigControl;
import io.x0.admin.metrics.Families;
import io.x0.admin.metrics.MetricSource;
import io.x0.common.OneLine;
import io.x0.director.ControlPlane.Redeclared;
import io.x0.director.DirectorStore.Change;
import io.x0.director.Directors;
import io.x0.modules.AdminDoor;
import io.x0.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration file again while x0d runs. Thread-safe: one check or reload after the
 * other, on a thread of its own.
 */
final class Reload implements ConfigControl, MetricSource {
  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);
  private static final int LINE = 300;
  private static final double MILLIS = 1000;

  private final Path file;
  private final Directors directors;
  private final AdminDoor door;
  private final Deployment deployment;
  private final Clock clock;
  private final Notifier notifier;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "x0-reload"));
  private final List<BiConsumer<String, Result>> watchers = new CopyOnWriteArrayList<>();
  private final AtomicLong failures = new AtomicLong();
  private volatile InForce inForce;

  /** A configuration in force, the number of it, and since when. */
  private record InForce(Configuration configuration, int generation, Instant since) {}

  /**
   * @param first the configuration in force
   * @param door the admin side, for clients of listeners
   */
  Reload(
      Configuration first,
      Directors directors,
      AdminDoor door,
      Deployment deployment,
      Clock clock,
      Notifier notifier) {
    this.file = first.file();
    this.directors = directors;
    this.door = door;
    this.deployment = deployment;
    this.clock = clock;
    this.notifier = notifier;
    this.inForce = new InForce(first, 1, clock.now());
  }

  /** Returns how long what is on its way may take when x0d ends. */
  Duration drainTime() {
    return inForce.configuration.setup().drainTime();
  }

  @Override
  public JsonObject show() {
    InForce now = inForce;
    JsonObject out = body(now.configuration.warnings());
    out.addProperty("generation", now.generation);
    out.addProperty("loaded", now.since.toString());
    return out;
  }

  @Override
  public void write(Families out) {
    InForce now = inForce;
    String reloads = "x0_config_reloads";
    String help = "reloads of the configuration file, by how they ended";
    out.count(reloads, help, now.generation - 1, "result", "good");
    out.count(reloads, help, failures.get(), "result", "failed");
    out.gauge(
        "x0_config_last_success_timestamp_seconds",
        "when the configuration in force was loaded, in seconds since 1970",
        now.since.toEpochMilli() / MILLIS);
  }

  @Override
  public CompletableFuture<Result> check() {
    return run(
        () -> {
          try {
            Configuration next = Configuration.load(file, directors, door);
            return new Result(true, file + " is good", body(next.warnings()));
          } catch (StartupException e) {
            return failed(e, file + " has errors");
          }
        });
  }

  @Override
  public CompletableFuture<Plan> plan() {
    return run(
        () -> {
          try {
            Configuration next = Configuration.load(file, directors);
            List<Change> changes = deployment.preview(next);
            return new Plan(new Result(true, file + " is good", body(next.warnings())), changes);
          } catch (StartupException e) {
            return new Plan(failed(e, file + " would not be loaded"), List.of());
          }
        });
  }

  @Override
  public CompletableFuture<Result> reload(String who) {
    return run(
        () -> {
          notifier.reloading();
          String status = "the configuration could not be loaded again";
          try {
            Result result = reloadNow(who);
            status = result.summary();
            watchers.forEach(watcher -> watcher.accept(who, result));
            return result;
          } finally {
            notifier.ready(status);
          }
        });
  }

  @Override
  public void watch(BiConsumer<String, Result> watcher) {
    watchers.add(watcher);
  }

  private <T> CompletableFuture<T> run(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, thread);
  }

  private Result reloadNow(String who) {
    InForce before = inForce;
    Configuration next;
    Redeclared redeclared;
    try {
      next = Configuration.load(file, directors, door);
      redeclared = deployment.apply(next);
    } catch (StartupException e) {
      failures.incrementAndGet();
      LOG.error("reload by {} failed, nothing has changed:\n{}", who, e.getMessage());
      return failed(e, file + " was not loaded, nothing has changed");
    }
    InForce after = new InForce(next, before.generation + 1, clock.now());
    inForce = after;
    String remark = remark(before.configuration, next);
    LOG.info("{} reloaded by {}{}", file, who, remark.isEmpty() ? "" : ": " + remark);
    deployment.adopt();
    deployment.warn(next);
    JsonObject out = show();
    out.add("changed", names(redeclared.changed()));
    out.add("removed", names(redeclared.removed()));
    if (!remark.isEmpty()) {
      out.addProperty("remark", remark);
    }
    return new Result(true, file + " reloaded", out);
  }

  private String remark(Configuration before, Configuration next) {
    if (!before.hasSamePlaces(next)) {
      return "state.dir, admin.socket, cache.size and cache.disk stay as they were until x0d is"
          + " started again";
    }
    try {
      deployment.load(next);
      return "";
    } catch (StartupException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private Result failed(StartupException e, String summary) {
    String report = String.valueOf(e.getMessage());
    String first = report.lines().findFirst().orElse("");
    return new Result(false, summary + ": " + OneLine.of(first, LINE), body(report));
  }

  private JsonObject body(String report) {
    JsonObject out = new JsonObject();
    out.addProperty("file", file.toAbsolutePath().toString());
    out.addProperty("report", report);
    return out;
  }

  private static JsonArray names(List<String> names) {
    JsonArray out = new JsonArray();
    names.forEach(out::add);
    return out;
  }

  /** Lets what has begun come to its end, and begins nothing more. */
  void stop() {
    thread.shutdown();
  }
}
