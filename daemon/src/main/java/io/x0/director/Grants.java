package io.x0.director;

import io.x0.shaper.Bucket;
import io.x0.shaper.Token;
import io.x0.shaper.TokenShaper;
import io.x0.stats.LoadCounter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gives slots of backends to requests. Confined to the director's lock. */
final class Grants {
  private final Director director;
  private final Roster roster;
  private final TokenShaper<Admission> shaper;
  private final LoadCounter load;
  private final AttemptCounts counts;
  private final BucketTraffic traffic;

  Grants(
      Director director,
      Roster roster,
      TokenShaper<Admission> shaper,
      LoadCounter load,
      AttemptCounts counts,
      BucketTraffic traffic) {
    this.director = director;
    this.roster = roster;
    this.shaper = shaper;
    this.load = load;
    this.counts = counts;
    this.traffic = traffic;
  }

  /** Takes token and slot together, or neither: then it returns null. */
  @Nullable Permit tryGrant(Admission admission, Bucket<Admission> bucket, long now) {
    if (!roster.hasEligible()) {
      return null;
    }
    Token token = shaper.tryAcquire(bucket);
    return token == null ? null : grant(admission, token, now);
  }

  /** Grants a slot of the backend whose turn it is; there must be an eligible one. */
  Permit grant(Admission admission, Token token, long now) {
    Backend backend = Objects.requireNonNull(roster.pick(admission), "no eligible backend");
    return grant(admission, backend, token, now);
  }

  /** Grants a slot of an eligible backend. */
  Permit grant(Admission admission, Backend backend, Token token, long now) {
    load.enter();
    backend.load.enter();
    roster.refresh(backend);
    Backend failed = admission.failedAt;
    if (failed != null) {
      failed.counts.retried(failed != backend);
      counts.retried(failed != backend);
      admission.failedAt = null;
    }
    admission.tries(backend);
    boolean isRetry = admission.isRetry;
    admission.isRetry = false;
    admission.state = Admission.State.GRANTED;
    admission.waiter = null;
    return new Permit(director, backend, token, traffic.of(token.bucket().name()), isRetry, now);
  }
}
