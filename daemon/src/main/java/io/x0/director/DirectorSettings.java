package io.x0.director;

import io.x0.cache.CacheSettings;
import io.x0.common.setting.Setting;
import io.x0.common.setting.SettingTable;
import io.x0.common.unit.Capacity;
import io.x0.health.HealthSettings;
import io.x0.shaper.BorrowPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an operator can set on a director. Immutable; every setting is declared once in {@link
 * #TABLE}. Its durations are whole milliseconds: nothing finer can be said, and the store refuses
 * what it cannot say.
 *
 * @param enabled whether it balances at all
 * @param scheduler how a backend is chosen
 * @param queue how requests wait for a free backend
 * @param shaping how tokens are shared among buckets
 * @param retry how failed attempts are repeated
 * @param timeouts how long a backend may take
 * @param refusals what is answered when no backend does
 * @param health when and how backends are checked
 * @param slowStart how backends are brought up to their capacity
 * @param clientAbort what happens at the backend when the client leaves
 * @param cache how answers are kept for other requests
 */
public record DirectorSettings(
    boolean enabled,
    SchedulerKind scheduler,
    Queue queue,
    Shaping shaping,
    RetryRules retry,
    Timeouts timeouts,
    Refusals refusals,
    HealthSettings health,
    SlowStart slowStart,
    ClientAbort clientAbort,
    CacheSettings cache) {
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  /** The settings of a new director. */
  public static final DirectorSettings DEFAULT =
      new DirectorSettings(
          true,
          SchedulerKind.RR,
          new Queue(1000, Duration.ofSeconds(30), true),
          new Shaping(BorrowPolicy.LEND, Capacity.UNLIMITED),
          RetryRules.DEFAULT,
          new Timeouts(
              Duration.ofSeconds(4),
              Duration.ofSeconds(30),
              Duration.ofSeconds(8),
              Duration.ofMinutes(5),
              Duration.ofHours(1)),
          new Refusals(Duration.ofSeconds(30), 503),
          HealthSettings.DEFAULT,
          SlowStart.OFF,
          ClientAbort.CLOSE,
          CacheSettings.DEFAULT);

  /** Every setting by name. */
  public static final SettingTable<DirectorSettings> TABLE = new SettingTable<>(settings());

  private static List<Setting<DirectorSettings>> settings() {
    List<Setting<DirectorSettings>> all = new ArrayList<>();
    all.add(
        Setting.flag(
            "enabled",
            "whether the director balances at all",
            DirectorSettings::enabled,
            DirectorSettings::withEnabled));
    all.add(
        Setting.choice(
            "scheduler",
            "how a backend is chosen",
            SchedulerKind.class,
            DirectorSettings::scheduler,
            DirectorSettings::withScheduler));
    Queue.SETTINGS.forEach(
        s -> all.add(s.of(DirectorSettings::queue, DirectorSettings::withQueue)));
    Shaping.SETTINGS.forEach(
        s -> all.add(s.of(DirectorSettings::shaping, DirectorSettings::withShaping)));
    Refusals.SETTINGS.forEach(
        s -> all.add(s.of(DirectorSettings::refusals, DirectorSettings::withRefusals)));
    RetryRules.SETTINGS.forEach(
        s -> all.add(s.of(DirectorSettings::retry, DirectorSettings::withRetry)));
    Timeouts.SETTINGS.forEach(
        s -> all.add(s.of(DirectorSettings::timeouts, DirectorSettings::withTimeouts)));
    all.add(
        Setting.choice(
            "on-client-abort",
            "what happens at the backend when the client leaves",
            ClientAbort.class,
            DirectorSettings::clientAbort,
            DirectorSettings::withClientAbort));
    SlowStart.SETTINGS.forEach(
        s -> all.add(s.of(DirectorSettings::slowStart, DirectorSettings::withSlowStart)));
    HealthSettings.SETTINGS.forEach(
        s -> all.add(s.of(DirectorSettings::health, DirectorSettings::withHealth)));
    CacheSettings.SETTINGS.forEach(
        s -> all.add(s.of(DirectorSettings::cache, DirectorSettings::withCache)));
    return all;
  }

  /**
   * How requests wait for a free backend.
   *
   * @param limit most waiting requests, from 0
   * @param timeout longest wait
   * @param onUnavailable whether they wait also while no backend is usable
   */
  public record Queue(int limit, Duration timeout, boolean onUnavailable) {
    private static final List<Setting<Queue>> SETTINGS =
        List.of(
            Setting.count(
                "queue-limit",
                "most requests that wait for a backend",
                0,
                10_000_000,
                Queue::limit,
                (q, v) -> new Queue(v, q.timeout, q.onUnavailable)),
            Setting.duration(
                "queue-timeout",
                "longest wait for a backend",
                MILLISECOND,
                Queue::timeout,
                (q, v) -> new Queue(q.limit, v, q.onUnavailable)),
            Setting.flag(
                "enqueue-on-unavailable",
                "whether requests wait while no backend is usable",
                Queue::onUnavailable,
                (q, v) -> new Queue(q.limit, q.timeout, v)));
  }

  /**
   * How tokens are shared among buckets.
   *
   * @param borrow whether idle assured tokens are lent
   * @param maxInFlight most requests in flight, whatever the backends take together
   */
  public record Shaping(BorrowPolicy borrow, Capacity maxInFlight) {
    private static final List<Setting<Shaping>> SETTINGS =
        List.of(
            Setting.choice(
                "borrow",
                "whether idle assured tokens are lent or kept",
                BorrowPolicy.class,
                Shaping::borrow,
                (s, v) -> new Shaping(v, s.maxInFlight)),
            Setting.capacity(
                "max-in-flight",
                "most requests in flight, whatever the backends take",
                Shaping::maxInFlight,
                (s, v) -> new Shaping(s.borrow, v)));
  }

  /**
   * What is answered when no backend does.
   *
   * @param retryAfter value of {@code Retry-After}, whole seconds; zero omits the header
   * @param queueTimeoutStatus status of a request that waited too long
   */
  public record Refusals(Duration retryAfter, int queueTimeoutStatus) {
    private static final List<Setting<Refusals>> SETTINGS =
        List.of(
            Setting.duration(
                "retry-after",
                "value of Retry-After on refusals; 0s omits it",
                Duration.ZERO,
                Refusals::retryAfter,
                (r, v) -> new Refusals(v, r.queueTimeoutStatus)),
            Setting.count(
                "queue-timeout-status",
                "status of a request that waited too long",
                400,
                599,
                Refusals::queueTimeoutStatus,
                (r, v) -> new Refusals(r.retryAfter, v)));
  }

  public DirectorSettings {
    Object[] parts = {
      scheduler, queue, shaping, retry, timeouts, refusals, health, slowStart, clientAbort, cache
    };
    var unused = List.of(parts); // which takes no null
  }

  /** Returns value of {@code Retry-After} on refusals; zero omits it. */
  public Duration retryAfter() {
    return refusals.retryAfter;
  }

  /** Returns whether idle assured tokens are lent. */
  public BorrowPolicy borrow() {
    return shaping.borrow;
  }

  /** Returns the most requests in flight, whatever the backends take. */
  public Capacity maxInFlight() {
    return shaping.maxInFlight;
  }

  /** Returns a copy that is enabled or not. */
  public DirectorSettings withEnabled(boolean value) {
    return with(draft -> draft.enabled = value);
  }

  DirectorSettings withScheduler(SchedulerKind value) {
    return with(draft -> draft.scheduler = value);
  }

  DirectorSettings withQueue(Queue value) {
    return with(draft -> draft.queue = value);
  }

  DirectorSettings withShaping(Shaping value) {
    return with(draft -> draft.shaping = value);
  }

  DirectorSettings withRetry(RetryRules value) {
    return with(draft -> draft.retry = value);
  }

  DirectorSettings withTimeouts(Timeouts value) {
    return with(draft -> draft.timeouts = value);
  }

  DirectorSettings withRefusals(Refusals value) {
    return with(draft -> draft.refusals = value);
  }

  /** Returns a copy with other checks. */
  public DirectorSettings withHealth(HealthSettings value) {
    return with(draft -> draft.health = value);
  }

  DirectorSettings withSlowStart(SlowStart value) {
    return with(draft -> draft.slowStart = value);
  }

  DirectorSettings withClientAbort(ClientAbort value) {
    return with(draft -> draft.clientAbort = value);
  }

  /** Returns a copy that caches otherwise. */
  public DirectorSettings withCache(CacheSettings value) {
    return with(draft -> draft.cache = value);
  }

  private DirectorSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finished();
  }

  /** The same while it is changed. Confined to one thread. */
  private static final class Draft {
    private boolean enabled;
    private SchedulerKind scheduler;
    private Queue queue;
    private Shaping shaping;
    private RetryRules retry;
    private Timeouts timeouts;
    private Refusals refusals;
    private HealthSettings health;
    private SlowStart slowStart;
    private ClientAbort clientAbort;
    private CacheSettings cache;

    Draft(DirectorSettings settings) {
      enabled = settings.enabled;
      scheduler = settings.scheduler;
      queue = settings.queue;
      shaping = settings.shaping;
      retry = settings.retry;
      timeouts = settings.timeouts;
      refusals = settings.refusals;
      health = settings.health;
      slowStart = settings.slowStart;
      clientAbort = settings.clientAbort;
      cache = settings.cache;
    }

    DirectorSettings finished() {
      return new DirectorSettings(
          enabled,
          scheduler,
          queue,
          shaping,
          retry,
          timeouts,
          refusals,
          health,
          slowStart,
          clientAbort,
          cache);
    }
  }
}
