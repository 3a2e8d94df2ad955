package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.DirectorSettings;
import io.x0.director.DirectorSettings.Refusals;
import io.x0.director.Rejection;
import io.x0.proxy.upstream.Upstream.Failure;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorResponsesTest {
  @ParameterizedTest
  @EnumSource
  void status_ofEveryRejection_is503UnlessItIsSet(Rejection rejection) {
    Refusals set = new Refusals(Duration.ZERO, 429);

    assertThat(ErrorResponses.status(rejection, DirectorSettings.DEFAULT.refusals()))
        .isEqualTo(503);
    assertThat(ErrorResponses.status(rejection, set))
        .isEqualTo(rejection == Rejection.QUEUE_TIMEOUT ? 429 : 503);
    assertThat(rejection.text()).isNotBlank().doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({
    "CONNECT, 502, the backend could not be reached",
    "CONNECT_TIMEOUT, 504, the backend could not be reached in time",
    "WRITE_TIMEOUT, 504, the backend stopped reading the request",
    "READ_TIMEOUT, 504, the backend did not answer in time",
    "BROKEN, 502, the backend broke off",
    "PROTOCOL, 502, the backend's answer is not valid",
    "CLIENT, 400, the request could not be read"
  })
  void status_ofAFailure_saysWhoseFaultItIs(Failure.Kind kind, int status, String text) {
    assertThat(ErrorResponses.status(kind)).isEqualTo(status);
    assertThat(ErrorResponses.text(kind)).isEqualTo(text);
  }

  @ParameterizedTest
  @EnumSource
  void status_ofEveryFailure_isKnown(Failure.Kind kind) {
    assertThat(ErrorResponses.status(kind)).isIn(400, 502, 504);
  }
}
