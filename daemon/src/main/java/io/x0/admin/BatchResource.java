package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.common.InvalidValueException;
import io.x0.common.api.Problem;
import io.x0.director.BatchException;
import io.x0.director.ControlPlane.Result;
import io.x0.director.DirectorConfig;
import io.x0.director.Edit;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Changes that hold together or not at all. Thread-safe. */
final class BatchResource {
  private static final String CHANGES = "changes";

  private final Subjects subjects;
  private final Function<Call, Edit> edits;

  /**
   * @param edits returns the change that a call asks for
   */
  BatchResource(Subjects subjects, Function<Call, Edit> edits) {
    this.subjects = subjects;
    this.edits = edits;
  }

  List<Route> routes() {
    return List.of(
        Route.at(
            "/batch",
            Operation.of("POST", "several changes, all of them or none", "BatchResult", this::call)
                .takingWhole("Batch")));
  }

  private CompletableFuture<Answer> call(Call call) {
    if (!(call.structure().get(CHANGES) instanceof JsonArray list)) {
      throw new InvalidValueException(CHANGES, "", "a list of changes");
    }
    List<Call> calls = new ArrayList<>();
    List<Edit> wanted = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      try {
        Call one = read(list.get(i), call);
        calls.add(one);
        wanted.add(edits.apply(one));
      } catch (RuntimeException e) {
        throw located(i, calls.size() > i ? calls.get(i) : null, e);
      }
    }
    return subjects
        .submitAll(call, wanted)
        .handle(
            (results, failure) -> {
              if (failure instanceof BatchException batch) {
                throw located(batch.index(), calls.get(batch.index()), batch.reason());
              }
              if (failure instanceof RuntimeException other) {
                throw other;
              }
              return answer(wanted, results);
            });
  }

  private static Call read(JsonElement element, Call batch) {
    if (!(element instanceof JsonObject change)) {
      throw new InvalidValueException("change", element.toString(), "an object");
    }
    Map<String, String> settings = new LinkedHashMap<>();
    JsonObject structure = new JsonObject();
    JsonElement carried = change.get("settings");
    if (carried != null) {
      if (!(carried instanceof JsonObject body)) {
        throw new InvalidValueException("settings", carried.toString(), "an object");
      }
      Parameters.read(body, settings, structure);
    }
    String path = text(change, "path");
    if (!path.startsWith("/")) {
      throw new InvalidValueException(
          "path", path, "the path of a resource, such as /director/shop");
    }
    String condition = change.has("if-match") ? text(change, "if-match") : "";
    return Call.of(
        text(change, "method"),
        Arrays.stream(path.substring(1).split("/", -1))
            .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8))
            .toList(),
        settings,
        structure,
        IfMatch.parse(condition.isEmpty() ? List.of() : List.of(condition)),
        batch.who());
  }

  private static String text(JsonObject change, String name) {
    JsonElement value = change.get(name);
    if (value == null || !value.isJsonPrimitive()) {
      throw new InvalidValueException(name, String.valueOf(value), "a text");
    }
    return value.getAsString();
  }

  /** Returns a failure that says which change it is about. */
  private static RuntimeException located(
      int index, @org.jspecify.annotations.Nullable Call call, RuntimeException reason) {
    if (!(ApiException.of(reason) instanceof ApiException known)) {
      return reason;
    }
    Problem problem = known.problem();
    String what =
        call == null ? "" : " (" + call.method() + " /" + String.join("/", call.path()) + ")";
    String field = CHANGES + "[" + index + "]";
    return new ApiException(
        problem.status(),
        "change " + (index + 1) + what + ": " + problem.detail() + "; nothing was changed",
        problem.field() == null ? field : field + "." + problem.field());
  }

  private static Answer answer(List<Edit> edits, List<Result> results) {
    JsonArray changes = new JsonArray();
    for (int i = 0; i < results.size(); i++) {
      JsonObject change = new JsonObject();
      change.addProperty("director", edits.get(i).director());
      change.addProperty("action", edits.get(i).action());
      DirectorConfig after = results.get(i).after();
      if (after != null) {
        change.addProperty("revision", after.revision());
      }
      change.add(CHANGES, Difference.of(results.get(i).before(), after));
      changes.add(change);
    }
    JsonObject body = new JsonObject();
    body.add(CHANGES, changes);
    return Answer.ok(body);
  }
}
