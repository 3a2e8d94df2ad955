package io.x0.director;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.stats.LoadCounter;
import io.x0.time.Clock;
import io.x0.time.Scheduler;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One load balancer: admits requests to its backends, each within its capacity, and queues what
 * finds no free slot. Thread-safe.
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
  private final Scheduler scheduler;
  private final Executor executor;
  private final Consumer<String> onDrained;
  private final String name;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile DirectorConfig config;

  @GuardedBy("lock")
  private final Roster roster = new Roster();

  @GuardedBy("lock")
  private final LinkedHashSet<Admission> queue = new LinkedHashSet<>();

  @GuardedBy("lock")
  private final LoadCounter load = new LoadCounter();

  @GuardedBy("lock")
  private final LoadCounter queued = new LoadCounter();

  @GuardedBy("lock")
  private long dropped;

  @GuardedBy("lock")
  private boolean deleted;

  @GuardedBy("lock")
  private Scheduler.@Nullable Timer timer;

  /**
   * @param executor where grants from the queue run
   * @param onDrained told the name of a backend with the role terminate that became idle, outside
   *     the lock
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
    this.scheduler = scheduler;
    this.executor = executor;
    this.onDrained = onDrained;
    lock.lock();
    try {
      roster.configure(config.backends());
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
    Rejection rejection = null;
    lock.lock();
    try {
      rejection = refusal();
      if (rejection == null && queue.isEmpty()) {
        permit = tryGrant(admission);
      }
      if (rejection == null && permit == null) {
        rejection = enqueue(admission);
      }
      if (rejection != null) {
        admission.state = Admission.State.REJECTED;
        dropped++;
      }
    } finally {
      lock.unlock();
    }
    if (permit != null) {
      admission.granted(permit);
    } else if (rejection != null) {
      admission.rejected(rejection);
    }
  }

  /** Takes a waiting request out of the queue; false when it does not wait (any more). */
  public boolean withdraw(Admission admission) {
    lock.lock();
    try {
      if (admission.state != Admission.State.QUEUED) {
        return false;
      }
      leaveQueue(admission, Admission.State.WITHDRAWN);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Brings another configuration into force; requests in flight and in the queue are kept. */
  public void configure(DirectorConfig value) {
    Decisions decisions = new Decisions();
    lock.lock();
    try {
      config = value;
      roster.configure(value.backends());
      // One that was busy when its removal was decided may have finished since.
      roster.all().forEach(backend -> noteDrained(backend, decisions));
      Rejection refusal = refusal();
      if (refusal != null) {
        rejectAll(refusal, decisions);
      } else {
        disarm();
        expire(decisions);
        drain(decisions);
      }
    } finally {
      lock.unlock();
    }
    decisions.carryOut();
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
    decisions.carryOut();
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
          config, load.snapshot(), queued.snapshot(), dropped, List.copyOf(backends));
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

  void settle(Backend backend, Outcome outcome) {
    Decisions decisions = new Decisions();
    lock.lock();
    try {
      load.leave();
      backend.load.leave();
      if (outcome == Outcome.FAILED) {
        backend.failed++;
      }
      roster.refresh(backend);
      noteDrained(backend, decisions);
      drain(decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut();
  }

  private static void noteDrained(Backend backend, Decisions decisions) {
    if (backend.config().role() == Role.TERMINATE && backend.load.current() == 0) {
      decisions.drained.add(backend.config().name());
    }
  }

  @GuardedBy("lock")
  private @Nullable Rejection refusal() {
    if (deleted) {
      return Rejection.DELETED;
    }
    return config.settings().enabled() ? null : Rejection.DISABLED;
  }

  @GuardedBy("lock")
  private @Nullable Permit tryGrant(Admission admission) {
    Backend backend = roster.pick(admission);
    if (backend == null) {
      return null;
    }
    load.enter();
    backend.load.enter();
    roster.refresh(backend);
    admission.state = Admission.State.GRANTED;
    admission.tries(backend);
    return new Permit(this, backend);
  }

  @GuardedBy("lock")
  private @Nullable Rejection enqueue(Admission admission) {
    DirectorSettings.Queue limits = config.settings().queue();
    if (!limits.onUnavailable() && !roster.hasUsable()) {
      return Rejection.NO_BACKEND;
    }
    if (queue.size() >= limits.limit()) {
      return Rejection.QUEUE_FULL;
    }
    admission.state = Admission.State.QUEUED;
    admission.enqueuedNanos = clock.nanos();
    queue.add(admission);
    queued.enter();
    arm();
    return null;
  }

  @GuardedBy("lock")
  private void leaveQueue(Admission admission, Admission.State next) {
    queue.remove(admission);
    queued.leave();
    admission.state = next;
  }

  @GuardedBy("lock")
  private void rejectAll(Rejection rejection, Decisions decisions) {
    while (!queue.isEmpty()) {
      reject(queue.iterator().next(), rejection, decisions);
    }
    disarm();
  }

  @GuardedBy("lock")
  private void reject(Admission admission, Rejection rejection, Decisions decisions) {
    leaveQueue(admission, Admission.State.REJECTED);
    dropped++;
    decisions.actions.add(() -> admission.rejected(rejection));
  }

  /** Grants until the queue is empty or no backend has a free slot. */
  @GuardedBy("lock")
  private void drain(Decisions decisions) {
    int granted = 0;
    Iterator<Admission> waiting = queue.iterator();
    while (waiting.hasNext()) {
      if (granted == DRAIN_LIMIT) {
        decisions.actions.add(this::drainMore);
        return;
      }
      Admission next = waiting.next();
      Permit permit = tryGrant(next);
      if (permit == null) {
        return;
      }
      waiting.remove();
      queued.leave();
      granted++;
      decisions.actions.add(() -> next.granted(permit));
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
    decisions.carryOut();
  }

  /** Arms the one timer for the oldest waiter, which is the first to expire. */
  @GuardedBy("lock")
  private void arm() {
    if (timer == null && !queue.isEmpty()) {
      timer = scheduler.at(deadline(queue.iterator().next()), this::tick);
    }
  }

  @GuardedBy("lock")
  private void disarm() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  private long deadline(Admission admission) {
    return admission.enqueuedNanos + config.settings().queue().timeout().toNanos();
  }

  private void tick() {
    Decisions decisions = new Decisions();
    lock.lock();
    try {
      timer = null;
      expire(decisions);
    } finally {
      lock.unlock();
    }
    decisions.carryOut();
  }

  @GuardedBy("lock")
  private void expire(Decisions decisions) {
    long now = clock.nanos();
    while (!queue.isEmpty()) {
      Admission oldest = queue.iterator().next();
      if (deadline(oldest) - now > 0) {
        break;
      }
      reject(oldest, Rejection.QUEUE_TIMEOUT, decisions);
    }
    arm();
  }

  /** What was decided under the lock, to be done after it. Confined to one thread. */
  private final class Decisions {
    final List<Runnable> actions = new ArrayList<>(0);
    final List<String> drained = new ArrayList<>(0);

    void carryOut() {
      for (Runnable action : actions) {
        executor.execute(action);
      }
      drained.forEach(onDrained);
    }
  }
}
