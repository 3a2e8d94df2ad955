package io.x0.director;

import io.x0.director.DirectorSnapshot.BucketSnapshot;
import io.x0.health.ProbeResult;
import io.x0.shaper.Bucket;
import io.x0.shaper.Token;
import io.x0.shaper.TokenShaper;
import io.x0.shaper.Waiter;
import io.x0.stats.EndingCounts;
import io.x0.stats.LoadCounter;
import io.x0.stats.TrafficStats;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that the lock of a director guards: who is in flight, who waits, which backends are usable
 * and how many tokens there are. It decides; what it decides is carried out after the lock.
 * Confined to the director's lock.
 */
final class DirectorState {
  /** Grants per section; the rest follows in a section of its own, so that no lock is held long. */
  private static final int DRAIN_LIMIT = 64;

  private final Director director;
  private final Fleet fleet;
  private final Roster roster;
  private final Checkups checkups;
  private final RetryQueue retries = new RetryQueue();
  private final TokenShaper<Admission> shaper;
  private final DeadlineTimer timer;
  private final LoadCounter load = new LoadCounter();
  private final AttemptCounts counts = new AttemptCounts();
  private final Grants grants;
  private final BucketTraffic bucketTraffic;
  private DirectorConfig config;
  private long dropped;
  private long retryRefused;
  private long unknownBuckets;
  private boolean deleted;

  DirectorState(Director director, DirectorConfig config, Environment environment) {
    this.director = director;
    this.config = config;
    this.bucketTraffic = new BucketTraffic(environment.clock());
    this.fleet = new Fleet(config, environment);
    this.roster = fleet.roster();
    this.shaper = new TokenShaper<>(config.buckets(), 0);
    this.checkups = new Checkups(director, fleet, shaper, load, bucketTraffic);
    this.grants = new Grants(director, roster, shaper, load, counts, bucketTraffic);
    this.timer = new DeadlineTimer(environment.scheduler(), director::tick);
  }

  /** Brings backends, buckets, limits and the number of tokens in line with a configuration. */
  void configure(DirectorConfig value, boolean isBoot, Decisions decisions) {
    config = value;
    DirectorSettings settings = value.settings();
    fleet.configure(value, isBoot, decisions);
    shaper.changePolicy(settings.borrow());
    shaper.changeQueueLimit(settings.queue().limit());
    shaper.changeQueueTimeout(settings.queue().timeout().toNanos());
    shaper.apply(value.buckets());
    bucketTraffic.prune(shaper);
    resize();
  }

  private void resize() {
    shaper.resize(tokens());
  }

  private int tokens() {
    return roster.tokens(config.settings().maxInFlight(), load.current());
  }

  /** Returns why nothing is admitted at all, or null. */
  @Nullable Rejection refusal() {
    if (deleted) {
      return Rejection.DELETED;
    }
    return config.settings().enabled() ? null : Rejection.DISABLED;
  }

  /**
   * Grants at once, lets wait, or refuses.
   *
   * @return the permit, or why not; null when the admission waits now
   */
  @Nullable Verdict admit(Admission admission, long now, Decisions decisions) {
    admission.arrives(now);
    Rejection refusal = refusal();
    if (refusal == null) {
      Bucket<Admission> bucket = bucketOf(admission);
      boolean isExclusive = admission.affinity().isExclusive();
      Verdict verdict =
          isExclusive ? grantOnly(admission, bucket, now) : grants.tryGrant(admission, bucket, now);
      if (verdict instanceof Permit permit) {
        return permit;
      }
      refusal =
          verdict instanceof Rejection unusable
              ? unusable
              : enqueue(admission, bucket, now, decisions);
      if (refusal == null) {
        return null;
      }
    }
    drop(admission);
    return refusal;
  }

  /** Admits one again whose attempt failed, now or when the retries under way allow it. */
  @Nullable Verdict retry(Admission admission, long now, Decisions decisions) {
    admission.failedAt = admission.lastTried();
    if (retries.tryBegin(config.settings().retry(), load.current() + 1)) {
      admission.isRetry = true;
      return admit(admission, now, decisions);
    }
    DirectorSettings.Queue limits = config.settings().queue();
    Rejection refusal = refusal();
    if (refusal == null && isOver(admission, now)) {
      refusal = Rejection.QUEUE_TIMEOUT;
    }
    if (refusal == null && retries.size() >= limits.limit()) {
      refusal = Rejection.QUEUE_FULL;
    }
    if (refusal != null) {
      retryRefused++;
      drop(admission);
      return refusal;
    }
    admission.state = Admission.State.RETRY_QUEUED;
    retries.add(admission);
    arm();
    return null;
  }

