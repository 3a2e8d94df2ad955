package io.x0.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.time.ManualTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  private static final long SECOND = 1_000_000_000L;

  private final ManualTime time = new ManualTime();

  @Test
  void take_keys_areIndependent() {
    RateLimiter limiter = new RateLimiter(new Rate(2 * SECOND, 1), time);

    assertThat(limiter.take("a")).isZero();
    assertThat(limiter.take("b")).isZero();
    assertThat(limiter.take("a")).isEqualTo(2);
    time.advance(Duration.ofMillis(1001));
    assertThat(limiter.take("a")).isEqualTo(1);
    time.advance(Duration.ofMillis(999));
    assertThat(limiter.take("a")).isZero();
  }

  @Test
  void take_hostileKeys_takeBoundedRoom() {
    RateLimiter limiter = new RateLimiter(new Rate(SECOND, 1), time, 100);
    for (int i = 0; i < 10_000; i++) {
      assertThat(limiter.take("client " + i)).isZero();
    }
    assertThat(limiter.keys()).isLessThanOrEqualTo(100);
  }

  @Test
  void take_longKeys_differInTheirLastCharacter() {
    RateLimiter limiter = new RateLimiter(new Rate(SECOND, 1), time);
    String key = "k".repeat(10_000);

    assertThat(limiter.take(key + "1")).isZero();
    assertThat(limiter.take(key + "2")).isZero();
    assertThat(limiter.take(key + "1")).isEqualTo(1);
    assertThat(limiter.keys()).isEqualTo(2);
  }

  @Test
  void take_keysThatNeverComeAgain_areForgotten() {
    RateLimiter limiter = new RateLimiter(new Rate(SECOND, 20), time);
    limiter.take("a");
    time.advance(Duration.ofSeconds(19));
    assertThat(limiter.keys()).isEqualTo(1);
    time.advance(Duration.ofSeconds(2));
    assertThat(limiter.keys()).isZero();
  }
}
