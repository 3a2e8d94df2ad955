package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.director.Director;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.health.CheckMode;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** What is known about the health of backends, and checks on demand. Thread-safe. */
final class HealthResource {
  private final Subjects subjects;

  HealthResource(Subjects subjects) {
    this.subjects = subjects;
  }

  List<Route> routes() {
    return List.of(
        Route.at(
            "/health",
            Operation.get("the health of all backends", "Health", () -> list(subjects.all()))),
        Route.at(
            "/director/{director}/health",
            Operation.get(
                "the health of the backends of a director",
                "Health",
                call -> list(List.of(subjects.snapshot(call.director()))))),
        Route.at(
            "/director/{director}/backends/{backend}/health",
            Operation.get(
                "the health of a backend",
                "BackendHealth",
                call -> Answer.ok(view(call.director(), backend(call)))),
            Operation.of(
                    "POST",
                    "checks a backend now",
                    "BackendHealth",
                    call -> CompletableFuture.completedFuture(check(call)))
                .answering(202)));
  }

  private static Answer list(List<DirectorSnapshot> directors) {
    JsonArray backends = new JsonArray();
    for (DirectorSnapshot director : directors) {
      director.backends().forEach(b -> backends.add(view(director.config().name(), b)));
    }
    JsonObject body = new JsonObject();
    body.add("backends", backends);
    return Answer.ok(body);
  }

  private BackendSnapshot backend(Call call) {
    return subjects.backend(call.director(), call.name("backend"));
  }

  private Answer check(Call call) {
    String director = call.director();
    BackendSnapshot backend = backend(call);
    String name = backend.config().name();
    if (backend.health().mode() == CheckMode.OFF) {
      throw new ApiException(
          409, "backend " + name + " is not checked: set its health-check-mode first", null);
    }
    if (call.isDryRun()) {
      return Answer.ok(view(director, backend));
    }
    Director live = subjects.director(director);
    if (!live.checkNow(name)) {
      throw new ApiException(409, "a check of backend " + name + " is under way already", null);
    }
    BackendSnapshot now = subjects.find(director, name).orElse(backend);
    return new Answer(202, view(director, now), OptionalLong.empty(), null);
  }

  private static JsonObject view(String director, BackendSnapshot backend) {
    JsonObject out = new JsonObject();
    out.addProperty("director", director);
    out.addProperty("backend", backend.config().name());
    HealthView.write(backend.health(), out);
    return out;
  }
}
