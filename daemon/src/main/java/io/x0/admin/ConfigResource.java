package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.common.OneLine;
import io.x0.common.api.Problem;
import io.x0.director.DirectorStore.Change;
import java.util.List;
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

  List<Route> routes() {
    return List.of(
        Route.at(
            "/config",
            Operation.get(
                "the configuration file in force", "Config", () -> Answer.ok(config.show()))),
        Route.at(
            "/config/check",
            Operation.of(
                "POST",
                "reads the configuration file and says what is wrong with it",
                "ConfigCheck",
                call -> config.check().thenApply(ConfigResource::answer))),
        Route.at(
            "/config/reload",
            Operation.of(
                "POST", "brings the configuration file into force", "ConfigReload", this::reload)));
  }

  private CompletableFuture<Answer> reload(Call call) {
    return call.isDryRun()
        ? config.plan().thenApply(ConfigResource::planned)
        : config.reload(call.who()).thenApply(ConfigResource::answer);
  }

  private static Answer planned(ConfigControl.Plan plan) {
    Answer answer = answer(plan.result());
    if (plan.result().isGood()) {
      JsonArray changed = new JsonArray();
      JsonArray removed = new JsonArray();
      JsonArray changes = new JsonArray();
      for (Change change : plan.changes()) {
        (change.after() == null ? removed : changed).add(change.director());
        JsonObject one = new JsonObject();
        one.addProperty("director", change.director());
        one.addProperty("action", change.action());
        one.add("changes", Difference.of(change.before(), change.after()));
        changes.add(one);
      }
      answer.body().add("changed", changed);
      answer.body().add("removed", removed);
      answer.body().add("changes", changes);
    }
    return answer;
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
