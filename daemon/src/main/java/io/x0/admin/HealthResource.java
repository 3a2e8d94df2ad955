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
  private static final String VERBS = "GET, HEAD, POST";

  private final Subjects subjects;

  HealthResource(Subjects subjects) {
    this.subjects = subjects;
  }

  /** Returns all backends of all directors. */
  Answer list() {
    return list(subjects.all());
  }

  /** Returns all backends of one director. */
  Answer list(String director) {
    return list(List.of(subjects.snapshot(director)));
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

  CompletableFuture<Answer> call(Call call, String director, String name) {
    BackendSnapshot backend = subjects.backend(director, name);
    return switch (call.method()) {
      case "GET", "HEAD" -> CompletableFuture.completedFuture(Answer.ok(view(director, backend)));
      case "POST" -> CompletableFuture.completedFuture(check(director, backend));
      default -> throw ApiException.notAllowed(call.method(), VERBS);
    };
  }

  private Answer check(String director, BackendSnapshot backend) {
    String name = backend.config().name();
    if (backend.health().mode() == CheckMode.OFF) {
      throw new ApiException(
          409, "backend " + name + " is not checked: set its health-check-mode first", null);
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