  boolean hasUntried(Admission admission) {
    return roster.hasUntried(admission);
  }

  int usable() {
    return config.settings().enabled() ? roster.usable() : 0;
  }

  private void drop(Admission admission) {
    admission.state = Admission.State.REJECTED;
    dropped++;
    endRetry(admission);
  }

  private void endRetry(Admission admission) {
    if (admission.isRetry) {
      admission.isRetry = false;
      retries.end();
    }
  }

  /** Takes a waiting admission out; false when it does not wait. */
  boolean withdraw(Admission admission) {
    if (admission.state == Admission.State.RETRY_QUEUED) {
      retries.remove(admission);
    } else {
      Waiter<Admission> waiter = admission.waiter;
      if (waiter == null || !shaper.withdraw(waiter)) {
        return false;
      }
    }
    admission.state = Admission.State.WITHDRAWN;
    endRetry(admission);
    return true;
  }

  /** Takes slot and token back. */
  void settle(Permit permit, Outcome outcome, long now, Decisions decisions) {
    Backend backend = permit.live();
    boolean excess = roster.hasExcess(backend);
    load.leave();
    backend.load.leave();
    shaper.release(permit.token());
    counts.ended(outcome.kind());
    if (permit.isRetry()) {
      retries.end();
    }
    if (fleet.settled(backend, outcome, now, decisions) || excess) {
      resize();
    }
    drain(now, decisions);
    arm();
  }

  private Bucket<Admission> bucketOf(Admission admission) {
    String wanted = admission.bucket();
    Bucket<Admission> bucket = wanted.isEmpty() ? shaper.root() : shaper.find(wanted);
    if (bucket == null) {
      unknownBuckets++;
      return shaper.root();
    }
    return bucket;
  }

  /** Grants a slot of the one backend that may serve a request, or refuses at once. */
  private Verdict grantOnly(Admission admission, Bucket<Admission> bucket, long now) {
    Backend backend = roster.find(admission.affinity().backend());
    if (backend == null || !backend.isEligible()) {
      return Rejection.BACKEND_UNUSABLE;
    }
    boolean isExtra = !roster.counts(backend);
    if (isExtra) {
      // Its place is not among those that are shared: a backup's while others serve.
      shaper.resize((int) Math.min(1L + tokens(), Integer.MAX_VALUE));
    }
    Token token = shaper.tryAcquireFirst(bucket);
    Permit permit = token == null ? null : grants.grant(admission, backend, token, now);
    if (isExtra) {
      resize();
    }
    return permit == null ? Rejection.BACKEND_UNUSABLE : permit;
  }

  private void check(Backend backend, long now, Decisions decisions) {
    checkups.begin(backend, now, decisions);
    if (roster.hasExcess(backend)) {
      // Its place is not among those that are shared: a backup's while others serve.
      resize();
    }
  }

  /** Begins a check at once; false when there is no such backend, or one is under way. */
  boolean checkNow(String name, Decisions decisions) {
    Backend backend = roster.find(name);
    return backend != null && checkups.beginNow(backend, decisions);
  }

  private @Nullable Rejection enqueue(
      Admission admission, Bucket<Admission> bucket, long now, Decisions decisions) {
    DirectorSettings.Queue limits = config.settings().queue();
    if (!limits.onUnavailable() && !roster.hasUsable()) {
      return Rejection.NO_BACKEND;
    }
    Rejection refusal = join(admission, bucket, now);
    if (refusal == null) {
      // Somebody else may be entitled to the token that this one could not have.
      drain(now, decisions);
      arm();
    }
    return refusal;
  }

  /** Joins the queue of a bucket; returns why it cannot, or null. */
  private @Nullable Rejection join(Admission admission, Bucket<Admission> bucket, long now) {
    if (isOver(admission, now)) {
      // One that asks again has had its time already.
      return Rejection.QUEUE_TIMEOUT;
    }
    Waiter<Admission> waiter = shaper.enqueue(bucket, admission, admission.arrivedNanos());
    if (waiter == null) {
      return Rejection.QUEUE_FULL;
    }
    admission.state = Admission.State.QUEUED;
    admission.waiter = waiter;
    return null;
  }

