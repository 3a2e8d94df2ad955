package io.x0.admin;

import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.director.BackendConfig;
import io.x0.director.BatchException;
import io.x0.director.ControlPlane;
import io.x0.director.Director;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.Edit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds what calls are about, and submits the changes they ask for. Thread-safe. */
final class Subjects {
  private final ControlPlane control;

  Subjects(ControlPlane control) {
    this.control = control;
  }

  /** Returns what all directors are and do, by name. */
  List<DirectorSnapshot> all() {
    return control.directors().all().stream().map(Director::snapshot).toList();
  }

  /** Returns the director of that name; fails with 404 if there is none. */
  Director director(String name) {
    return control
        .directors()
        .find(name)
        .orElseThrow(() -> new ApiException(404, "no director " + name, null));
  }

  /** Returns what a director is and does; fails with 404 if there is none of that name. */
  DirectorSnapshot snapshot(String director) {
    return director(director).snapshot();
  }

  /** Returns what a backend is and does; fails with 404 if there is none of that name. */
  BackendSnapshot backend(String director, String name) {
    return find(snapshot(director), name)
        .orElseThrow(
            () -> new ApiException(404, "no backend " + name + " in director " + director, null));
  }

  /** Returns a director, or empty when it is gone. */
  Optional<DirectorSnapshot> find(String director) {
    return control.directors().find(director).map(Director::snapshot);
  }

  /** Returns a backend, or empty when it is gone. */
  Optional<BackendSnapshot> find(String director, String name) {
    return find(director).flatMap(snapshot -> find(snapshot, name));
  }

  /** Returns whether a backend has requests now. */
  boolean isBusy(String director, String name) {
    return control.directors().find(director).flatMap(d -> d.inFlight(name)).orElse(0L) > 0;
  }

  private static Optional<BackendSnapshot> find(DirectorSnapshot director, String name) {
    return director.backends().stream().filter(b -> b.config().name().equals(name)).findFirst();
  }

  /**
   * Returns a change under the condition of the call.
   *
   * @param backend whose revision the condition means; null for that of the director
   */
  Edit conditioned(Call call, Edit edit, @Nullable String backend) {
    long current =
        control
            .directors()
            .find(edit.director())
            .map(d -> revision(d.config(), backend))
            .orElse(0L);
    return edit.ifRevision(call.ifMatch().expected(current), backend);
  }

  /**
   * Submits a change, or only checks it if the call is a dry run, whose answer says what would
   * differ.
   *
   * @param shown returns the answer, given the director afterwards; null when it is deleted
   */
  CompletableFuture<Answer> submit(
      Call call, Edit edit, Function<@Nullable DirectorConfig, Answer> shown) {
    if (!call.isDryRun()) {
      return control.submit(call.who(), edit).thenApply(result -> shown.apply(result.after()));
    }
    return control
        .preview(call.who(), List.of(edit))
        .handle(
            (results, failure) -> {
              if (failure instanceof BatchException batch) {
                throw batch.reason();
              }
              ControlPlane.Result result = results.get(0);
              Answer answer = shown.apply(result.after());
              answer.body().add("changes", Difference.of(result.before(), result.after()));
              return answer;
            });
  }

  /** Submits changes that hold together or not at all, or only checks them in a dry run. */
  CompletableFuture<List<ControlPlane.Result>> submitAll(Call call, List<Edit> edits) {
    return call.isDryRun()
        ? control.preview(call.who(), edits)
        : control.submitAll(call.who(), edits);
  }

  private static long revision(DirectorConfig director, @Nullable String backend) {
    return backend == null
        ? director.revision()
        : director.backend(backend).map(BackendConfig::revision).orElse(0L);
  }
}
