package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.admin.Figures.Detail;
import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.Edit;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The backends of a director in the API. Thread-safe. */
final class BackendResource {
  private final Subjects subjects;

  BackendResource(Subjects subjects) {
    this.subjects = subjects;
  }

  Answer list(String director) {
    JsonObject body = new JsonObject();
    subjects
        .snapshot(director)
        .backends()
        .forEach(b -> body.add(b.config().name(), Views.backend(b, Detail.COUNTERS)));
    return Answer.ok(body);
  }

  CompletableFuture<Answer> call(Call call, String director, String name) {
    return switch (call.method()) {
      case "GET", "HEAD" ->
          CompletableFuture.completedFuture(shown(subjects.backend(director, name)));
      case "DELETE" -> {
        BackendSnapshot last = subjects.backend(director, name);
        yield subjects
            .submit(call, edit(call, director, name))
            .thenApply(after -> removed(call, last, Objects.requireNonNull(after)));
      }
      default ->
          subjects
              .submit(call, edit(call, director, name))
              .thenApply(after -> changed(call, Objects.requireNonNull(after), name));
    };
  }

  /** Returns the change that a call asks for. */
  Edit edit(Call call, String director, String name) {
    return subjects.conditioned(
        call,
        switch (call.method()) {
          case "PUT" ->
              call.ifMatch().isGiven()
                  ? Edit.setBackend(director, name, call.settings(), true)
                  : Edit.addBackend(director, name, call.settings());
          case "PATCH", "POST" -> Edit.setBackend(director, name, call.settings(), false);
          case "LOCK" -> Edit.enableBackend(director, name, false);
          case "UNLOCK" -> Edit.enableBackend(director, name, true);
          case "DELETE" -> Edit.removeBackend(director, name, subjects.isBusy(director, name));
          default -> throw ApiException.notAllowed(call.method(), Api.VERBS);
        },
        name);
  }

  /**
   * Shows a backend after a change, by its configuration alone when it is not in force (any more).
   */
  private Answer changed(Call call, DirectorConfig director, String name) {
    BackendConfig config = director.backend(name).orElseThrow();
    Optional<BackendSnapshot> live =
        call.isDryRun() ? Optional.empty() : subjects.find(director.name(), name);
    Answer answer =
        live.map(BackendResource::shown)
            .orElseGet(() -> answer(Views.backend(config), config.revision()));
    return call.isCreation() && !call.isDryRun()
        ? answer.created("/director/" + director.name() + "/backends/" + name)
        : answer;
  }

  /** Shows a backend that was removed, or finishes what it has before it is. */
  private Answer removed(Call call, BackendSnapshot last, DirectorConfig after) {
    String name = last.config().name();
    boolean stays = !call.isDryRun() && after.backend(name).isPresent();
    return shown(stays ? subjects.find(after.name(), name).orElse(last) : last);
  }

  private static Answer shown(BackendSnapshot backend) {
    return answer(Views.backend(backend, Detail.TRAFFIC), backend.config().revision());
  }

  private static Answer answer(JsonObject body, long revision) {
    return new Answer(200, body, OptionalLong.of(revision), null);
  }
}
