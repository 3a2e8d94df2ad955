package io.x0.director;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.health.ProbeResult;
import io.x0.stats.CodeCounts;
import io.x0.stats.DurationBuckets;
import io.x0.stats.EndingCounts;
import io.x0.stats.TrafficStats;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One load balancer: admits requests to its backends, each within its capacity, shares them among
 * the buckets of its shaper, queues what finds no free slot or token, and checks its backends.
 * Thread-safe.
 *
 * <p>One lock guards all of its {@link DirectorState}. Inside the lock there is arithmetic and list
 * surgery only; what was decided there (grants, rejections, checks, events) is carried out after
 * unlock. Trying for a slot and joining the queue is one section, giving a slot back and serving
 * the queue is one section: no wake-up is ever lost. A grant from the queue runs on the executor,
 * so nothing recurses.
 */
public final class Director {
  private final Environment environment;
  private final DirectorListener listener;
  private final String name;
  private final DurationBuckets latencies = new DurationBuckets();
  private final DurationBuckets waits = new DurationBuckets();
  private final RejectionCounts rejections = new RejectionCounts();
  private final CodeCounts answers = new CodeCounts();
  private final EndingCounts endings = new EndingCounts();
  private final TrafficStats traffic;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile DirectorConfig config;

  @GuardedBy("lock")
  private final DirectorState state;

  /** Makes a director; its backends are taken to be as warm as the process. */
  public Director(DirectorConfig config, Environment environment, DirectorListener listener) {
    this.config = config;
    this.listener = listener;
    this.name = config.name();
    this.environment = environment;
    this.traffic = new TrafficStats(environment.clock(), latencies, waits);
    this.state = new DirectorState(this, config, environment);
    Decisions decisions = decisions();
    lock.lock();
    try {
      state.configure(config, true, decisions);
      state.arm();
    } finally {
      lock.unlock();
    }
    decisions.carryOut();
  }

  /** Returns its name, which never changes. */
  public String name() {
    return name;
  }

  /** Returns the configuration in force. */
  public DirectorConfig config() {
    return config;
  }

  /**
   * Asks for a backend. Ends in one call of {@code admission}, now or later; see {@link Admission}.
   */
  public void admit(Admission admission) {
    admit(admission, false);
  }

  /**
   * Asks for another backend after the permit that the admission was granted has been settled as
   * failed. It keeps its place in the queue and its time; when too many requests are repeated at
   * once, it waits for some of them to end.
   */
  public void retry(Admission admission) {
    admit(admission, true);
  }

