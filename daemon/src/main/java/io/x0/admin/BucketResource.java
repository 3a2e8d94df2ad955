package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.admin.Figures.Detail;
import io.x0.director.BucketEdits;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BucketSnapshot;
import io.x0.director.Edit;
import io.x0.shaper.BucketTree;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The buckets of a director in the API; their ETag is the director's. Thread-safe. */
final class BucketResource {
  private static final String VERBS = "GET, HEAD, PUT, PATCH, POST, DELETE";

  private final Subjects subjects;

  BucketResource(Subjects subjects) {
    this.subjects = subjects;
  }

  Answer list(String director) {
    DirectorSnapshot snapshot = subjects.snapshot(director);
    JsonObject body = new JsonObject();
    snapshot
        .buckets()
        .forEach(b -> body.add(b.name(), Views.bucket(b, snapshot.config(), Detail.COUNTERS)));
    return Answer.ok(body);
  }

  CompletableFuture<Answer> call(Call call, String director, String name) {
    DirectorSnapshot snapshot = subjects.snapshot(director);
    return switch (call.method()) {
      case "GET", "HEAD" -> CompletableFuture.completedFuture(existing(snapshot, name));
      case "DELETE" -> {
        Edit edit = edit(call, director, name);
        Answer last = existing(snapshot, name);
        yield subjects.submit(call, edit).thenApply(done -> last);
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
          case "PUT" -> BucketEdits.add(director, name, call.settings());
          case "PATCH", "POST" -> {
            changeable(director, name);
            yield BucketEdits.set(director, name, call.settings());
          }
          case "DELETE" -> {
            changeable(director, name);
            yield BucketEdits.remove(director, name);
          }
          default -> throw ApiException.notAllowed(call.method(), VERBS);
        },
        null);
  }

  private static void changeable(String director, String name) {
    if (name.equals(BucketTree.ROOT)) {
      throw new ApiException(
          403,
          "bucket root of director "
              + director
              + " is fixed: it has what the backends take (set their capacity, or max-in-flight of"
              + " the director)",
          null);
    }
  }

  /**
   * Shows a bucket after a change, by its configuration alone when it is not in force (any more).
   */
  private Answer changed(Call call, DirectorConfig director, String name) {
    Optional<DirectorSnapshot> live =
        call.isDryRun() ? Optional.empty() : subjects.find(director.name());
    Answer answer =
        live.flatMap(snapshot -> shown(snapshot, name))
            .orElseGet(() -> answer(Views.bucket(name, director), director.revision()));
    return call.method().equals("PUT") && !call.isDryRun()
        ? answer.created("/director/" + director.name() + "/buckets/" + name)
        : answer;
  }

  private static Answer existing(DirectorSnapshot director, String name) {
    return shown(director, name)
        .orElseThrow(
            () ->
                new ApiException(
                    404, "no bucket " + name + " in director " + director.config().name(), null));
  }

  private static Optional<Answer> shown(DirectorSnapshot director, String name) {
    Optional<BucketSnapshot> bucket =
        director.buckets().stream().filter(b -> b.name().equals(name)).findFirst();
    DirectorConfig config = director.config();
    return bucket.map(b -> answer(Views.bucket(b, config, Detail.TRAFFIC), config.revision()));
  }

  private static Answer answer(JsonObject body, long revision) {
    return new Answer(200, body, OptionalLong.of(revision), null);
  }
}
