package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.common.InvalidValueException;
import io.x0.common.unit.Count;
import io.x0.director.ControlPlane;
import io.x0.director.Director;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.Edit;
import io.x0.director.RefusedException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The resources of the admin API and what their verbs do, without HTTP: a call goes in, an answer
 * comes out. Thread-safe; the answer to a change comes when it is durable.
 */
final class Api {
  private static final int HISTORY_MAX = 1000;
  private static final String VERBS = "GET, HEAD, PUT, PATCH, POST, DELETE, LOCK, UNLOCK";

  private final ControlPlane control;
  private final StatusSource status;
  private final BucketResource buckets;

  /**
   * A request to the API.
   *
   * @param method the HTTP method
   * @param path the decoded segments of the path; a last empty one stands for a final slash
   * @param settings what it carries
   * @param ifMatch the revision it expects, or empty
   * @param who the operator
   */
  record Call(
      String method,
      List<String> path,
      Map<String, String> settings,
      OptionalLong ifMatch,
      String who) {}

  /**
   * The answer to a call.
   *
   * @param status the HTTP status
   * @param body the resource
   * @param revision its ETag, or empty
   * @param location where a new resource is, or null
   */
  record Answer(int status, JsonObject body, OptionalLong revision, @Nullable String location) {
    static Answer ok(JsonObject body) {
      return new Answer(200, body, OptionalLong.empty(), null);
    }
  }

  Api(ControlPlane control, StatusSource status) {
    this.control = control;
    this.status = status;
    this.buckets = new BucketResource(control);
  }

  /** Carries out a call; fails with {@link ApiException}. */
  CompletableFuture<Answer> call(Call call) {
    try {
      return route(call)
          .handle(
              (answer, failure) -> {
                if (failure != null) {
                  throw problem(failure);
                }
                return answer;
              });
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(problem(e));
    }
  }

  private CompletableFuture<Answer> route(Call call) {
    List<String> path = call.path;
    String root = path.get(0);
    if (path.size() == 1) {
      if (root.equals("version")) {
        return get(call, () -> Answer.ok(status.version()));
      }
      if (root.equals("status")) {
        return get(call, () -> Answer.ok(status.status()));
      }
      if (root.equals("history")) {
        return history(call);
      }
    }
    if (root.equals("director")) {
      if (path.size() == 1 || (path.size() == 2 && path.get(1).isEmpty())) {
        return get(call, this::directors);
      }
      String director = path.get(1);
      if (path.size() == 2 || (path.size() == 3 && path.get(2).isEmpty())) {
        return director(call, director);
      }
      if (path.get(2).equals("backends")) {
        if (path.size() == 3 || (path.size() == 4 && path.get(3).isEmpty())) {
          return get(call, () -> backends(director));
        }
        if (path.size() == 4) {
          return backend(call, director, path.get(3));
        }
      }
      if (path.get(2).equals("buckets")) {
        if (path.size() == 3 || (path.size() == 4 && path.get(3).isEmpty())) {
          return get(call, () -> buckets.list(snapshot(director)));
        }
        if (path.size() == 4) {
          return buckets.call(call, snapshot(director), path.get(3));
        }
      }
    }
    throw new ApiException(404, "no such resource: /" + String.join("/", path), null);
  }

  private interface Reader {
    Answer read();
  }

  private static CompletableFuture<Answer> get(Call call, Reader reader) {
    if (!call.method.equals("GET") && !call.method.equals("HEAD")) {
      throw ApiException.notAllowed(call.method, "GET, HEAD");
    }
    return CompletableFuture.completedFuture(reader.read());
  }

  private CompletableFuture<Answer> history(Call call) {
    if (!call.method.equals("GET") && !call.method.equals("HEAD")) {
      throw ApiException.notAllowed(call.method, "GET, HEAD");
    }
    int limit = Count.parse("limit", call.settings.getOrDefault("limit", "50"), 1, HISTORY_MAX);
    return control
        .history(limit)
        .thenApply(
            changes -> {
              JsonArray list = new JsonArray();
              changes.forEach(change -> list.add(Views.change(change)));
              JsonObject body = new JsonObject();
              body.add("changes", list);
              return Answer.ok(body);
            });
  }

  private Answer directors() {
    JsonObject body = new JsonObject();
    for (Director director : control.directors().all()) {
      body.add(director.name(), Views.director(director.snapshot()));
    }
    return Answer.ok(body);
  }

  private Answer backends(String director) {
    JsonObject body = new JsonObject();
    snapshot(director)
        .backends()
        .forEach(backend -> body.add(backend.config().name(), Views.backend(backend)));
    return Answer.ok(body);
  }

