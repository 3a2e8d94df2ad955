package io.x0.director;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.director.DirectorSnapshot.BucketSnapshot;
import io.x0.shaper.Bucket;
import io.x0.shaper.Token;
import io.x0.shaper.TokenShaper;
import io.x0.shaper.Waiter;
import io.x0.stats.LoadCounter;
import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One load balancer: admits requests to its backends, each within its capacity, shares them among
 * the buckets of its shaper, and queues what finds no free slot or token. Thread-safe.
 *
 * <p>One lock guards all of its state. Inside the lock there is arithmetic and list surgery only;
 * what was decided there (grants, rejections) is carried out after unlock. Trying for a slot and
 * joining the queue is one section, giving a slot back and serving the queue is one section: no
 * wake-up is ever lost. A grant from the queue runs on the executor, so nothing recurses.
 */
public final class Director {
  /** Grants per section; the rest follows in a section of its own, so that no lock is held long. */
  private static final int DRAIN_LIMIT = 64;

  private final Clock clock;
  private final Executor executor;
  private final Consumer<String> onDrained;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile DirectorConfig config;

  @GuardedBy("lock")
  private final Roster roster = new Roster();

  @GuardedBy("lock")
  private final TokenShaper<Admission> shaper;

  @GuardedBy("lock")
  private final LoadCounter load = new LoadCounter();

  @GuardedBy("lock")
  private long dropped;

  @GuardedBy("lock")
  private long unknownBuckets;

  @GuardedBy("lock")
  private boolean deleted;

  @GuardedBy("lock")
  private final DeadlineTimer timer;

