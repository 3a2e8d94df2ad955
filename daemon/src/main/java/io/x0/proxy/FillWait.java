package io.x0.proxy;

import io.x0.cache.Fill;
import io.x0.cache.StoredResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** The wait of one request for the fill of another. Thread-safe: it ends once. */
final class FillWait {
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final Runnable whenTooLong;

  /**
   * @param whenTooLong is run if the fill takes longer than the request waits
   */
  FillWait(Runnable whenTooLong) {
    this.whenTooLong = whenTooLong;
  }

  /**
   * Begins to wait.
   *
   * @param most for how long
   * @param whenShared is told what came of the fill, null if there is nothing to share
   */
  void begin(
      Request request,
      Scheduler scheduler,
      Fill running,
      Duration most,
      Consumer<@Nullable StoredResponse> whenShared) {
    Scheduler.Task timer =
        scheduler.schedule(
            () -> request.getComponents().getExecutor().execute(this::stop),
            most.toMillis(),
            TimeUnit.MILLISECONDS);
    running.await(
        shared -> {
          if (end()) {
            timer.cancel();
            whenShared.accept(shared);
          }
        });
  }

  /** Ends the wait as if it took too long, unless it is over. */
  void stop() {
    if (end()) {
      whenTooLong.run();
    }
  }

  /** Ends the wait without telling anybody; false if it is over. */
  boolean end() {
    return isOver.compareAndSet(false, true);
  }
}