  /** Returns whether there is a usable backend that the admission was not tried at. */
  public boolean hasUntried(Admission admission) {
    lock.lock();
    try {
      return state.hasUntried(admission);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns how many backends share the requests now: backups count only while no other is usable.
   */
  public int usable() {
    lock.lock();
    try {
      return state.usable();
    } finally {
      lock.unlock();
    }
  }

  private void admit(Admission admission, boolean isRetry) {
    Decisions decisions = decisions();
    long now = environment.clock().nanos();
    Verdict verdict;
    lock.lock();
    try {
      verdict =
          isRetry ? state.retry(admission, now, decisions) : state.admit(admission, now, decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut();
    if (verdict instanceof Permit permit) {
      granted(permit, admission);
      admission.granted(permit);
    } else if (verdict instanceof Rejection rejection) {
      rejections.count(rejection);
      admission.rejected(rejection);
    }
  }

  /** Notes a grant in the statistics, outside the lock. */
  void granted(Permit permit, Admission admission) {
    long waited = permit.grantedNanos() - admission.arrivedNanos();
    traffic.waited(waited);
    permit.bucketTraffic().waited(waited);
  }

  /** Takes a waiting request out of the queue; false when it does not wait (any more). */
  public boolean withdraw(Admission admission) {
    Decisions decisions = decisions();
    long now = environment.clock().nanos();
    lock.lock();
    try {
      if (!state.withdraw(admission)) {
        return false;
      }
      // Those behind it may fit where it did not.
      state.drain(now, decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut();
    return true;
  }

  /** Brings another configuration into force; requests in flight and in the queue are kept. */
  public void configure(DirectorConfig value) {
    section(
        (guarded, decisions) -> {
          config = value;
          guarded.configure(value, false, decisions);
          guarded.settleQueue(environment.clock().nanos(), decisions);
        });
  }

  /** Refuses all that waits and all that comes; requests in flight go on. */
  public void delete() {
    section(DirectorState::delete);
  }

  /**
   * Begins a check of a backend at once.
   *
   * @return whether there is such a backend and it was not being checked already
   */
  public boolean checkNow(String backendName) {
    Decisions decisions = decisions();
    boolean begun;
    lock.lock();
    try {
      begun = state.checkNow(backendName, decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut();
    return begun;
  }

  /** Returns what it is and does now. */
  public DirectorSnapshot snapshot() {
    lock.lock();
    try {
      return state.snapshot(traffic, endings);
    } finally {
      lock.unlock();
    }
  }

  /** Returns how long attempts took, since the beginning. */
  public DurationBuckets.Snapshot latencies() {
    return latencies.snapshot();
  }

  /** Returns how long requests waited for a backend, since the beginning. */
  public DurationBuckets.Snapshot waits() {
    return waits.snapshot();
  }

  /** Returns how many requests it refused, by the reason. */
  public Map<Rejection, Long> rejections() {
    return rejections.snapshot();
  }

  /** Returns what clients were answered, whoever answered: its backends, a cache or the proxy. */
  public CodeCounts answers() {
    return answers;
  }

  /** Returns how requests ended that it was asked to serve. */
  public EndingCounts endings() {
    return endings;
  }

  /** Returns how many requests a backend has in flight; empty when there is no such backend. */
  public Optional<Long> inFlight(String backendName) {
    return snapshot().backends().stream()
        .filter(b -> b.config().name().equals(backendName))
        .map(b -> b.load().current())
        .findFirst();
  }

  void settle(Permit permit, Outcome outcome) {
    Decisions decisions = decisions();
    long now = environment.clock().nanos();
    // Before its slot is free: who sees a director idle sees the figures of all that it did.
    if (outcome.kind() != Outcome.Kind.UNUSED) {
      boolean failed =
          outcome.kind() == Outcome.Kind.FAILED || outcome.kind() == Outcome.Kind.UNREACHABLE;
      long took = now - permit.grantedNanos();
      record(permit.live().traffic, outcome, failed, took);
      record(permit.bucketTraffic(), outcome, failed, took);
      record(traffic, outcome, failed, took);
    }
    lock.lock();
    try {
      state.settle(permit, outcome, now, decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut();
  }

  private static void record(TrafficStats stats, Outcome outcome, boolean failed, long nanos) {
    stats.ended(outcome.status(), failed, outcome.bytesIn(), outcome.bytesOut(), nanos);
  }

  /** Takes the result of a check, which may have held a permit of its own. */
  void checked(Backend backend, int number, ProbeResult result, @Nullable Permit place) {
    if (place != null) {
      place.settle(Outcome.UNUSED);
    }
    section(
        (guarded, decisions) ->
            guarded.checked(backend, number, result, environment.clock().nanos(), decisions));
  }

  void drainMore() {
    section((guarded, decisions) -> guarded.drain(environment.clock().nanos(), decisions));
  }

  void tick() {
    section((guarded, decisions) -> guarded.tick(environment.clock().nanos(), decisions));
  }

  /** What is decided under the lock. */
  private interface Section {
    void run(DirectorState guarded, Decisions decisions);
  }

  private Decisions decisions() {
    return new Decisions(name, environment, listener, rejections);
  }

  private void section(Section body) {
    Decisions decisions = decisions();
    lock.lock();
    try {
      body.run(state, decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut();
  }
}
