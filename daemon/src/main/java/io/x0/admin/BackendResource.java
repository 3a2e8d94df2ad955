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
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

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
      case "PUT" ->
          call.ifMatch().isGiven()
              ? change(call, Edit.setBackend(director, name, call.settings(), true), name)
              : change(call, Edit.addBackend(director, name, call.settings()), name)
                  .thenApply(
                      answer -> answer.created("/director/" + director + "/backends/" + name));
      case "PATCH", "POST" ->
          change(call, Edit.setBackend(director, name, call.settings(), false), name);
      case "LOCK" -> change(call, Edit.enableBackend(director, name, false), name);
      case "UNLOCK" -> change(call, Edit.enableBackend(director, name, true), name);
      case "DELETE" -> remove(call, director, subjects.backend(director, name));
      default -> throw ApiException.notAllowed(call.method(), Api.VERBS);
    };
  }

  private CompletableFuture<Answer> change(Call call, Edit edit, String name) {
    return subjects.submit(call, edit, name).thenApply(after -> changed(after, name));
  }

  /** Shows a backend after a change, by its configuration alone when somebody removed it since. */
  private Answer changed(@Nullable DirectorConfig after, String name) {
    DirectorConfig director = Objects.requireNonNull(after);
    BackendConfig config = director.backend(name).orElseThrow();
    return subjects
        .find(director.name(), name)
        .map(BackendResource::shown)
        .orElseGet(() -> answer(Views.backend(config), config.revision()));
  }

  private CompletableFuture<Answer> remove(Call call, String director, BackendSnapshot last) {
    String name = last.config().name();
    boolean busy = last.load().current() > 0;
    return subjects
        .submit(call, Edit.removeBackend(director, name, busy), name)
        .thenApply(after -> shown(busy ? subjects.find(director, name).orElse(last) : last));
  }

  private static Answer shown(BackendSnapshot backend) {
    return answer(Views.backend(backend, Detail.TRAFFIC), backend.config().revision());
  }

  private static Answer answer(JsonObject body, long revision) {
    return new Answer(200, body, OptionalLong.of(revision), null);
  }
}