  private boolean isOver(Admission admission, long now) {
    return now - admission.arrivedNanos() >= config.settings().queue().timeout().toNanos();
  }

  /** Refuses all that waits, for ever. */
  void delete(Decisions decisions) {
    deleted = true;
    rejectAll(Rejection.DELETED, decisions);
    timer.disarm();
    fleet.stop();
  }

  /** Refuses what waits when it can no longer be served, else serves what can be. */
  void settleQueue(long now, Decisions decisions) {
    Rejection refusal = refusal();
    if (refusal != null) {
      rejectAll(refusal, decisions);
    } else {
      timer.disarm();
      expire(now, decisions);
      drain(now, decisions);
    }
    arm();
  }

  private void rejectAll(Rejection rejection, Decisions decisions) {
    shaper.withdrawAll().forEach(waiter -> reject(waiter.payload(), rejection, decisions));
    retries.clear().forEach(admission -> reject(admission, rejection, decisions));
  }

  private void reject(Admission admission, Rejection rejection, Decisions decisions) {
    drop(admission);
    decisions.reject(admission, rejection);
  }

  /** Grants until nobody waits, no token fits or no backend has a free slot. */
  void drain(long now, Decisions decisions) {
    if (!config.settings().queue().onUnavailable() && !roster.hasUsable()) {
      rejectAll(Rejection.NO_BACKEND, decisions);
      return;
    }
    for (int granted = 0; roster.hasEligible(); granted++) {
      if (granted == DRAIN_LIMIT) {
        decisions.add(director::drainMore);
        return;
      }
      Waiter<Admission> next = shaper.next(admission -> true);
      if (next == null) {
        break;
      }
      Admission admission = next.payload();
      grant(grants.grant(admission, next.token(), now), admission, decisions);
    }
    beginRetries(now, decisions);
  }

  private void grant(Permit permit, Admission admission, Decisions decisions) {
    decisions.add(
        () -> {
          director.granted(permit, admission);
          admission.granted(permit);
        });
  }

  /**
   * Lets retries begin that had to wait for others to end, after those that wait already: they take
   * what is left, or their old place in the queue.
   */
  private void beginRetries(long now, Decisions decisions) {
    while (retries.size() > 0 && retries.tryBegin(config.settings().retry(), load.current() + 1)) {
      Admission admission = Objects.requireNonNull(retries.poll());
      admission.isRetry = true;
      Bucket<Admission> bucket = bucketOf(admission);
      Permit permit = grants.tryGrant(admission, bucket, now);
      if (permit != null) {
        grant(permit, admission, decisions);
        continue;
      }
      Rejection refusal = join(admission, bucket, now);
      if (refusal != null) {
        reject(admission, refusal, decisions);
      }
    }
  }

  /** Does what is due, and sets the timer for what comes next. */
  void tick(long now, Decisions decisions) {
    timer.started();
    expire(now, decisions);
    if (fleet.tick(now, backend -> check(backend, now, decisions), decisions)) {
      resize();
      drain(now, decisions);
    }
    arm();
  }

  /** Takes the result of a check. */
  void checked(Backend backend, int number, ProbeResult result, long now, Decisions decisions) {
    if (checkups.ended(backend, number, result, decisions)) {
      resize();
      drain(now, decisions);
    }
    arm();
  }

  private void expire(long now, Decisions decisions) {
    shaper
        .expire(now)
        .forEach(waiter -> reject(waiter.payload(), Rejection.QUEUE_TIMEOUT, decisions));
    retries
        .expire(now, config.settings().queue().timeout())
        .forEach(admission -> reject(admission, Rejection.QUEUE_TIMEOUT, decisions));
  }

  /** Makes sure that {@link #tick} is called at the next deadline. */
  void arm() {
    timer.arm(shaper.earliestDeadline());
    timer.arm(fleet.earliest());
    timer.arm(retries.earliestDeadline(config.settings().queue().timeout()));
  }

  DirectorSnapshot snapshot(TrafficStats traffic, EndingCounts endings) {
    return new DirectorSnapshot(
        config,
        load.snapshot(),
        BucketSnapshot.load(shaper.root().queued()),
        dropped,
        counts.snapshot(),
        retryRefused,
        traffic,
        endings,
        unknownBuckets,
        roster.all().stream().map(Backend::snapshot).toList(),
        BucketSnapshot.tree(shaper.root(), bucketTraffic::of));
  }
}
