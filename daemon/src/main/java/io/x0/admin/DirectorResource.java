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
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** Directors in the API. Thread-safe. */
final class DirectorResource {
  private final Subjects subjects;

  DirectorResource(Subjects subjects) {
    this.subjects = subjects;
  }

  /** Returns all of them, with what belongs to them unless that is not wanted. */
  Answer list(Call call) {
    boolean hasMembers = flag(call, "members");
    JsonObject body = new JsonObject();
    for (DirectorSnapshot director : subjects.all()) {
      body.add(
          director.config().name(), hasMembers ? Views.director(director) : Views.alone(director));
    }
    return Answer.ok(body);
  }

  /** Returns every figure of a director, its buckets and its backends. */
  Answer stats(Call call, String name) {
    return Answer.ok(Views.stats(subjects.snapshot(name), detail(call)));
  }

  private static Detail detail(Call call) {
    return flag(call, "history") ? Detail.HISTORY : Detail.TRAFFIC;
  }

  /** Returns whether something is wanted, as it is unless the call says no. */
  private static boolean flag(Call call, String name) {
    String wanted = call.settings().getOrDefault(name, "true");
    return switch (wanted) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidValueException(name, wanted, "true or false");
    };
  }

  CompletableFuture<Answer> call(Call call, String name) {
    return switch (call.method()) {
      case "GET", "HEAD" -> CompletableFuture.completedFuture(shown(subjects.snapshot(name)));
      case "DELETE" -> {
        DirectorSnapshot last = subjects.snapshot(name);
        yield subjects.submit(call, edit(call, name)).thenApply(done -> shown(last));
      }
      default ->
          subjects
              .submit(call, edit(call, name))
              .thenApply(after -> changed(call, Objects.requireNonNull(after)));
    };
  }

  /** Returns the change that a call asks for. */
  Edit edit(Call call, String name) {
    return subjects.conditioned(
        call,
        switch (call.method()) {
          case "PUT" ->
              call.isDocument()
                  ? document(call, name)
                  : call.ifMatch().isGiven()
                      ? Edit.setDirector(name, call.settings(), true)
                      : Edit.createDirector(name, call.settings());
          case "PATCH", "POST" -> Edit.setDirector(name, call.settings(), false);
          case "LOCK" -> Edit.enableDirector(name, false);
          case "UNLOCK" -> Edit.enableDirector(name, true);
          case "DELETE" -> Edit.deleteDirector(name);
          default -> throw ApiException.notAllowed(call.method(), Api.VERBS);
        },
        null);
  }

  /** Creates a director with all its backends and buckets, or makes it be like that. */
  private Edit document(Call call, String name) {
    Blueprint wanted = DirectorDocument.read(name, call.settings(), call.structure());
    return call.ifMatch().isGiven()
        ? wanted.replace(name, backend -> subjects.isBusy(name, backend))
        : wanted.create(name);
  }

  /**
   * Shows a director after a change, by its configuration alone when it is not in force (any more).
   */
  private Answer changed(Call call, DirectorConfig after) {
    if (call.isDryRun()) {
      return answer(
          call.isDocument() ? Views.whole(after) : Views.director(after), after.revision());
    }
    Answer answer =
        subjects
            .find(after.name())
            .map(DirectorResource::shown)
            .orElseGet(() -> answer(Views.director(after), after.revision()));
    return call.isCreation() ? answer.created("/director/" + after.name()) : answer;
  }

  private static Answer shown(DirectorSnapshot director) {
    return answer(Views.director(director), director.config().revision());
  }

  private static Answer answer(JsonObject body, long revision) {
    return new Answer(200, body, OptionalLong.of(revision), null);
  }
}
