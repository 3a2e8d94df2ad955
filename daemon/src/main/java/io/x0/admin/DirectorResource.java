package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.admin.Figures.Detail;
import io.x0.cache.CacheDirectory;
import io.x0.common.InvalidValueException;
import io.x0.director.Blueprint;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSnapshot;
import io.x0.director.Edit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Directors in the API. Thread-safe. */
final class DirectorResource {
  private final Subjects subjects;
  private final CacheDirectory caches;

  DirectorResource(Subjects subjects, CacheDirectory caches) {
    this.subjects = subjects;
    this.caches = caches;
  }

  List<Route> routes() {
    return List.of(
        Route.at(
            "/director/",
            Operation.get("all directors by name", "Directors", this::list)
                .with("members", "whether backends and buckets are told", "Flag")),
        Route.at(
            "/director/{director}",
            Operation.get(
                "a director", "Director", call -> shown(subjects.snapshot(call.director()))),
            change("PUT", "creates a director, or replaces its settings with If-Match", this::put)
                .takingWhole("NewDirector")
                .answering(201),
            change("PATCH", "changes settings of a director", DirectorResource::set)
                .taking("DirectorSettings"),
            change("POST", "changes settings of a director", DirectorResource::set)
                .taking("DirectorSettings"),
            Operation.of("DELETE", "deletes a director", "Director", this::delete)
                .changing(this::deletion),
            change(
                "LOCK", "disables a director", call -> Edit.enableDirector(call.director(), false)),
            change(
                "UNLOCK",
                "enables a director",
                call -> Edit.enableDirector(call.director(), true))),
        Route.at(
            "/director/{director}/stats",
            Operation.get(
                    "the figures of a director and of what belongs to it",
                    "DirectorStats",
                    this::stats)
                .with("history", "whether the last minute is told by seconds", "Flag")));
  }

  /** Returns all of them, with what belongs to them unless that is not wanted. */
  private Answer list(Call call) {
    boolean hasMembers = flag(call, "members");
    JsonObject body = new JsonObject();
    for (DirectorSnapshot director : subjects.all()) {
      body.add(
          director.config().name(), hasMembers ? Views.director(director) : Views.alone(director));
    }
    return Answer.ok(body);
  }

  /** Returns every figure of a director, its buckets and its backends. */
  private Answer stats(Call call) {
    Detail detail = detail(call);
    JsonObject body = Views.stats(subjects.snapshot(call.director()), detail);
    caches
        .find(call.director())
        .ifPresent(
            cache ->
                body.getAsJsonObject("stats")
                    .add("cache", CacheFigures.of(cache, detail == Detail.HISTORY)));
    return Answer.ok(body);
  }

  private static Detail detail(Call call) {
    return flag(call, "history") ? Detail.HISTORY : Detail.TRAFFIC;
  }

  /** Returns whether something is wanted, as it is unless the call says no. */
  static boolean flag(Call call, String name) {
    return flag(call.settings(), name, true);
  }

  /** Returns whether something is wanted. */
  static boolean flag(Map<String, String> settings, String name, boolean otherwise) {
    String wanted = settings.getOrDefault(name, Boolean.toString(otherwise));
    return switch (wanted) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new InvalidValueException(name, wanted, "true or false");
    };
  }

  private CompletableFuture<Answer> delete(Call call) {
    DirectorSnapshot last = subjects.snapshot(call.director());
    return subjects.submit(call, deletion(call), done -> shown(last));
  }

  private Edit deletion(Call call) {
    return subjects.conditioned(call, Edit.deleteDirector(call.director()), null);
  }

  /** Declares a verb that changes a director. */
  private Operation change(String method, String summary, Function<Call, Edit> edit) {
    Function<Call, Edit> conditioned = call -> subjects.conditioned(call, edit.apply(call), null);
    return Operation.of(
            method,
            summary,
            "Director",
            call ->
                subjects.submit(
                    call,
                    conditioned.apply(call),
                    after -> changed(call, Objects.requireNonNull(after))))
        .changing(conditioned);
  }

  private Edit put(Call call) {
    String name = call.director();
    return call.isDocument()
        ? document(call, name)
        : call.ifMatch().isGiven()
            ? Edit.setDirector(name, call.settings(), true)
            : Edit.createDirector(name, call.settings());
  }

  private static Edit set(Call call) {
    return Edit.setDirector(call.director(), call.settings(), false);
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
