package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.admin.Figures.Detail;
import io.x0.common.InvalidValueException;
import io.x0.director.Blueprint;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSnapshot;
import io.x0.director.Edit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Directors in the API. Thread-safe. */
final class DirectorResource {
  private final Subjects subjects;

  DirectorResource(Subjects subjects) {
    this.subjects = subjects;
  }

  /** Returns all of them. */
  Answer list() {
    JsonObject body = new JsonObject();
    for (DirectorSnapshot director : subjects.all()) {
      body.add(director.config().name(), Views.director(director));
    }
    return Answer.ok(body);
  }

  /** Returns every figure of a director, its buckets and its backends. */
  Answer stats(Call call, String name) {
    return Answer.ok(Views.stats(subjects.snapshot(name), detail(call)));
  }

  private static Detail detail(Call call) {
    String wanted = call.settings().getOrDefault("history", "true");
    return switch (wanted) {
      case "true" -> Detail.HISTORY;
      case "false" -> Detail.TRAFFIC;
      default -> throw new InvalidValueException("history", wanted, "true or false");
    };
  }

  CompletableFuture<Answer> call(Call call, String name) {
    return switch (call.method()) {
      case "GET", "HEAD" -> CompletableFuture.completedFuture(shown(subjects.snapshot(name)));
      case "PUT" ->
          call.isDocument()
              ? document(call, name)
              : call.ifMatch().isGiven()
                  ? change(call, Edit.setDirector(name, call.settings(), true))
                  : change(call, Edit.createDirector(name, call.settings()))
                      .thenApply(answer -> answer.created("/director/" + name));
      case "PATCH", "POST" -> change(call, Edit.setDirector(name, call.settings(), false));
      case "LOCK" -> change(call, Edit.enableDirector(name, false));
      case "UNLOCK" -> change(call, Edit.enableDirector(name, true));
      case "DELETE" -> delete(call, subjects.snapshot(name));
      default -> throw ApiException.notAllowed(call.method(), Api.VERBS);
    };
  }

  /** Creates a director with all its backends and buckets, or only says what would come of it. */
  private CompletableFuture<Answer> document(Call call, String name) {
    if (call.ifMatch().isGiven()) {
      throw new ApiException(
          400,
          "a whole director is only created, never replaced: set it, or delete it first",
          "backends");
    }
    Map<String, String> settings = new LinkedHashMap<>(call.settings());
    String dryRun = settings.remove("dry-run");
    Blueprint blueprint = DirectorDocument.read(name, settings, call.structure());
    if (dryRun == null || dryRun.equals("false")) {
      return change(call, blueprint.create(name))
          .thenApply(answer -> answer.created("/director/" + name));
    } else if (!dryRun.equals("true")) {
      throw new InvalidValueException("dry-run", dryRun, "true or false");
    }
    DirectorConfig before = subjects.find(name).map(DirectorSnapshot::config).orElse(null);
    DirectorConfig planned = Objects.requireNonNull(blueprint.create(name).apply(before));
    return CompletableFuture.completedFuture(Answer.ok(Views.whole(planned)));
  }

  private CompletableFuture<Answer> change(Call call, Edit edit) {
    return subjects.submit(call, edit, null).thenApply(this::changed);
  }

  private CompletableFuture<Answer> delete(Call call, DirectorSnapshot last) {
    return subjects
        .submit(call, Edit.deleteDirector(last.config().name()), null)
        .thenApply(done -> shown(last));
  }

  /** Shows a director after a change, by its configuration alone when somebody deleted it since. */
  private Answer changed(@Nullable DirectorConfig after) {
    DirectorConfig config = Objects.requireNonNull(after);
    return subjects
        .find(config.name())
        .map(DirectorResource::shown)
        .orElseGet(() -> answer(Views.director(config), config.revision()));
  }

  private static Answer shown(DirectorSnapshot director) {
    return answer(Views.director(director), director.config().revision());
  }

  private static Answer answer(JsonObject body, long revision) {
    return new Answer(200, body, OptionalLong.of(revision), null);
  }
}
