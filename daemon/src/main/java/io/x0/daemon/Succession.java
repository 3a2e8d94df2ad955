package io.x0.daemon;

import com.google.gson.JsonObject;
import io.x0.admin.DaemonControl;
import io.x0.admin.Line;
import io.x0.common.unit.DurationText;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.RefusedException;
import io.x0.director.RefusedException.Cause;
import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this x0d ends, and how another one comes in its place. Thread-safe.
 *
 * <pre>
 *   SERVING --handOver--> LENT --handedOver--> LEAVING
 *     |  ^                  |
 *     |  +--state is back-- RETURNING <--the line ended
 *     +--drain--> LEAVING
 * </pre>
 */
final class Succession implements DaemonControl {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

  /** Whoever had the state may need a moment to let go of it. */
  private static final Duration RETRY = Duration.ofMillis(200);

  private final Goods goods;
  private final Executor writer;
  private final Clock clock;
  private final Scheduler timers;
  private final Path stateFolder;
  private final Supplier<Duration> patience;
  private final Launcher launcher;
  private final Consumer<Farewell> end;

  /** Completes when an x0d that this one has started serves, or has failed. */
  private final AtomicReference<@Nullable CompletableFuture<JsonObject>> launched =
      new AtomicReference<>();

  private final AtomicReference<Phase> phase =
      new AtomicReference<>(new Phase(Stage.SERVING, null));

  /** What goes to the other x0d. Its methods are called on the writer's thread. */
  interface Goods {
    /** Lets the other one have it. */
    void lend();

    /**
     * Takes it back.
     *
     * @throws StoreException if that is not possible yet
     */
    void takeBack();
  }

  /** Starts another x0d that is to replace this one. */
  interface Launcher {
    /**
     * Starts it.
     *
     * @return completes when it has ended
     * @throws IOException if that is not possible
     */
    CompletionStage<?> start() throws IOException;
  }

  private enum Stage {
    SERVING,
    LENT,
    RETURNING,
    LEAVING
  }

  /**
   * Where the hand-over is.
   *
   * @param line over which it was asked for, if it was
   */
  private record Phase(Stage stage, @Nullable Line line) {}

  /**
   * @param writer the writer's thread
   * @param patience tells how long what is on its way may take at the end
   * @param launcher starts another x0d as this one was started
   * @param end is told once how to end; must not block
   */
  Succession(
      Goods goods,
      Executor writer,
      Clock clock,
      Scheduler timers,
      Path stateFolder,
      Supplier<Duration> patience,
      Launcher launcher,
      Consumer<Farewell> end) {
    this.goods = goods;
    this.writer = writer;
    this.clock = clock;
    this.timers = timers;
    this.stateFolder = stateFolder;
    this.patience = patience;
    this.launcher = launcher;
    this.end = end;
  }

  private Phase now() {
    return Objects.requireNonNull(phase.get());
  }

  @Override
  public @Nullable String refusal() {
    return switch (now().stage) {
      case SERVING -> null;
      case LENT, RETURNING ->
          "another x0d is about to replace this one: change nothing now, try again in a moment";
      case LEAVING -> "this x0d ends: it changes nothing any more";
    };
  }

  @Override
  public JsonObject terms() {
    JsonObject out = new JsonObject();
    out.addProperty("pid", ProcessHandle.current().pid());
    out.addProperty("version", Version.current());
    out.addProperty("state-dir", stateFolder.toString());
    return out;
  }

  @Override
  public CompletableFuture<JsonObject> handOver(String who, Line line) {
    Phase serving = now();
    Phase lent = new Phase(Stage.LENT, line);
    if (serving.stage != Stage.SERVING || !phase.compareAndSet(serving, lent)) {
      throw inTheWay();
    }
    LOG.info("another x0d is about to replace this one, says {}: changes are refused", who);
    CompletableFuture<JsonObject> given =
        CompletableFuture.runAsync(goods::lend, writer).thenApply(done -> terms());
    // Last: what ends at once finds the task above on the writer's thread before its own.
    line.hold(() -> ended(lent));
    return given;
  }

  @Override
  public JsonObject handedOver(Line line) {
    Phase lent = now();
    Line asked = lent.line;
    if (lent.stage != Stage.LENT || asked == null || !asked.isSame(line)) {
      throw new RefusedException(Cause.CONFLICT, "nothing was handed over here, or not any more");
    }
    leave(lent, Farewell.replaced(patience.get()));
    LOG.info("another x0d has replaced this one");
    CompletableFuture<JsonObject> own = launched.get();
    if (own != null) {
      own.complete(terms());
    }
    return terms();
  }

  @Override
  public CompletableFuture<JsonObject> replace(String who) {
    CompletableFuture<JsonObject> outcome = new CompletableFuture<>();
    if (now().stage != Stage.SERVING || !launched.compareAndSet(null, outcome)) {
      throw inTheWay();
    }
    LOG.info("{} starts another x0d to replace this one", who);
    try {
      var unused = launcher.start().thenRun(() -> gone(outcome));
    } catch (IOException e) {
      launched.set(null);
      throw new RefusedException(Cause.CONFLICT, "no other x0d can be started: " + e.getMessage());
    }
    return outcome;
  }

  private void gone(CompletableFuture<JsonObject> outcome) {
    launched.set(null);
    outcome.completeExceptionally(
        new RefusedException(
            Cause.CONFLICT, "the other x0d has ended, and its log says why; this one goes on"));
  }

  @Override
  public JsonObject drain(String who, @Nullable Duration within) {
    Phase serving = now();
    if (serving.stage != Stage.SERVING) {
      throw inTheWay();
    }
    Farewell farewell = Farewell.drained(within == null ? patience.get() : within);
    leave(serving, farewell);
    LOG.info("{} lets x0d drain and end", who);
    return drainTerms(within);
  }

  @Override
  public JsonObject drainTerms(@Nullable Duration within) {
    JsonObject out = terms();
    out.addProperty("within", DurationText.format(within == null ? patience.get() : within));
    return out;
  }

  private void leave(Phase before, Farewell farewell) {
    if (!phase.compareAndSet(before, new Phase(Stage.LEAVING, null))) {
      throw inTheWay();
    }
    end.accept(farewell);
  }

  private static RefusedException inTheWay() {
    return new RefusedException(
        Cause.CONFLICT, "this x0d ends already, or another one is about to replace it");
  }

  private void ended(Phase lent) {
    if (phase.compareAndSet(lent, new Phase(Stage.RETURNING, null))) {
      LOG.warn("the other x0d has given up: this one takes the state back and goes on");
      takeBackLater(true);
    }
  }

  private void takeBackLater(boolean isFirst) {
    try {
      writer.execute(() -> takeBack(isFirst));
    } catch (RejectedExecutionException e) {
      LOG.debug("x0d ends, and needs no state any more");
    }
  }

  private void takeBack(boolean isFirst) {
    try {
      goods.takeBack();
    } catch (StoreException e) {
      if (isFirst) {
        LOG.warn("the state is not back yet: {}", e.getMessage());
      }
      var unused = timers.at(clock.nanos() + RETRY.toNanos(), () -> takeBackLater(false));
      return;
    }
    phase.set(new Phase(Stage.SERVING, null));
    LOG.info("the state is back: everything is as before");
  }
}
