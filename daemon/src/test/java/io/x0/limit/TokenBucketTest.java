package io.x0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  private final ManualTime time = new ManualTime();

  @Test
  void take_burst_thenOnePerInterval() {
    TokenBucket bucket = new TokenBucket(new Rate(SECOND, 3), time);

    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isEqualTo(SECOND);
    time.advance(Duration.ofMillis(400));
    assertThat(bucket.take()).isEqualTo(SECOND - 400_000_000L);
    time.advance(Duration.ofMillis(600));
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isEqualTo(SECOND);
  }

  @Test
  void take_afterALongTime_isOneBurstAndNotMore() {
    TokenBucket bucket = new TokenBucket(new Rate(SECOND, 2), time);
    time.advance(Duration.ofDays(400));

    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isZero();
    assertThat(bucket.take()).isPositive();
  }

  @Test
  void take_refused_costsNothing() {
    TokenBucket bucket = new TokenBucket(new Rate(SECOND, 1), time);
    assertThat(bucket.take()).isZero();
    for (int i = 0; i < 100; i++) {
      assertThat(bucket.take()).isEqualTo(SECOND);
    }
    time.advance(Duration.ofSeconds(1));
    assertThat(bucket.take()).isZero();
  }

  /** Beside a bucket of tokens that is filled step by step, in whole nanoseconds. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void take_anyTimes_isAsABucketOfTokens(long seed) {
    Random random = new Random(seed);
    Rate rate = new Rate(1 + random.nextInt(1000), 1 + random.nextInt(10));
    TokenBucket bucket = new TokenBucket(rate, time);
    long missing = 0;
    for (int i = 0; i < 5_000; i++) {
      long passed = random.nextInt(3) == 0 ? random.nextInt(5_000) : random.nextInt(50);
      time.advance(Duration.ofNanos(passed));
      missing = Math.max(0, missing - passed);
      long due = Math.max(0, missing + rate.intervalNanos() - rate.intervalNanos() * rate.burst());

      assertThat(bucket.take()).as("seed %s step %s", seed, i).isEqualTo(due);
      if (due == 0) {
        missing += rate.intervalNanos();
      }
    }
  }
}
