package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The access logs: they can be opened again. Thread-safe. */
final class LogResource {
  private final LogControl logs;

  LogResource(LogControl logs) {
    this.logs = logs;
  }

  List<Route> routes() {
    return List.of(
        Route.at(
            "/log/reopen",
            Operation.of(
                "POST", "opens the access logs again by their names", "Reopened", this::reopen)));
  }

  private CompletableFuture<Answer> reopen(Call call) {
    if (call.isDryRun()) {
      return CompletableFuture.completedFuture(answer(false));
    }
    return logs.reopen().handle((done, failure) -> answer(failure));
  }

  private static Answer answer(@Nullable Throwable failure) {
    if (failure != null) {
      Throwable cause = failure.getCause();
      Throwable told = failure instanceof CompletionException && cause != null ? cause : failure;
      throw new ApiException(500, String.valueOf(told.getMessage()), null);
    }
    return answer(true);
  }

  private static Answer answer(boolean isDone) {
    JsonObject out = new JsonObject();
    out.addProperty("reopened", isDone);
    return Answer.ok(out);
  }
}
