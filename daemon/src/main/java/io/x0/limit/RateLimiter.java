package io.x0.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.x0.time.Clock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Limits how often something may happen for each of many keys. Thread-safe.
 *
 * <p>The table is bounded: keys that come seldom make room for others, and one that comes again
 * after that may burst again. Long keys are kept as digests, so no client decides how much memory
 * they take.
 */
public final class RateLimiter {
  private static final int MAX_KEYS = 65_536;
  private static final int MAX_KEY = 40;
  private static final Duration MIN_MEMORY = Duration.ofSeconds(10);

  private final Rate rate;
  private final Clock clock;
  private final Cache<String, TokenBucket> buckets;

  /** Makes one that has seen no key yet. */
  public RateLimiter(Rate rate, Clock clock) {
    this(rate, clock, MAX_KEYS);
  }

  RateLimiter(Rate rate, Clock clock, int maxKeys) {
    this.rate = rate;
    this.clock = clock;
    Duration full = Duration.ofNanos(rate.burstNanos());
    this.buckets =
        Caffeine.newBuilder()
            .maximumSize(maxKeys)
            // A bucket that is full again is as good as none.
            .expireAfterAccess(full.compareTo(MIN_MEMORY) < 0 ? MIN_MEMORY : full)
            .ticker(clock::nanos)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Lets it happen once more for a key, or not.
   *
   * @return 0 if it may happen; otherwise the seconds after which it may, from 1
   */
  public long take(String key) {
    long waitNanos =
        buckets
            .get(key.length() <= MAX_KEY ? key : digest(key), k -> new TokenBucket(rate, clock))
            .take();
    return waitNanos == 0 ? 0 : Rate.seconds(waitNanos);
  }

  /** Returns how many keys are remembered. */
  long keys() {
    buckets.cleanUp();
    return buckets.estimatedSize();
  }

  private static String digest(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      // Longer than a key that is kept as it is, so the two never meet.
      return HexFormat.of().formatHex(Arrays.copyOf(digest, MAX_KEY / 2 + 1));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256", e);
    }
  }
}
