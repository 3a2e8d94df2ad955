package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.director.BucketEdits;
import io.x0.director.ControlPlane;
import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BucketSnapshot;
import io.x0.director.Edit;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The buckets of a director in the API; their ETag is the director's. Thread-safe. */
final class BucketResource {
  private static final String VERBS = "GET, HEAD, PUT, PATCH, POST, DELETE";

  private final ControlPlane control;

  BucketResource(ControlPlane control) {
    this.control = control;
  }

  Answer list(DirectorSnapshot director) {
    JsonObject body = new JsonObject();
    director.buckets().forEach(b -> body.add(b.name(), Views.bucket(b, director.config())));
    return Answer.ok(body);
  }

  CompletableFuture<Answer> call(Call call, DirectorSnapshot director, String name) {
    String parent = director.config().name();
    return switch (call.method()) {
      case "GET", "HEAD" -> CompletableFuture.completedFuture(shown(director, name, 200));
      case "PUT" ->
          submit(call, BucketEdits.add(parent, name, call.settings()))
              .thenApply(done -> created(parent, name));
      case "PATCH", "POST" ->
          submit(call, BucketEdits.set(parent, name, call.settings()))
              .thenApply(done -> shown(snapshot(parent), name, 200));
      case "DELETE" -> {
        Answer last = shown(director, name, 200);
        yield submit(call, BucketEdits.remove(parent, name)).thenApply(done -> last);
      }
      default -> throw ApiException.notAllowed(call.method(), VERBS);
    };
  }

  private CompletableFuture<ControlPlane.Result> submit(Call call, Edit edit) {
    return control.submit(call.who(), edit.ifRevision(call.ifMatch(), null));
  }

  private Answer created(String director, String name) {
    Answer answer = shown(snapshot(director), name, 201);
    return new Answer(
        answer.status(),
        answer.body(),
        answer.revision(),
        "/director/" + director + "/buckets/" + name);
  }

  private static Answer shown(DirectorSnapshot director, String name, int status) {
    Optional<BucketSnapshot> bucket =
        director.buckets().stream().filter(b -> b.name().equals(name)).findFirst();
    return bucket
        .map(
            b ->
                new Answer(
                    status,
                    Views.bucket(b, director.config()),
                    OptionalLong.of(director.config().revision()),
                    null))
        .orElseThrow(
            () ->
                new ApiException(
                    404, "no bucket " + name + " in director " + director.config().name(), null));
  }

  private DirectorSnapshot snapshot(String director) {
    return control
        .directors()
        .find(director)
        .map(Director::snapshot)
        .orElseThrow(() -> new ApiException(404, "no director " + director, null));
  }
}
