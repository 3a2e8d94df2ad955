package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.common.InvalidValueException;
import io.x0.director.ControlPlane;
import io.x0.director.Edit;
import io.x0.director.EventJournal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The resources of the admin API and what their verbs do, without HTTP: a call goes in, an answer
 * comes out. Thread-safe; the answer to a change comes when it is durable.
 */
final class Api {
  /** What directors and backends understand. */
  static final String VERBS = "GET, HEAD, PUT, PATCH, POST, DELETE, LOCK, UNLOCK";

  private static final String READS = "GET, HEAD";

  private final Subjects subjects;
  private final StatusSource status;
  private final DirectorResource directors;
  private final BackendResource backends;
  private final BucketResource buckets;
  private final HealthResource health;
  private final JournalResource journal;
  private final ConfigResource config;
  private final BatchResource batch;
  private final LogResource logs;

  /**
   * A request to the API.
   *
   * @param method the HTTP method
   * @param path the decoded segments of the path; a last empty one stands for a final slash
   * @param settings what it carries
   * @param structure what it carries besides, which only a whole director takes
   * @param ifMatch its condition
   * @param who the operator
   * @param isDryRun whether it is checked only
   */
  record Call(
      String method,
      List<String> path,
      Map<String, String> settings,
      JsonObject structure,
      IfMatch ifMatch,
      String who,
      boolean isDryRun) {

    /** Returns the call that a request means; {@code dry-run} is none of its settings. */
    static Call of(
        String method,
        List<String> path,
        Map<String, String> settings,
        JsonObject structure,
        IfMatch ifMatch,
        String who) {
      Map<String, String> others = new LinkedHashMap<>(settings);
      String dryRun = others.remove("dry-run");
      if (dryRun != null && !dryRun.equals("true") && !dryRun.equals("false")) {
        throw new InvalidValueException("dry-run", dryRun, "true or false");
      }
      return new Call(method, path, others, structure, ifMatch, who, "true".equals(dryRun));
    }

    Call(
        String method,
        List<String> path,
        Map<String, String> settings,
        IfMatch ifMatch,
        String who) {
      this(method, path, settings, new JsonObject(), ifMatch, who, false);
    }

    /** Returns whether it creates what it names. */
    boolean isCreation() {
      return method.equals("PUT") && !ifMatch.isGiven();
    }

    /** Returns whether it carries a whole director. */
    boolean isDocument() {
      return structure.size() > 0;
    }

    /** Refuses lists and objects, but for a whole director that is put and for a batch. */
    void checkStructure() {
      boolean isTaken = shape().equals("batch") || (method.equals("PUT") && isDirector(shape()));
      if (isDocument() && !isTaken) {
        String first = structure.keySet().iterator().next();
        throw DirectorDocument.notScalar(first, structure.get(first));
      }
    }

    /** Refuses every method but those that change nothing. */
    void onlyReads() {
      if (!method.equals("GET") && !method.equals("HEAD")) {
        throw ApiException.notAllowed(method, READS);
      }
    }

    private static boolean isDirector(String shape) {
      return shape.equals("director/*") || shape.equals("director/*/");
    }

    /** Returns whether the segment at {@code index} is a name that somebody gave. */
    private boolean isName(int index) {
      return path.get(0).equals("director")
          && (index == 1 || index == 3)
          && !path.get(index).isEmpty();
    }

    /** Returns the path with an asterisk in the place of every name. */
    private String shape() {
      StringBuilder out = new StringBuilder();
      for (int i = 0; i < path.size(); i++) {
        String segment = path.get(i);
        String word = segment.matches("[a-z]*") ? segment : "?";
        out.append(i == 0 ? "" : "/").append(isName(i) ? "*" : word);
      }
      return out.toString();
    }
  }

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

    /** Returns the same answer about a resource that is new. */
    Answer created(String where) {
      return new Answer(201, body, revision, where);
    }
  }

  Api(
      ControlPlane control,
      EventJournal events,
      StatusSource status,
      ConfigControl config,
      LogControl logs) {
    this.subjects = new Subjects(control);
    this.status = status;
    this.directors = new DirectorResource(subjects);
    this.backends = new BackendResource(subjects);
    this.buckets = new BucketResource(subjects);
    this.health = new HealthResource(subjects);
    this.config = new ConfigResource(config);
    this.logs = new LogResource(logs);
    this.batch = new BatchResource(subjects, this::edit);
    this.journal = new JournalResource(control, events);
  }

  /** Carries out a call; fails with {@link ApiException}. */
  CompletableFuture<Answer> call(Call call) {
    try {
      return route(call)
          .handle(
              (answer, failure) -> {
                if (failure != null) {
                  throw ApiException.of(failure);
                }
                return answer;
              });
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(ApiException.of(e));
    }
  }

  private CompletableFuture<Answer> route(Call call) {
    call.checkStructure();
    String director = call.path.size() > 1 ? call.path.get(1) : "";
    String name = call.path.size() > 3 ? call.path.get(3) : "";
    return switch (call.shape()) {
      case "version" -> read(call, () -> Answer.ok(status.version()));
      case "status" -> read(call, () -> Answer.ok(status.status()));
      case "settings" -> read(call, () -> Answer.ok(SettingsView.of()));
      case "config" -> read(call, config::show);
      case "config/check" -> config.check(call);
      case "config/reload" -> config.reload(call);
      case "log/reopen" -> logs.reopen(call);
      case "batch" -> batch.call(call);
      case "history" -> journal.history(call);
      case "history/undo" -> journal.undo(call);
      case "events" -> read(call, () -> journal.events(call, event -> true));
      case "health" -> read(call, health::list);
      case "director", "director/" -> read(call, () -> directors.list(call));
      case "director/*", "director/*/" -> directors.call(call, director);
      case "director/*/stats" -> read(call, () -> directors.stats(call, director));
      case "director/*/events" -> read(call, () -> events(call, director));
      case "director/*/health" -> read(call, () -> health.list(director));
      case "director/*/backends", "director/*/backends/" ->
          read(call, () -> backends.list(director));
      case "director/*/backends/*" -> backends.call(call, director, name);
      case "director/*/backends/*/health" -> health.call(call, director, name);
      case "director/*/buckets", "director/*/buckets/" -> read(call, () -> buckets.list(director));
      case "director/*/buckets/*" -> buckets.call(call, director, name);
      default ->
          throw new ApiException(404, "no such resource: /" + String.join("/", call.path), null);
    };
  }

  /** Returns the change that a call of a batch asks for. */
  private Edit edit(Call call) {
    String director = call.path.size() > 1 ? call.path.get(1) : "";
    String name = call.path.size() > 3 ? call.path.get(3) : "";
    return switch (call.shape()) {
      case "director/*" -> directors.edit(call, director);
      case "director/*/backends/*" -> backends.edit(call, director, name);
      case "director/*/buckets/*" -> buckets.edit(call, director, name);
      default ->
          throw new ApiException(
              400, "/" + String.join("/", call.path) + " cannot be changed in a batch", "path");
    };
  }

  private Answer events(Call call, String director) {
    String known = subjects.director(director).name();
    return journal.events(call, event -> event.director().equals(known));
  }

  private static CompletableFuture<Answer> read(Call call, Supplier<Answer> resource) {
    call.onlyReads();
    return CompletableFuture.completedFuture(resource.get());
  }
}
