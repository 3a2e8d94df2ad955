package io.x0.director;

import io.x0.common.setting.Setting;
import io.x0.common.setting.SettingTable;
import io.x0.common.unit.Capacity;
import io.x0.shaper.BorrowPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What an operator can set on a director. Immutable; every setting is declared once in {@link
 * #TABLE}. Its durations are whole milliseconds: nothing finer can be said, and the store refuses
 * what it cannot say.
 *
 * @param enabled whether it balances at all
 * @param queue how requests wait for a free backend
 * @param shaping how tokens are shared among buckets
 * @param retry how failed attempts are repeated
 * @param timeouts how long a backend may take
 * @param retryAfter value of {@code Retry-After} on refusals, whole seconds; zero omits the header
 */
public record DirectorSettings(
    boolean enabled,
    Queue queue,
    Shaping shaping,
    Retry retry,
    Timeouts timeouts,
    Duration retryAfter) {

  /** The settings of a new director. */
  public static final DirectorSettings DEFAULT =
      new DirectorSettings(
          true,
          new Queue(1000, Duration.ofSeconds(30), true),
          new Shaping(BorrowPolicy.LEND, Capacity.UNLIMITED),
          new Retry(3),
          new Timeouts(Duration.ofSeconds(4), Duration.ofSeconds(30), Duration.ofSeconds(8)),
          Duration.ofSeconds(30));

  /** Every setting by name. */
  public static final SettingTable<DirectorSettings> TABLE =
      new SettingTable<>(
          List.of(
              Setting.flag(
                  "enabled",
                  "whether the director balances at all",
                  DirectorSettings::enabled,
                  DirectorSettings::withEnabled),
              Setting.count(
                  "queue-limit",
                  "most requests that wait for a backend",
                  0,
                  10_000_000,
                  s -> s.queue.limit,
                  (s, v) -> s.withQueue(new Queue(v, s.queue.timeout, s.queue.onUnavailable))),
              Setting.duration(
                  "queue-timeout",
                  "longest wait for a backend",
                  Duration.ofMillis(1),
                  s -> s.queue.timeout,
                  (s, v) -> s.withQueue(new Queue(s.queue.limit, v, s.queue.onUnavailable))),
              Setting.flag(
                  "enqueue-on-unavailable",
                  "whether requests wait while no backend is usable",
                  s -> s.queue.onUnavailable,
                  (s, v) -> s.withQueue(new Queue(s.queue.limit, s.queue.timeout, v))),
              Setting.choice(
                  "borrow",
                  "whether idle assured tokens are lent or kept",
                  BorrowPolicy.class,
                  s -> s.shaping.borrow,
                  (s, v) -> s.withShaping(new Shaping(v, s.shaping.maxInFlight))),
              Setting.capacity(
                  "max-in-flight",
                  "most requests in flight, whatever the backends take",
                  s -> s.shaping.maxInFlight,
                  (s, v) -> s.withShaping(new Shaping(s.shaping.borrow, v))),
              Setting.duration(
                  "retry-after",
                  "value of Retry-After on refusals; 0s omits it",
                  Duration.ZERO,
                  DirectorSettings::retryAfter,
                  DirectorSettings::withRetryAfter),
              Setting.count(
                  "max-retry-count",
                  "further attempts after a failed one",
                  0,
                  100,
                  s -> s.retry.maxCount,
                  (s, v) -> s.withRetry(new Retry(v))),
              Setting.duration(
                  "connect-timeout",
                  "longest time to connect to a backend",
                  Duration.ofMillis(1),
                  s -> s.timeouts.connect,
                  (s, v) -> s.withTimeouts(new Timeouts(v, s.timeouts.read, s.timeouts.write))),
              Setting.duration(
                  "read-timeout",
                  "longest silence of a backend that owes an answer",
                  Duration.ofMillis(1),
                  s -> s.timeouts.read,
                  (s, v) -> s.withTimeouts(new Timeouts(s.timeouts.connect, v, s.timeouts.write))),
              Setting.duration(
                  "write-timeout",
                  "longest time a backend takes no byte of a request",
                  Duration.ofMillis(1),
                  s -> s.timeouts.write,
                  (s, v) -> s.withTimeouts(new Timeouts(s.timeouts.connect, s.timeouts.read, v)))));

  /**
   * How requests wait for a free backend.
   *
   * @param limit most waiting requests, from 0
   * @param timeout longest wait
   * @param onUnavailable whether they wait also while no backend is usable
   */
  public record Queue(int limit, Duration timeout, boolean onUnavailable) {}

  /**
   * How tokens are shared among buckets.
   *
   * @param borrow whether idle assured tokens are lent
   * @param maxInFlight most requests in flight, whatever the backends take together
   */
  public record Shaping(BorrowPolicy borrow, Capacity maxInFlight) {}

  /**
   * How failed attempts are repeated.
   *
   * @param maxCount most further attempts, from 0
   */
  public record Retry(int maxCount) {}

  /**
   * How long a backend may take.
   *
   * @param connect to accept a connection
   * @param read between two bytes of an answer, and before its first
   * @param write to take the next byte of a request
   */
  public record Timeouts(Duration connect, Duration read, Duration write) {}

  public DirectorSettings {
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(shaping, "shaping");
    Objects.requireNonNull(retry, "retry");
    Objects.requireNonNull(timeouts, "timeouts");
    Objects.requireNonNull(retryAfter, "retryAfter");
  }

  /** Returns a copy that is enabled or not. */
  public DirectorSettings withEnabled(boolean value) {
    return new DirectorSettings(value, queue, shaping, retry, timeouts, retryAfter);
  }

  DirectorSettings withQueue(Queue value) {
    return new DirectorSettings(enabled, value, shaping, retry, timeouts, retryAfter);
  }

  /** Returns whether idle assured tokens are lent. */
  public BorrowPolicy borrow() {
    return shaping.borrow;
  }

  /** Returns the most requests in flight, whatever the backends take. */
  public Capacity maxInFlight() {
    return shaping.maxInFlight;
  }

  DirectorSettings withShaping(Shaping value) {
    return new DirectorSettings(enabled, queue, value, retry, timeouts, retryAfter);
  }

  DirectorSettings withRetry(Retry value) {
    return new DirectorSettings(enabled, queue, shaping, value, timeouts, retryAfter);
  }

  DirectorSettings withTimeouts(Timeouts value) {
    return new DirectorSettings(enabled, queue, shaping, retry, value, retryAfter);
  }

  DirectorSettings withRetryAfter(Duration value) {
    return new DirectorSettings(enabled, queue, shaping, retry, timeouts, value);
  }
}
