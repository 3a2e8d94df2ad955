package io.x0.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the supervisor again and again that x0d works, but only while requests would get through.
 * On a thread of its own, since that is not to wait for what it looks at; start and stop are for
 * one thread.
 */
final class Watchdog {
  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  private final Supplier<CompletableFuture<Void>> pulse;
  private final Runnable alive;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread made = new Thread(task, "x0-watchdog");
            made.setDaemon(true);
            return made;
          });

  /** The last look that has not ended yet, or null. Confined to the thread. */
  private @Nullable CompletableFuture<Void> looking;

  private boolean isWarned;

  /**
   * @param pulse completes when everything that a request needs has done something
   * @param alive says that x0d works; may take a moment
   */
  Watchdog(Supplier<CompletableFuture<Void>> pulse, Runnable alive) {
    this.pulse = pulse;
    this.alive = alive;
  }

  /** Begins, for a supervisor that waits for so long. */
  void start(Duration patience) {
    long third = patience.toMillis() / 3;
    var unused =
        thread.scheduleAtFixedRate(this::look, 0, Math.max(1, third), TimeUnit.MILLISECONDS);
  }

  void look() {
    CompletableFuture<Void> last = looking;
    if (last == null) {
      CompletableFuture<Void> next = pulse.get();
      looking = next;
      var unused = next.whenComplete((done, failure) -> ended(failure));
    } else if (!last.isDone() && !isWarned) {
      isWarned = true;
      LOG.error("nothing goes on here: the supervisor is not told that x0d works");
    }
  }

  /** On whatever thread was looked at. */
  private void ended(@Nullable Throwable failure) {
    if (!thread.isShutdown()) {
      thread.execute(
          () -> {
            looking = null;
            if (failure == null) {
              isWarned = false;
              alive.run();
            } else {
              LOG.error("the supervisor is not told that x0d works: {}", failure.toString());
            }
          });
    }
  }

  void stop() {
    thread.shutdownNow();
  }
}