  /**
   * @param executor where grants from the queue run
   * @param onDrained told the name of a backend with the role terminate that is idle, outside the
   *     lock: once it becomes so, and again with every later configuration that keeps it
   */
  public Director(
      DirectorConfig config,
      Clock clock,
      Scheduler scheduler,
      Executor executor,
      Consumer<String> onDrained) {
    this.config = config;
    this.name = config.name();
    this.clock = clock;
    this.timer = new DeadlineTimer(scheduler, this::tick);
    this.executor = executor;
    this.onDrained = onDrained;
    this.shaper = new TokenShaper<>(config.buckets(), 0);
    lock.lock();
    try {
      takeOver(config);
    } finally {
      lock.unlock();
    }
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
   * The same admission may ask again after a permit it was granted has been settled, to try another
   * backend.
   */
  public void admit(Admission admission) {
    Permit permit = null;
    Rejection rejection;
    Decisions decisions = new Decisions();
    long now = clock.nanos();
    lock.lock();
    try {
      admission.arrives(now);
      rejection = refusal();
      if (rejection == null) {
        Bucket<Admission> bucket = bucketOf(admission);
        permit = tryGrant(admission, bucket);
        if (permit == null) {
          rejection = enqueue(admission, bucket, now, decisions);
        }
      }
      if (rejection != null) {
        admission.state = Admission.State.REJECTED;
        dropped++;
      }
    } finally {
      lock.unlock();
    }
    decisions.carryOut(executor, onDrained);
    if (permit != null) {
      admission.granted(permit);
    } else if (rejection != null) {
      admission.rejected(rejection);
    }
  }

  /** Takes a waiting request out of the queue; false when it does not wait (any more). */
  public boolean withdraw(Admission admission) {
    Decisions decisions = new Decisions();
    lock.lock();
    try {
      Waiter<Admission> waiter = admission.waiter;
      if (waiter == null || !shaper.withdraw(waiter)) {
        return false;
      }
      admission.state = Admission.State.WITHDRAWN;
      // Those behind it may fit where it did not.
      drain(decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut(executor, onDrained);
    return true;
  }

  /** Brings another configuration into force; requests in flight and in the queue are kept. */
  public void configure(DirectorConfig value) {
    Decisions decisions = new Decisions();
    lock.lock();
    try {
      config = value;
      takeOver(value);
      for (Backend backend : roster.all()) {
        if (backend.isDrained()) {
          decisions.addDrained(backend.config().name());
        }
      }
      Rejection refusal = refusal();
      if (refusal != null) {
        rejectAll(refusal, decisions);
      } else {
        timer.disarm();
        expire(decisions);
        drain(decisions);
      }
    } finally {
      lock.unlock();
    }
    decisions.carryOut(executor, onDrained);
  }

  /** Refuses all that waits and all that comes; requests in flight go on. */
  public void delete() {
    Decisions decisions = new Decisions();
    lock.lock();
    try {
      deleted = true;
      rejectAll(Rejection.DELETED, decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut(executor, onDrained);
  }

  /** Returns what it is and does now. */
  public DirectorSnapshot snapshot() {
    lock.lock();
    try {
      List<DirectorSnapshot.BackendSnapshot> backends = new ArrayList<>(roster.all().size());
      for (Backend backend : roster.all()) {
        backends.add(
            new DirectorSnapshot.BackendSnapshot(
                backend.config(), backend.load.snapshot(), backend.failed));
      }
      return new DirectorSnapshot(
          config,
          load.snapshot(),
          BucketSnapshot.load(shaper.root().queued()),
          dropped,
          unknownBuckets,
          List.copyOf(backends),
          BucketSnapshot.tree(shaper.root()));
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many requests a backend has in flight; empty when there is no such backend. */
  public Optional<Long> inFlight(String backendName) {
    return snapshot().backends().stream()
        .filter(b -> b.config().name().equals(backendName))
        .map(b -> b.load().current())
        .findFirst();
  }

  void settle(Backend backend, Token token, Outcome outcome) {
    Decisions decisions = new Decisions();
    lock.lock();
    try {
      boolean excess = roster.hasExcess(backend);
      load.leave();
      backend.load.leave();
      shaper.release(token);
      if (excess) {
        resize();
      }
      if (outcome == Outcome.FAILED) {
        backend.failed++;
      }
      roster.refresh(backend);
      if (backend.isDrained() && roster.isLive(backend)) {
        decisions.addDrained(backend.config().name());
      }
      drain(decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut(executor, onDrained);
  }

  @GuardedBy("lock")
  private @Nullable Rejection refusal() {
    if (deleted) {
      return Rejection.DELETED;
    }
    return config.settings().enabled() ? null : Rejection.DISABLED;
  }

  /** Brings backends, buckets, limits and the number of tokens in line with a configuration. */
  @GuardedBy("lock")
  private void takeOver(DirectorConfig value) {
    DirectorSettings settings = value.settings();
    roster.configure(value.backends());
    shaper.changePolicy(settings.borrow());
    shaper.changeQueueLimit(settings.queue().limit());
    shaper.changeQueueTimeout(settings.queue().timeout().toNanos());
    shaper.apply(value.buckets());
    resize();
  }

  @GuardedBy("lock")
  private void resize() {
    shaper.resize(roster.tokens(config.settings().maxInFlight(), load.current()));
  }

  @GuardedBy("lock")
  private Bucket<Admission> bucketOf(Admission admission) {
    String wanted = admission.bucket();
    Bucket<Admission> bucket = wanted.isEmpty() ? shaper.root() : shaper.find(wanted);
    if (bucket == null) {
      unknownBuckets++;
      return shaper.root();
    }
    return bucket;
  }

  /** Token and slot are taken together, or neither. */
  @GuardedBy("lock")
  private @Nullable Permit tryGrant(Admission admission, Bucket<Admission> bucket) {
    if (!roster.hasEligible()) {
      return null;
    }
    Token token = shaper.tryAcquire(bucket);
    return token == null ? null : permit(admission, takeSlot(admission), token);
  }

  @GuardedBy("lock")
  private Backend takeSlot(Admission admission) {
    Backend backend = Objects.requireNonNull(roster.pick(admission), "no eligible backend");
    load.enter();
    backend.load.enter();
    roster.refresh(backend);
    admission.tries(backend);
    return backend;
  }

  private Permit permit(Admission admission, Backend backend, Token token) {
    admission.state = Admission.State.GRANTED;
    admission.waiter = null;
    return new Permit(this, backend, token);
  }

  @GuardedBy("lock")
  private @Nullable Rejection enqueue(
      Admission admission, Bucket<Admission> bucket, long now, Decisions decisions) {
    DirectorSettings.Queue limits = config.settings().queue();
    if (!limits.onUnavailable() && !roster.hasUsable()) {
      return Rejection.NO_BACKEND;
    }
    if (now - admission.arrivedNanos() >= limits.timeout().toNanos()) {
      // One that asks again has had its time already.
      return Rejection.QUEUE_TIMEOUT;
    }
    Waiter<Admission> waiter = shaper.enqueue(bucket, admission, admission.arrivedNanos());
    if (waiter == null) {
      return Rejection.QUEUE_FULL;
    }
    admission.state = Admission.State.QUEUED;
    admission.waiter = waiter;
    // Somebody else may be entitled to the token that this one could not have.
    drain(decisions);
    timer.arm(shaper.earliestDeadline());
    return null;
  }

  @GuardedBy("lock")
  private void rejectAll(Rejection rejection, Decisions decisions) {
    shaper.withdrawAll().forEach(waiter -> reject(waiter, rejection, decisions));
    timer.disarm();
  }

  @GuardedBy("lock")
  private void reject(Waiter<Admission> waiter, Rejection rejection, Decisions decisions) {
    dropped++;
    waiter.payload().state = Admission.State.REJECTED;
    decisions.add(() -> waiter.payload().rejected(rejection));
  }

  /** Grants until nobody waits, no token fits or no backend has a free slot. */
  @GuardedBy("lock")
  private void drain(Decisions decisions) {
    for (int granted = 0; roster.hasEligible(); granted++) {
      if (granted == DRAIN_LIMIT) {
        decisions.add(this::drainMore);
        return;
      }
      Waiter<Admission> next = shaper.next(admission -> true);
      if (next == null) {
        return;
      }
      Admission admission = next.payload();
      Permit permit = permit(admission, takeSlot(admission), next.token());
      decisions.add(() -> admission.granted(permit));
    }
  }

  private void drainMore() {
    Decisions decisions = new Decisions();
    lock.lock();
    try {
      drain(decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut(executor, onDrained);
  }

  private void tick() {
    Decisions decisions = new Decisions();
    lock.lock();
    try {
      timer.started();
      expire(decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut(executor, onDrained);
  }

  @GuardedBy("lock")
  private void expire(Decisions decisions) {
    shaper
        .expire(clock.nanos())
        .forEach(waiter -> reject(waiter, Rejection.QUEUE_TIMEOUT, decisions));
    timer.arm(shaper.earliestDeadline());
  }
}
