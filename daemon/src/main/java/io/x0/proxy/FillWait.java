package io.x0.proxy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * The waits of one request for what somebody else does, one after the other: the fill of another
 * request, or the disk. Thread-safe: each ends once.
 */
final class FillWait {
  private final Request request;
  private final Scheduler scheduler;
  private final Duration most;
  private final ClientSide client;

  /** What is run if this wait takes too long; absent when the request does not wait. */
  private final AtomicReference<@Nullable Runnable> running = new AtomicReference<>();

  /**
   * @param most for how long it waits for one thing
   */
  FillWait(Request request, Scheduler scheduler, Duration most, ClientSide client) {
    this.request = request;
    this.scheduler = scheduler;
    this.most = most;
    this.client = client;
  }

  /**
   * Waits.
   *
   * @param source tells its argument once what came of it
   * @param then is told the same, unless the wait has ended before
   * @param whenTooLong is run instead if it takes too long, or the client has left already
   */
  <T extends @Nullable Object> void begin(
      Consumer<Consumer<T>> source, Consumer<T> then, Runnable whenTooLong) {
    // Each has an identity of its own, so that what comes late ends no other.
    Runnable mine = () -> whenTooLong.run();
    running.set(mine);
    Scheduler.Task timer =
        scheduler.schedule(
            () -> request.getComponents().getExecutor().execute(() -> stop(mine)),
            most.toMillis(),
            TimeUnit.MILLISECONDS);
    source.accept(
        result -> {
          if (running.compareAndSet(mine, null)) {
            timer.cancel();
            then.accept(result);
          }
        });
    if (client.gone() != null) {
      stop(mine);
    }
  }

  private void stop(Runnable wait) {
    if (running.compareAndSet(wait, null)) {
      wait.run();
    }
  }

  /** Ends the wait without telling anybody; false if there is none. */
  boolean end() {
    return running.getAndSet(null) != null;
  }
}
