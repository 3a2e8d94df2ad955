package io.x0.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.upstream.TimedAttempt.Wait;
import io.x0.proxy.upstream.Upstream.Failure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimedAttemptTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final long NEVER = Long.MAX_VALUE;

  private final List<Kind> timeouts = new ArrayList<>();
  private int scheduled;

  private final TimedAttempt attempt =
      new TimedAttempt() {
        @Override
        protected void schedule() {
          scheduled++;
        }

        @Override
        protected void onTimeout(Kind kind) {
          timeouts.add(kind);
        }
      };

  @Test
  void expire_saysWhatWasWaitedFor_once() {
    attempt.await(Wait.CONNECTION, HOUR);
    attempt.await(Wait.WRITE, HOUR);
    assertThat(attempt.awaits(Wait.WRITE)).isTrue();

    attempt.expire();
    attempt.expire();

    assertThat(timeouts).containsExactly(Kind.WRITE_TIMEOUT);
    assertThat(attempt.getExpireNanoTime()).isEqualTo(NEVER);
  }

  @Test
  void await_aRequestThatIsSaidToBeWrittenAfterItsAnswer_setsNoDeadline() {
    attempt.await(Wait.WRITE, HOUR);
    attempt.answered();
    assertThat(attempt.getExpireNanoTime()).isEqualTo(NEVER);

    attempt.await(Wait.READ, HOUR);

    assertThat(attempt.getExpireNanoTime()).isEqualTo(NEVER);
    assertThat(attempt.awaits(Wait.READ)).isFalse();
  }

  @Test
  void awaitBody_hasADeadlineUntilItIsTheClientsTurn() {
    attempt.answered();
    attempt.awaitBody(HOUR);
    assertThat(attempt.getExpireNanoTime()).isNotEqualTo(NEVER);
    assertThat(scheduled).isEqualTo(1);

    attempt.awaitNothing();
    assertThat(attempt.getExpireNanoTime()).as("that is of the request").isNotEqualTo(NEVER);
    attempt.awaitNoBody();
    assertThat(attempt.getExpireNanoTime()).isEqualTo(NEVER);
  }

  @Test
  void expire_body_isSilence() {
    attempt.answered();
    attempt.awaitBody(HOUR);

    attempt.expire();

    assertThat(timeouts).containsExactly(Kind.READ_TIMEOUT);
  }

  @Test
  void expire_inTheMomentInWhichTheHeadCame_isNothing() {
    attempt.await(Wait.READ, HOUR);
    attempt.answered();

    attempt.expire();

    assertThat(timeouts).isEmpty();
  }
}
