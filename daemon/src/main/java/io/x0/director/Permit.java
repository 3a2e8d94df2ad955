package io.x0.director;

import io.x0.shaper.Token;
import io.x0.stats.TrafficStats;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The right to use one slot of one backend and one token of one bucket, for one attempt. Settled
 * exactly once; further calls do nothing, so that every path of failure may settle. Thread-safe.
 */
public final class Permit implements Verdict {
  private final Director director;
  private final Backend backend;
  private final Token token;
  private final TrafficStats bucketTraffic;
  private final boolean isRetry;
  private final long grantedNanos;
  private final BackendConfig config;
  private final AtomicBoolean settled = new AtomicBoolean();

  Permit(
      Director director,
      Backend backend,
      Token token,
      TrafficStats bucketTraffic,
      boolean isRetry,
      long grantedNanos) {
    this.director = director;
    this.backend = backend;
    this.token = token;
    this.bucketTraffic = bucketTraffic;
    this.isRetry = isRetry;
    this.grantedNanos = grantedNanos;
    this.config = backend.config();
  }

  /** Returns the backend as it was configured when the permit was granted. */
  public BackendConfig backend() {
    return config;
  }

  /** Returns the name of the bucket that holds the token. */
  public String bucket() {
    return token.bucket().name();
  }

  /** Gives slot and token back and says how the attempt ended. */
  public void settle(Outcome outcome) {
    if (settled.compareAndSet(false, true)) {
      director.settle(this, outcome);
    }
  }

  Backend live() {
    return backend;
  }

  Token token() {
    return token;
  }

  TrafficStats bucketTraffic() {
    return bucketTraffic;
  }

  boolean isRetry() {
    return isRetry;
  }

  long grantedNanos() {
    return grantedNanos;
  }
}
