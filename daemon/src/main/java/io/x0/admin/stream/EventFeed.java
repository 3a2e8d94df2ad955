package io.x0.admin.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.gson.JsonObject;
import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Tells what happens to those who listen, and how things stand once per second while somebody does.
 * Thread-safe; who tells something never waits for those who listen.
 */
public final class EventFeed {
  /** Most who listen at a time. */
  public static final int LISTENERS = 32;

  private static final int KEPT = 4096;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final String STILL_THERE = ":\n\n";

  private final Clock clock;
  private final Scheduler scheduler;
  private final Executor executor;
  private final FrameSource frames;
  private final MessageRing ring;
  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private boolean isTicking;

  @GuardedBy("lock")
  private boolean isClosed;

  @GuardedBy("lock")
  private boolean isDraining;

  /**
   * @param scheduler runs its tasks on threads of the admin side
   * @param executor writes; a thread of the admin side
   */
  public EventFeed(Clock clock, Scheduler scheduler, Executor executor, FrameSource frames) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.executor = executor;
    this.frames = frames;
    this.ring = new MessageRing(Long.toString(clock.now().toEpochMilli(), 36), KEPT);
  }

  /**
   * Tells that something happened.
   *
   * @param type what kind of thing
   * @param director the director it is about, or null when it concerns all
   */
  public void tell(String type, @Nullable String director, JsonObject data) {
    ring.add(type, director, data);
    subscribers.forEach(this::wake);
  }

  /**
   * Begins to tell somebody what happens; the head of the response is not written yet.
   *
   * @return false if too many listen already; then nothing was done
   */
  public boolean listen(Wanted wanted, Response response, Callback callback) {
    Subscriber subscriber = new Subscriber(this, ring, wanted, response, callback);
    lock.lock();
    try {
      boolean isEnding = isClosed || (isDraining && wanted.isRemote());
      if (isEnding || subscribers.size() >= LISTENERS) {
        return false;
      }
      subscribers.add(subscriber);
      if (!isTicking) {
        isTicking = true;
        schedule();
      }
    } finally {
      lock.unlock();
    }
    wake(subscriber);
    return true;
  }

  /** Returns how many listen. */
  public int listeners() {
    return subscribers.size();
  }

  /** Ends those who listen over listeners of the proxy, and takes none of them any more. */
  public void drain() {
    lock.lock();
    try {
      isDraining = true;
    } finally {
      lock.unlock();
    }
    subscribers.stream().filter(s -> s.wanted().isRemote()).forEach(Subscriber::end);
  }

  /** Ends all who listen, and takes nobody any more. */
  public void close() {
    lock.lock();
    try {
      isClosed = true;
    } finally {
      lock.unlock();
    }
    subscribers.forEach(Subscriber::end);
  }

  void forget(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  /** What is told comes from threads that serve requests: they shall not write. */
  private void wake(Subscriber subscriber) {
    try {
      executor.execute(subscriber::iterate);
    } catch (RejectedExecutionException e) {
      subscribers.remove(subscriber);
    }
  }

  /** Plans the next tick for the moment at which a second is complete. */
  private void schedule() {
    long next = Math.floorDiv(clock.nanos(), NANOS_PER_SECOND) + 1;
    var unused = scheduler.at(next * NANOS_PER_SECOND, this::tick);
  }

  private void tick() {
    lock.lock();
    try {
      if (subscribers.isEmpty() || isClosed) {
        isTicking = false;
        return;
      }
    } finally {
      lock.unlock();
    }
    try {
      Map<Optional<String>, String> made = new HashMap<>();
      for (Subscriber subscriber : subscribers) {
        subscriber.offer(
            subscriber.wanted().hasStats()
                ? made.computeIfAbsent(
                    Optional.ofNullable(subscriber.wanted().director()), this::frame)
                : STILL_THERE);
        wake(subscriber);
      }
    } finally {
      schedule();
    }
  }

  private String frame(Optional<String> director) {
    return Message.passing("stats", frames.frame(director.orElse(null)));
  }
}
