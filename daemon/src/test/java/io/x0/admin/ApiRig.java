package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.common.InvalidValueException;
import io.x0.director.Admission;
import io.x0.director.ControlPlane;
import io.x0.director.Directors;
import io.x0.director.Environment;
import io.x0.director.EventJournal;
import io.x0.director.FakeStore;
import io.x0.director.Outcome;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.health.Probe;
import io.x0.health.ProbeResult;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The API of directors that are stored in memory, while time stands still. One thread only. */
final class ApiRig {
  static final Map<String, String> URL = Map.of("url", "http://10.0.0.1:81");

  private static final ProbeResult GOOD = new ProbeResult(true, "status 200", 1_234_567);

  final ManualTime time = new ManualTime();
  final FakeStore store = new FakeStore();
  final Directors directors = new Directors();
  final EventJournal events = new EventJournal(1000);
  final FixedConfig config = new FixedConfig();
  final FixedDaemon daemon = new FixedDaemon();

  /** How the access logs are opened again. */
  CompletableFuture<Void> reopened = CompletableFuture.completedFuture(null);

  final ControlPlane control;
  private final Api api;
  private Runnable afterWrite = () -> {};

  /** Makes one whose checks are good at once. */
  ApiRig() {
    this((target, done) -> done.accept(GOOD));
  }

  ApiRig(Probe probe) {
    this(probe, new FixedStatus());
  }

  ApiRig(StatusSource status) {
    this((target, done) -> done.accept(GOOD), status);
  }

  private ApiRig(Probe probe, StatusSource status) {
    control =
        new ControlPlane(
            directors,
            store,
            this::write,
            new Environment(time, time, Runnable::run, probe, 1),
            events::add);
    api = new Api(control, events, status, config, () -> reopened, daemon);
  }

  /** Returns the table of all resources. */
  Routes routes() {
    return api.routes();
  }

  private void write(Runnable task) {
    task.run();
    Runnable then = afterWrite;
    afterWrite = () -> {};
    then.run();
  }

  /** Lets somebody else do something between the next change and its answer. */
  void afterNextWrite(Runnable action) {
    afterWrite = action;
  }

  Answer call(String method, String path, Map<String, String> settings, IfMatch ifMatch) {
    List<String> segments = Arrays.asList(path.substring(1).split("/", -1));
    Answer answer =
        api.call(Call.of(method, segments, settings, new JsonObject(), ifMatch, "alice")).join();
    // Checks that are due begin.
    time.advance(Duration.ZERO);
    return answer;
  }

  /** Puts what a client would send as JSON: scalars become settings, all else structure. */
  Answer document(String path, JsonObject body, Map<String, String> query, String method) {
    Map<String, String> settings = new LinkedHashMap<>();
    JsonObject structure = new JsonObject();
    body.entrySet()
        .forEach(
            member -> {
              if (member.getValue().isJsonPrimitive()) {
                settings.put(member.getKey(), member.getValue().getAsString());
              } else {
                structure.add(member.getKey(), member.getValue());
              }
            });
    settings.putAll(query);
    List<String> segments = Arrays.asList(path.substring(1).split("/", -1));
    Answer answer =
        api.call(Call.of(method, segments, settings, structure, IfMatch.NONE, "alice")).join();
    time.advance(Duration.ZERO);
    return answer;
  }

  Answer document(String path, JsonObject body, Map<String, String> query) {
    return document(path, body, query, "PUT");
  }

  Answer document(String path, JsonObject body) {
    return document(path, body, Map.of());
  }

  ApiException refusedDocument(String path, JsonObject body, Map<String, String> query) {
    try {
      document(path, body, query);
    } catch (InvalidValueException e) {
      return (ApiException) ApiException.of(e);
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(ApiException.class);
      return (ApiException) Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("answered");
  }

  Answer call(String method, String path, Map<String, String> settings) {
    return call(method, path, settings, IfMatch.NONE);
  }

  Answer call(String method, String path) {
    return call(method, path, Map.of());
  }

  /** Posts a JSON body with lists or objects in it. */
  Answer post(String path, JsonObject body) {
    return post(path, body, Map.of());
  }

  Answer post(String path, JsonObject body, Map<String, String> query) {
    List<String> segments = List.of(path.substring(1).replaceFirst("\\?.*", "").split("/", -1));
    Answer answer = api.call(Call.of("POST", segments, query, body, IfMatch.NONE, "alice")).join();
    time.advance(Duration.ZERO);
    return answer;
  }

  ApiException refusedPost(String path, JsonObject body) {
    try {
      post(path, body);
    } catch (InvalidValueException e) {
      return (ApiException) ApiException.of(e);
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(ApiException.class);
      return (ApiException) Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("answered");
  }

  ApiException refused(String method, String path, Map<String, String> settings, IfMatch ifMatch) {
    try {
      call(method, path, settings, ifMatch);
    } catch (InvalidValueException e) {
      return (ApiException) ApiException.of(e);
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(ApiException.class);
      return (ApiException) Objects.requireNonNull(e.getCause());
    }
    throw new AssertionError("answered");
  }

  ApiException refused(String method, String path, Map<String, String> settings) {
    return refused(method, path, settings, IfMatch.NONE);
  }

  ApiException refused(String method, String path) {
    return refused(method, path, Map.of());
  }

  /** Creates the director shop with the backend b1. */
  void shop() {
    call("PUT", "/director/shop");
    call("PUT", "/director/shop/backends/b1", URL);
  }

  /** Sends a request to the director shop. */
  Request admit(String bucket) {
    Request request = new Request(bucket);
    directors.find("shop").orElseThrow().admit(request);
    return request;
  }

  Request admit() {
    return admit("");
  }

  /** A request to a director. */
  static final class Request extends Admission {
    private @Nullable Permit permit;

    private Request(String bucket) {
      super(bucket);
    }

    @Override
    protected void granted(Permit granted) {
      permit = granted;
    }

    @Override
    protected void rejected(Rejection rejection) {}

    void settle(Outcome outcome) {
      Objects.requireNonNull(permit).settle(outcome);
    }
  }
}
