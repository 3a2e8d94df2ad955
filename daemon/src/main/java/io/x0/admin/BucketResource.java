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
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The buckets of a director in the API; their ETag is the director's. Thread-safe. */
final class BucketResource {
  private final Subjects subjects;

  BucketResource(Subjects subjects) {
    this.subjects = subjects;
  }

  List<Route> routes() {
    return List.of(
        Route.at(
            "/director/{director}/buckets/",
            Operation.get("all buckets of a director by name", "Buckets", this::list)),
        Route.at(
            "/director/{director}/buckets/{bucket}",
            Operation.get("a bucket", "Bucket", this::show),
            change("PUT", "creates a bucket", BucketResource::put)
                .taking("NewBucket")
                .answering(201),
            change("PATCH", "changes settings of a bucket", BucketResource::set)
                .taking("BucketSettings"),
            change("POST", "changes settings of a bucket", BucketResource::set)
                .taking("BucketSettings"),
            Operation.of("DELETE", "removes a bucket and those below it", "Bucket", this::remove)
                .changing(this::removal)));
  }

  private Answer list(Call call) {
    DirectorSnapshot snapshot = subjects.snapshot(call.director());
    JsonObject body = new JsonObject();
    snapshot
        .buckets()
        .forEach(b -> body.add(b.name(), Views.bucket(b, snapshot.config(), Detail.COUNTERS)));
    return Answer.ok(body);
  }

  private Answer show(Call call) {
    return existing(subjects.snapshot(call.director()), name(call));
  }

  private CompletableFuture<Answer> remove(Call call) {
    Edit edit = removal(call);
    Answer last = show(call);
    return subjects.submit(call, edit, done -> last);
  }

  private Edit removal(Call call) {
    changeable(call);
    return subjects.conditioned(call, BucketEdits.remove(call.director(), name(call)), null);
  }

  /** Declares a verb that changes a bucket. */
  private Operation change(String method, String summary, Function<Call, Edit> edit) {
    Function<Call, Edit> conditioned = call -> subjects.conditioned(call, edit.apply(call), null);
    return Operation.of(
            method,
            summary,
            "Bucket",
            call -> {
              subjects.director(call.director());
              return subjects.submit(
                  call,
                  conditioned.apply(call),
                  after -> changed(call, Objects.requireNonNull(after), name(call)));
            })
        .changing(conditioned);
  }

  private static Edit put(Call call) {
    return BucketEdits.add(call.director(), name(call), call.settings());
  }

  private static Edit set(Call call) {
    changeable(call);
    return BucketEdits.set(call.director(), name(call), call.settings());
  }

  private static String name(Call call) {
    return call.name("bucket");
  }

  private static void changeable(Call call) {
    if (name(call).equals(BucketTree.ROOT)) {
      throw new ApiException(
          403,
          "bucket root of director "
              + call.director()
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
