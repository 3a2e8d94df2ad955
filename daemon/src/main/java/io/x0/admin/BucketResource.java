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
import org.jspecify.annotations.Nullable;

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
      case "PUT" ->
          change(call, BucketEdits.add(director, name, call.settings()), name)
              .thenApply(answer -> answer.created("/director/" + director + "/buckets/" + name));
      case "PATCH", "POST" -> {
        changeable(director, name);
        yield change(call, BucketEdits.set(director, name, call.settings()), name);
      }
      case "DELETE" -> {
        changeable(director, name);
        Answer last = existing(snapshot, name);
        yield subjects
            .submit(call, BucketEdits.remove(director, name), null)
            .thenApply(done -> last);
      }
      default -> throw ApiException.notAllowed(call.method(), VERBS);
    };
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

  private CompletableFuture<Answer> change(Call call, Edit edit, String name) {
    return subjects.submit(call, edit, null).thenApply(after -> changed(after, name));
  }

  /** Shows a bucket after a change, by its configuration alone when somebody removed it since. */
  private Answer changed(@Nullable DirectorConfig after, String name) {
    DirectorConfig director = Objects.requireNonNull(after);
    return subjects
        .find(director.name())
        .flatMap(live -> shown(live, name))
        .orElseGet(() -> answer(Views.bucket(name, director), director.revision()));
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
