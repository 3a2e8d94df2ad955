package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.common.OneLine;
import io.x0.common.api.Problem;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpStatus;

/** The configuration file: what is in force, a check, a reload. Thread-safe. */
final class ConfigResource {
  private static final int SUMMARY_LENGTH = 1000;

  private final ConfigControl config;

  ConfigResource(ConfigControl config) {
    this.config = config;
  }

  Answer show() {
    return Answer.ok(config.show());
  }

  CompletableFuture<Answer> check(Call call) {
    onlyPost(call);
    return config.check().thenApply(ConfigResource::answer);
  }

  CompletableFuture<Answer> reload(Call call) {
    onlyPost(call);
    return config.reload(call.who()).thenApply(ConfigResource::answer);
  }

  private static void onlyPost(Call call) {
    if (!call.method().equals("POST")) {
      throw ApiException.notAllowed(call.method(), "POST");
    }
  }

  /** A file with errors is a problem with a report. */
  private static Answer answer(ConfigControl.Result result) {
    if (result.isGood()) {
      return Answer.ok(result.body());
    }
    int status = HttpStatus.UNPROCESSABLE_ENTITY_422;
    JsonObject body =
        new Problem(
                status,
                HttpStatus.getMessage(status),
                OneLine.of(result.summary(), SUMMARY_LENGTH),
                null)
            .toJson();
    result.body().entrySet().forEach(entry -> body.add(entry.getKey(), entry.getValue()));
    return new Answer(status, body, OptionalLong.empty(), null);
  }
}
