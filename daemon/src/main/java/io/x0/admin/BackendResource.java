package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.admin.Figures.Detail;
import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.Edit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The backends of a director in the API. Thread-safe. */
final class BackendResource {
  private final Subjects subjects;

  BackendResource(Subjects subjects) {
    this.subjects = subjects;
  }

  List<Route> routes() {
    return List.of(
        Route.at(
            "/director/{director}/backends/",
            Operation.get("all backends of a director by name", "Backends", this::list)),
        Route.at(
            "/director/{director}/backends/{backend}",
            Operation.get(
                "a backend",
                "Backend",
                call -> shown(subjects.backend(call.director(), name(call)))),
            change(
                    "PUT",
                    "creates a backend, or replaces its settings with If-Match",
                    BackendResource::put)
                .taking("NewBackend")
                .answering(201),
            change("PATCH", "changes settings of a backend", BackendResource::set)
                .taking("BackendSettings"),
            change("POST", "changes settings of a backend", BackendResource::set)
                .taking("BackendSettings"),
            Operation.of(
                    "DELETE",
                    "removes a backend when it has finished its requests",
                    "Backend",
                    this::remove)
                .changing(this::removal),
            change("LOCK", "disables a backend", call -> enable(call, false)),
            change("UNLOCK", "enables a backend", call -> enable(call, true))));
  }

  private Answer list(Call call) {
    JsonObject body = new JsonObject();
    subjects
        .snapshot(call.director())
        .backends()
        .forEach(b -> body.add(b.config().name(), Views.backend(b, Detail.COUNTERS)));
    return Answer.ok(body);
  }

  private CompletableFuture<Answer> remove(Call call) {
    BackendSnapshot last = subjects.backend(call.director(), name(call));
    return subjects.submit(
        call, removal(call), after -> removed(call, last, Objects.requireNonNull(after)));
  }

  private Edit removal(Call call) {
    String director = call.director();
    String name = name(call);
    return subjects.conditioned(
        call, Edit.removeBackend(director, name, subjects.isBusy(director, name)), name);
  }

  /** Declares a verb that changes a backend. */
  private Operation change(String method, String summary, Function<Call, Edit> edit) {
    Function<Call, Edit> conditioned =
        call -> subjects.conditioned(call, edit.apply(call), name(call));
    return Operation.of(
            method,
            summary,
            "Backend",
            call ->
                subjects.submit(
                    call,
                    conditioned.apply(call),
                    after -> changed(call, Objects.requireNonNull(after), name(call))))
        .changing(conditioned);
  }

  private static Edit put(Call call) {
    return call.ifMatch().isGiven()
        ? Edit.setBackend(call.director(), name(call), call.settings(), true)
        : Edit.addBackend(call.director(), name(call), call.settings());
  }

  private static Edit set(Call call) {
    return Edit.setBackend(call.director(), name(call), call.settings(), false);
  }

  private static Edit enable(Call call, boolean isEnabled) {
    return Edit.enableBackend(call.director(), name(call), isEnabled);
  }

  private static String name(Call call) {
    return call.name("backend");
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
