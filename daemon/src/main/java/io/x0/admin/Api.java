package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.common.InvalidValueException;
import io.x0.director.ControlPlane;
import io.x0.director.Edit;
import io.x0.director.EventJournal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The resources of the admin API and what their verbs do, without HTTP: a call goes in, an answer
 * comes out. Thread-safe; the answer to a change comes when it is durable.
 */
final class Api {
  /** The media types of the page of metrics, which is no JSON. */
  static final List<String> METRICS = List.of("text/plain", "application/openmetrics-text");

  private final DaemonControl daemon;
  private final Routes routes;
  private final Answer document;

  /**
   * A request to the API.
   *
   * @param method the HTTP method
   * @param path the decoded segments of the path; a last empty one stands for a final slash
   * @param names the names in the path, by what the template of the resource calls them
   * @param settings what it carries
   * @param structure what it carries besides, which only a whole director takes
   * @param ifMatch its condition
   * @param who the operator
   * @param isDryRun whether it is checked only
   * @param line the connection of the admin socket it came over, or null
   */
  record Call(
      String method,
      List<String> path,
      Map<String, String> names,
      Map<String, String> settings,
      JsonObject structure,
      IfMatch ifMatch,
      String who,
      boolean isDryRun,
      @Nullable Line line) {

    /** Returns the call that a request means; {@code dry-run} is none of its settings. */
    static Call of(
        String method,
        List<String> path,
        Map<String, String> settings,
        JsonObject structure,
        IfMatch ifMatch,
        String who) {
      Map<String, String> others = new LinkedHashMap<>(settings);
      String dryRun = others.remove(Operation.DRY_RUN);
      if (dryRun != null && !dryRun.equals("true") && !dryRun.equals("false")) {
        throw InvalidValueException.choice(Operation.DRY_RUN, dryRun, List.of("true", "false"));
      }
      return new Call(
          method, path, Map.of(), others, structure, ifMatch, who, "true".equals(dryRun), null);
    }

    /** Returns the call as it came over a connection of the admin socket; null is none. */
    Call over(@Nullable Line connection) {
      return new Call(method, path, names, settings, structure, ifMatch, who, isDryRun, connection);
    }

    /** Returns the call with the names that its path has. */
    Call naming(Map<String, String> found) {
      return new Call(method, path, found, settings, structure, ifMatch, who, isDryRun, line);
    }

    /** Returns the director it names. */
    String director() {
      return name("director");
    }

    /** Returns what stands in the path where the template has {@code variable}. */
    String name(String variable) {
      return Objects.requireNonNull(names.get(variable), variable);
    }

    /** Returns whether it creates what it names. */
    boolean isCreation() {
      return method.equals("PUT") && !ifMatch.isGiven();
    }

    /** Returns whether it carries a whole director. */
    boolean isDocument() {
      return structure.size() > 0;
    }

    /** Refuses what the operation does not take. */
    void check(Operation operation) {
      if (isDocument() && !operation.isWhole()) {
        String first = structure.keySet().iterator().next();
        throw DirectorDocument.notScalar(first, structure.get(first));
      }
      operation.check(settings);
      if (!operation.isConditional() && !ifMatch.revisions().isEmpty()) {
        throw new ApiException(
            412, "what is done here has no revision that could match", "if-match");
      }
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
      LogControl logs,
      DaemonControl daemon) {
    this.daemon = daemon;
    Subjects subjects = new Subjects(control);
    List<Route> all = new ArrayList<>();
    all.add(
        Route.at(
            "/version",
            Operation.get("version of x0d", "Version", () -> Answer.ok(status.version()))));
    all.add(
        Route.at(
            "/status", Operation.get("what runs", "Status", () -> Answer.ok(status.status()))));
    all.addAll(new DirectorResource(subjects, status.caches()).routes());
    all.addAll(new BackendResource(subjects).routes());
    all.addAll(new BucketResource(subjects).routes());
    all.addAll(new CacheResource(subjects, control, status.caches()).routes());
    all.addAll(new HealthResource(subjects).routes());
    all.addAll(new JournalResource(subjects, control, events).routes());
    all.addAll(new BatchResource(subjects, this::edit).routes());
    all.add(
        Route.at(
            "/metrics",
            Operation.get("figures for Prometheus", "Metrics", Api::noJson)
                .as(METRICS.toArray(new String[0]))));
    all.addAll(new ConfigResource(config).routes());
    all.addAll(new LogResource(logs).routes());
    all.addAll(new DaemonResource(daemon).routes());
    all.add(
        Route.at(
            "/settings",
            Operation.get("what can be set", "Settings", () -> Answer.ok(SettingsView.of()))));
    all.add(
        Route.at(
            "/openapi.json",
            Operation.get("this description of the API", "Document", this::document)));
    this.routes = new Routes(all);
    this.document =
        Answer.ok(ApiDocument.of(routes, status.version().get("version").getAsString()));
  }

  private Answer document() {
    return document;
  }

  private static Answer noJson() {
    throw new ApiException(406, "there is no JSON of it", "accept");
  }

  /** Returns the table of all resources. */
  Routes routes() {
    return routes;
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
    Routes.Match match = routes.find(call.path());
    Operation operation = match.operation(call.method());
    call.check(operation);
    String refusal = daemon.refusal();
    if (refusal != null && !operation.isRead() && !isHandover(call)) {
      throw new ApiException(503, refusal, null);
    }
    return operation.action().answer(call.naming(match.names()));
  }

  /** Returns whether it is the business of two daemons, of which one replaces the other. */
  private static boolean isHandover(Call call) {
    return call.path().get(0).equals("daemon");
  }

  /** Returns the change that a call of a batch asks for. */
  private Edit edit(Call call) {
    Routes.Match match = routes.find(call.path());
    List<Operation> changes =
        match.route().operations().stream().filter(o -> o.edit() != null).toList();
    if (changes.isEmpty()) {
      throw new ApiException(
          400, "/" + String.join("/", call.path()) + " cannot be changed in a batch", "path");
    }
    for (Operation operation : changes) {
      Function<Call, Edit> edit = operation.edit();
      if (edit != null && operation.method().equals(call.method())) {
        call.check(operation);
        return edit.apply(call.naming(match.names()));
      }
    }
    throw ApiException.notAllowed(call.method(), changes.stream().map(Operation::method).toList());
  }
}
