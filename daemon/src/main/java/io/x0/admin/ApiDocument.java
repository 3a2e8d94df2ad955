package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.admin.Operation.Parameter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The description of the API as OpenAPI 3.1 has it, made of the table of resources and of the
 * tables of settings. Stateless.
 */
final class ApiDocument {
  /** The methods that a path of OpenAPI 3.1 can have; others stand apart. */
  private static final Set<String> KNOWN =
      Set.of("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE");

  /** Where OpenAPI 3.2 has additionalOperations. */
  static final String OTHERS = "x-additional-operations";

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final String PROBLEM = "application/problem+json";

  private ApiDocument() {}

  /**
   * Returns the document.
   *
   * @param version that of x0d
   */
  static JsonObject of(Routes routes, String version) {
    JsonObject info = new JsonObject();
    info.addProperty("title", "x0d admin API");
    info.addProperty("version", version);
    info.addProperty(
        "description",
        "Directors, backends and buckets of an x0d, on its admin socket. Settings may be sent as"
            + " JSON, as a form or in the query, which wins; each may be a string as well.");
    JsonObject paths = new JsonObject();
    routes.all().forEach(route -> paths.add(route.template(), path(route)));
    JsonObject components = new JsonObject();
    components.add("schemas", Schemas.all());
    JsonObject out = new JsonObject();
    out.addProperty("openapi", "3.1.0");
    out.add("info", info);
    out.add("paths", paths);
    out.add("components", components);
    return out;
  }

  private static JsonObject path(Route route) {
    JsonObject out = new JsonObject();
    JsonArray variables = new JsonArray();
    for (String name : route.variables()) {
      JsonObject variable = parameter("path", name, "the name of a " + name, Schemas.ref("Name"));
      variable.addProperty("required", true);
      variables.add(variable);
    }
    if (!variables.isEmpty()) {
      out.add("parameters", variables);
    }
    JsonObject others = new JsonObject();
    for (String method : route.methods()) {
      JsonObject operation =
          method.equals("OPTIONS")
              ? options(route)
              : operation(route, method, route.operation(method).orElseThrow());
      if (KNOWN.contains(method)) {
        out.add(method.toLowerCase(Locale.ROOT), operation);
      } else {
        others.add(method, operation);
      }
    }
    if (others.size() > 0) {
      out.add(OTHERS, others);
    }
    return out;
  }

  private static JsonObject options(Route route) {
    JsonObject answer = response("the verbs, in Allow");
    answer.add("headers", header("Allow", "the verbs of the resource"));
    JsonObject responses = new JsonObject();
    responses.add("204", answer);
    JsonObject out = named(route, "OPTIONS", "tells which verbs there are");
    out.add("responses", responses);
    return out;
  }

  private static JsonObject named(Route route, String method, String summary) {
    StringBuilder id = new StringBuilder(method.toLowerCase(Locale.ROOT));
    for (String word : route.template().split("[^a-z.]+", -1)) {
      if (!word.isEmpty()) {
        id.append('-').append(word.replace('.', '-'));
      }
    }
    if (route.template().endsWith("/")) {
      id.append("-list");
    }
    JsonObject out = new JsonObject();
    out.addProperty("operationId", id.toString());
    out.addProperty("summary", summary);
    return out;
  }

  private static JsonObject operation(Route route, String method, Operation operation) {
    boolean isHead = method.equals("HEAD");
    JsonObject out =
        named(route, method, isHead ? "the head of what GET answers" : operation.summary());
    JsonArray parameters = parameters(operation);
    if (!parameters.isEmpty()) {
      out.add("parameters", parameters);
    }
    String body = operation.body();
    if (body != null) {
      JsonObject request = new JsonObject();
      request.add("content", requestContent(operation, Schemas.ref(body)));
      out.add("requestBody", request);
    }
    out.add("responses", responses(operation, isHead));
    return out;
  }

  private static JsonObject requestContent(Operation operation, JsonObject schema) {
    JsonObject content = new JsonObject();
    content.add(Operation.JSON, media(schema));
    if (operation.takesForm()) {
      content.add(FORM, media(schema.deepCopy()));
    }
    return content;
  }

  private static JsonArray parameters(Operation operation) {
    JsonArray out = new JsonArray();
    for (Parameter parameter : operation.query()) {
      out.add(
          parameter("query", parameter.name(), parameter.summary(), Schemas.ref(parameter.form())));
    }
    String body = operation.body();
    if (body != null && operation.takesForm()) {
      JsonObject settings =
          parameter("query", "settings", "each setting by its name", Schemas.ref(body));
      settings.addProperty("style", "form");
      settings.addProperty("explode", true);
      out.add(settings);
    }
    if (!operation.isRead()) {
      out.add(
          parameter(
              "query",
              Operation.DRY_RUN,
              "checks everything, says what would differ, and changes nothing",
              Schemas.ref("Flag")));
    }
    if (operation.isRead() && operation.types().contains(Operation.JSON)) {
      out.add(
          parameter(
              "header", "If-None-Match", "304 if this is the ETag still", Schemas.ref("Tags")));
    }
    if (operation.isConditional()) {
      out.add(parameter("header", "If-Match", "412 if this is not the ETag", Schemas.ref("Tags")));
    }
    return out;
  }

  private static JsonObject responses(Operation operation, boolean isHead) {
    JsonObject responses = new JsonObject();
    responses.add(String.valueOf(operation.status()), answer(operation, "done", isHead));
    if (operation.status() != 200) {
      responses.add("200", answer(operation, "replaced, or only checked", isHead));
    }
    if (operation.isRead() && operation.types().contains(Operation.JSON)) {
      responses.add("304", response("nothing has changed"));
    }
    JsonObject problem = response("what went wrong");
    if (!isHead) {
      problem.add("content", content(List.of(PROBLEM), Schemas.ref("Problem")));
    }
    responses.add("default", problem);
    return responses;
  }

  private static JsonObject answer(Operation operation, String description, boolean isHead) {
    JsonObject out = response(description);
    if (operation.isRead() || operation.edit() != null) {
      out.add("headers", header("ETag", "what If-Match and If-None-Match name"));
    }
    if (!isHead) {
      JsonObject schema = Schemas.ref(operation.answer());
      if (operation.edit() != null) {
        JsonArray both = new JsonArray();
        both.add(schema);
        both.add(Schemas.ref("Preview"));
        schema = new JsonObject();
        schema.add("allOf", both);
      }
      out.add("content", content(operation.types(), schema));
    }
    return out;
  }

  private static JsonObject content(List<String> types, JsonObject schema) {
    JsonObject out = new JsonObject();
    for (String type : types) {
      out.add(
          type, media(type.equals(EventStream.TYPE) ? Schemas.ref("Stream") : schema.deepCopy()));
    }
    return out;
  }

  private static JsonObject media(JsonObject schema) {
    JsonObject out = new JsonObject();
    out.add("schema", schema);
    return out;
  }

  private static JsonObject response(String description) {
    JsonObject out = new JsonObject();
    out.addProperty("description", description);
    return out;
  }

  private static JsonObject header(String name, String description) {
    JsonObject type = new JsonObject();
    type.addProperty("type", "string");
    JsonObject header = media(type);
    header.addProperty("description", description);
    JsonObject out = new JsonObject();
    out.add(name, header);
    return out;
  }

  private static JsonObject parameter(
      String in, String name, String description, JsonObject schema) {
    JsonObject out = media(schema);
    out.addProperty("name", name);
    out.addProperty("in", in);
    out.addProperty("description", description);
    return out;
  }
}
