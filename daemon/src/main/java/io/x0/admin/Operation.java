package io.x0.admin;

import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.common.InvalidValueException;
import io.x0.director.Edit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one verb does to a resource of the API. Immutable.
 *
 * @param method the HTTP method
 * @param summary one line for an operator
 * @param action carries it out
 * @param edit the change of a director that it is, null when it is none; only such a change may
 *     stand in a batch and has a condition
 * @param isConditional whether If-Match is its condition
 * @param query the parameters it knows besides the settings of a body
 * @param body what its body holds, by the name of the schema; null when it has none
 * @param isWhole whether the body holds lists and objects, too, and not only settings
 * @param status the HTTP status when all is well
 * @param answer what is answered, by the name of the schema
 * @param types the media types of the answer, the usual one first
 */
record Operation(
    String method,
    String summary,
    Action action,
    @Nullable Function<Call, Edit> edit,
    boolean isConditional,
    List<Parameter> query,
    @Nullable String body,
    boolean isWhole,
    int status,
    String answer,
    List<String> types) {
  static final String JSON = "application/json";

  /** The parameter of every change that is to be checked only. */
  static final String DRY_RUN = "dry-run";

  /** Carries out a call; fails with {@link ApiException}, at once or later. */
  interface Action {
    CompletableFuture<Answer> answer(Call call);
  }

  /**
   * A parameter in the query.
   *
   * @param name its spelling
   * @param summary one line for an operator
   * @param form what it looks like, by the name of the schema
   */
  record Parameter(String name, String summary, String form) {}

  Operation {
    query = List.copyOf(query);
    types = List.copyOf(types);
  }

  /** Declares an operation that is answered later. */
  static Operation of(String method, String summary, String answer, Action action) {
    return new Operation(
        method, summary, action, null, false, List.of(), null, false, 200, answer, List.of(JSON));
  }

  /** Declares a look at something. */
  static Operation get(String summary, String answer, Function<Call, Answer> look) {
    return of("GET", summary, answer, call -> CompletableFuture.completedFuture(look.apply(call)));
  }

  /** Declares a look at something that does not depend on the call. */
  static Operation get(String summary, String answer, Supplier<Answer> look) {
    return get(summary, answer, call -> look.get());
  }

  /** Returns the same as a change of a director. */
  Operation changing(Function<Call, Edit> change) {
    return new Operation(
        method, summary, action, change, true, query, body, isWhole, status, answer, types);
  }

  /** Returns the same with If-Match as its condition. */
  Operation conditional() {
    return new Operation(
        method, summary, action, edit, true, query, body, isWhole, status, answer, types);
  }

  /** Returns the same with one more parameter. */
  Operation with(String name, String about, String form) {
    List<Parameter> more = new ArrayList<>(query);
    more.add(new Parameter(name, about, form));
    return new Operation(
        method, summary, action, edit, isConditional, more, body, isWhole, status, answer, types);
  }

  /** Returns the same with a body of settings. */
  Operation taking(String schema) {
    return new Operation(
        method, summary, action, edit, isConditional, query, schema, false, status, answer, types);
  }

  /** Returns the same with a body that holds lists and objects as well. */
  Operation takingWhole(String schema) {
    return new Operation(
        method, summary, action, edit, isConditional, query, schema, true, status, answer, types);
  }

  /** Returns the same answered with another status when all is well. */
  Operation answering(int other) {
    return new Operation(
        method, summary, action, edit, isConditional, query, body, isWhole, other, answer, types);
  }

  /** Returns the same answered in one of these media types, the usual one first. */
  Operation as(String... others) {
    return new Operation(
        method,
        summary,
        action,
        edit,
        isConditional,
        query,
        body,
        isWhole,
        status,
        answer,
        List.of(others));
  }

  /** Refuses what it does not take; settings of a body are for whoever reads them. */
  void check(Map<String, String> settings) {
    if (body != null) {
      return;
    }
    List<String> known = query.stream().map(Parameter::name).toList();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      if (!known.contains(setting.getKey())) {
        throw known.isEmpty()
            ? new InvalidValueException(
                setting.getKey(), setting.getValue(), "nothing: there is nothing to set here")
            : InvalidValueException.choice(setting.getKey(), setting.getValue(), known);
      }
    }
  }

  /** Returns whether its body may be a form: settings, and nothing that is made of others. */
  boolean takesForm() {
    return body != null && (!isWhole || edit != null);
  }

  /** Returns whether it only looks. */
  boolean isRead() {
    return method.equals("GET");
  }
}
