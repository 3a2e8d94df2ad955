package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the archive is made of is what a start and the first requests load. */
@Timeout(60)
class RehearsalIT {
  /** It fails if any answer is not the expected one, so nothing is left out unnoticed. */
  @Test
  void rehearsal_startsServesAndEnds() {
    assertThatCode(() -> Rehearsal.main(new String[0])).doesNotThrowAnyException();
  }
}
