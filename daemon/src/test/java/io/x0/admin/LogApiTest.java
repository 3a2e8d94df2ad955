package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.admin.Api.Answer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LogApiTest {
  private final ApiRig api = new ApiRig();

  private Answer reopen(String method) {
    return api.call(method, "/log/reopen", Map.of(), IfMatch.NONE);
  }

  @Test
  void reopen_done_saysSo() {
    Answer answer = reopen("POST");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().get("reopened").getAsBoolean()).isTrue();
  }

  @Test
  void reopen_failed_saysWhichFileAndWhy() {
    api.reopened = CompletableFuture.failedFuture(new IOException("/var/log/x: no such folder"));

    assertThatThrownBy(() -> reopen("POST"))
        .hasRootCauseInstanceOf(ApiException.class)
        .hasMessageContaining("/var/log/x: no such folder");
  }

  @Test
  void reopen_get_isNotAllowed() {
    assertThatThrownBy(() -> reopen("GET"))
        .hasRootCauseInstanceOf(ApiException.class)
        .hasMessageContaining("possible: POST");
  }
}