  private CompletableFuture<Answer> director(Call call, String name) {
    return switch (call.method) {
      case "GET", "HEAD" -> CompletableFuture.completedFuture(shown(snapshot(name), 200));
      case "PUT" ->
          call.ifMatch.isPresent()
              ? changed(call, Edit.setDirector(name, call.settings, true), null)
              : control
                  .submit(call.who, Edit.createDirector(name, call.settings))
                  .thenApply(done -> created(name, null));
      case "PATCH", "POST" -> changed(call, Edit.setDirector(name, call.settings, false), null);
      case "LOCK" -> changed(call, Edit.enableDirector(name, false), null);
      case "UNLOCK" -> changed(call, Edit.enableDirector(name, true), null);
      case "DELETE" -> delete(call, snapshot(name));
      default -> throw ApiException.notAllowed(call.method, VERBS);
    };
  }

  private CompletableFuture<Answer> delete(Call call, DirectorSnapshot last) {
    Edit edit = Edit.deleteDirector(last.config().name());
    return control
        .submit(call.who, edit.ifRevision(call.ifMatch, null))
        .thenApply(done -> shown(last, 200));
  }

  private CompletableFuture<Answer> backend(Call call, String director, String name) {
    return switch (call.method) {
      case "GET", "HEAD" -> CompletableFuture.completedFuture(shown(snapshot(director, name), 200));
      case "PUT" ->
          call.ifMatch.isPresent()
              ? changed(call, Edit.setBackend(director, name, call.settings, true), name)
              : control
                  .submit(call.who, Edit.addBackend(director, name, call.settings))
                  .thenApply(done -> created(director, name));
      case "PATCH", "POST" ->
          changed(call, Edit.setBackend(director, name, call.settings, false), name);
      case "LOCK" -> changed(call, Edit.enableBackend(director, name, false), name);
      case "UNLOCK" -> changed(call, Edit.enableBackend(director, name, true), name);
      case "DELETE" -> remove(call, director, snapshot(director, name));
      default -> throw ApiException.notAllowed(call.method, VERBS);
    };
  }

  private CompletableFuture<Answer> remove(Call call, String director, BackendSnapshot last) {
    String name = last.config().name();
    boolean busy = last.load().current() > 0;
    return control
        .submit(call.who, Edit.removeBackend(director, name, busy).ifRevision(call.ifMatch, name))
        .thenApply(done -> shown(busy ? snapshot(director, name, last) : last, 200));
  }

  private CompletableFuture<Answer> changed(Call call, Edit edit, @Nullable String backend) {
    return control
        .submit(call.who, edit.ifRevision(call.ifMatch, backend))
        .thenApply(
            done ->
                backend == null
                    ? shown(snapshot(edit.director()), 200)
                    : shown(snapshot(edit.director(), backend), 200));
  }

  private Answer created(String director, @Nullable String backend) {
    Answer answer =
        backend == null ? shown(snapshot(director), 201) : shown(snapshot(director, backend), 201);
    String location = "/director/" + director + (backend == null ? "" : "/backends/" + backend);
    return new Answer(answer.status, answer.body, answer.revision, location);
  }

  private static Answer shown(DirectorSnapshot snapshot, int status) {
    DirectorConfig config = snapshot.config();
    return new Answer(status, Views.director(snapshot), OptionalLong.of(config.revision()), null);
  }

  private static Answer shown(BackendSnapshot snapshot, int status) {
    return new Answer(
        status, Views.backend(snapshot), OptionalLong.of(snapshot.config().revision()), null);
  }

  private DirectorSnapshot snapshot(String director) {
    return control
        .directors()
        .find(director)
        .map(Director::snapshot)
        .orElseThrow(() -> new ApiException(404, "no director " + director, null));
  }

  private BackendSnapshot snapshot(String director, String backend) {
    return snapshot(director).backends().stream()
        .filter(b -> b.config().name().equals(backend))
        .findFirst()
        .orElseThrow(
            () ->
                new ApiException(404, "no backend " + backend + " in director " + director, null));
  }

  /** Returns the backend, or what it was last when its removal is done already. */
  private BackendSnapshot snapshot(String director, String backend, BackendSnapshot last) {
    return control
        .directors()
        .find(director)
        .flatMap(
            d ->
                d.snapshot().backends().stream()
                    .filter(b -> b.config().name().equals(backend))
                    .findFirst())
        .orElse(last);
  }

  private static RuntimeException problem(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException
            ? Objects.requireNonNull(failure.getCause())
            : failure;
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof ApiException e) {
      return e;
    }
    if (cause instanceof InvalidValueException e) {
      return new ApiException(400, message, e.field());
    }
    if (cause instanceof RefusedException e) {
      return switch (e.reason()) {
        case NOT_FOUND -> new ApiException(404, message, null);
        case CONFLICT -> new ApiException(409, message, null);
        case FORBIDDEN -> new ApiException(403, message, null);
        case PRECONDITION -> new ApiException(412, message, null);
        case INVALID -> new ApiException(400, message, e.field());
      };
    }
    if (cause instanceof StoreException e) {
      return new ApiException(
          500,
          message + (e.isUnknown() ? "; the change may hold after all: look again" : ""),
          null);
    }
    return new IllegalStateException("admin API: " + cause, cause);
  }
}
