package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.director.BackendConfig;
import io.x0.director.BucketEdits;
import io.x0.director.DirectorSettings;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The description of the API: what OpenAPI 3.1 asks of one, and whether it is about this API. */
class ApiDocumentTest {
  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch");
  private static final List<String> TRIED =
      List.of(
          "GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE", "LOCK", "UNLOCK", "TRACE",
          "MOVE");

  private final ApiRig rig = new ApiRig();
  private final JsonObject document = rig.call("GET", "/openapi.json").body();
  private final JsonObject paths = document.getAsJsonObject("paths");
  private final JsonObject schemas =
      document.getAsJsonObject("components").getAsJsonObject("schemas");

  /** Returns the operations of a path by their method in capitals. */
  private static Map<String, JsonObject> operations(JsonObject path) {
    Map<String, JsonObject> out = new java.util.TreeMap<>();
    for (String key : path.keySet()) {
      if (METHODS.contains(key)) {
        out.put(key.toUpperCase(Locale.ROOT), path.getAsJsonObject(key));
      }
    }
    if (path.get(ApiDocument.OTHERS) instanceof JsonObject others) {
      others.keySet().forEach(method -> out.put(method, others.getAsJsonObject(method)));
    }
    return out;
  }

  private static void each(JsonElement element, java.util.function.Consumer<JsonObject> action) {
    if (element instanceof JsonArray array) {
      array.forEach(one -> each(one, action));
    } else if (element instanceof JsonObject object) {
      action.accept(object);
      object.asMap().values().forEach(one -> each(one, action));
    }
  }

  @Test
  void document_hasTheFormOfOpenApi31() {
    assertThat(document.get("openapi").getAsString()).isEqualTo("3.1.0");
    assertThat(document.keySet()).containsOnly("openapi", "info", "paths", "components");
    assertThat(document.getAsJsonObject("info").keySet()).contains("title", "version");
    Set<String> ids = new HashSet<>();
    for (String path : paths.keySet()) {
      JsonObject item = paths.getAsJsonObject(path);
      assertThat(path).startsWith("/");
      assertThat(item.keySet())
          .allMatch(
              key ->
                  METHODS.contains(key)
                      || key.equals("parameters")
                      || key.equals(ApiDocument.OTHERS));
      Set<String> variables = new TreeSet<>();
      if (item.get("parameters") instanceof JsonArray parameters) {
        for (JsonElement one : parameters) {
          JsonObject parameter = one.getAsJsonObject();
          assertThat(parameter.get("in").getAsString()).isEqualTo("path");
          assertThat(parameter.get("required").getAsBoolean()).isTrue();
          variables.add(parameter.get("name").getAsString());
        }
      }
      assertThat(variables)
          .as(path)
          .hasSize((int) path.chars().filter(c -> c == '{').count())
          .allMatch(name -> path.contains("{" + name + "}"));
      operations(item)
          .forEach(
              (method, operation) -> {
                String what = method + " " + path;
                assertThat(ids.add(operation.get("operationId").getAsString())).as(what).isTrue();
                JsonObject responses = operation.getAsJsonObject("responses");
                assertThat(responses.keySet())
                    .as(what)
                    .isNotEmpty()
                    .allMatch(key -> key.equals("default") || key.matches("[1-5][0-9][0-9]"));
                responses
                    .asMap()
                    .values()
                    .forEach(
                        response ->
                            assertThat(response.getAsJsonObject().has("description")).isTrue());
                if (operation.get("parameters") instanceof JsonArray parameters) {
                  Set<String> names = new HashSet<>();
                  for (JsonElement one : parameters) {
                    JsonObject parameter = one.getAsJsonObject();
                    assertThat(parameter.has("schema")).as(what).isTrue();
                    assertThat(parameter.get("in").getAsString()).isIn("query", "header");
                    assertThat(names.add(parameter.get("name").getAsString())).as(what).isTrue();
                  }
                }
              });
    }
  }

  @Test
  void references_leadToSchemas_andEverySchemaIsReferredTo() {
    Set<String> used = new TreeSet<>();
    each(
        document,
        object -> {
          if (object.has("$ref")) {
            String ref = object.get("$ref").getAsString();
            assertThat(ref).startsWith("#/components/schemas/");
            used.add(ref.substring(ref.lastIndexOf('/') + 1));
          }
        });

    assertThat(used).containsExactlyElementsOf(new TreeSet<>(schemas.keySet()));
  }

  @Test
  void routes_documentAndServer_haveTheSame() {
    rig.shop();
    for (String template : paths.keySet()) {
      Set<String> told = operations(paths.getAsJsonObject(template)).keySet();
      String path =
          template
              .replace("{director}", "shop")
              .replace("{backend}", "b1")
              .replace("{bucket}", "root");
      List<String> segments = List.of(path.substring(1).split("/"));
      for (String method : TRIED) {
        boolean isServed =
            method.equals("OPTIONS") || isOperation(rig.routes().find(segments), method);
        assertThat(isServed).as(method + " " + template).isEqualTo(told.contains(method));
      }
    }
    assertThat(paths.keySet())
        .containsExactlyInAnyOrderElementsOf(
            rig.routes().all().stream().map(Route::template).toList());
  }

  private static boolean isOperation(Routes.Match match, String method) {
    try {
      return match.operation(method) != null;
    } catch (ApiException e) {
      assertThat(e.problem().status()).isEqualTo(405);
      return false;
    }
  }

  @Test
  void settings_areThoseOfTheTables() {
    assertThat(properties("DirectorSettings")).isEqualTo(names(DirectorSettings.TABLE));
    assertThat(properties("BackendSettings")).isEqualTo(names(BackendConfig.TABLE));
    assertThat(properties("BucketSettings")).isEqualTo(names(BucketEdits.TABLE));

    JsonObject director = schemas.getAsJsonObject("DirectorSettings").getAsJsonObject("properties");
    assertThat(director.get("queue-timeout"))
        .hasToString(
            "{\"$ref\":\"#/components/schemas/Duration\",\"x-minimum\":\"1ms\","
                + "\"description\":\"longest wait for a backend\",\"default\":\"30s\"}");
    assertThat(director.getAsJsonObject("scheduler").getAsJsonArray("enum")).isNotEmpty();
    assertThat(director.getAsJsonObject("queue-limit").get("default").getAsInt()).isEqualTo(1000);
    assertThat(director.getAsJsonObject("queue-limit").get("minimum").getAsInt()).isZero();
  }

  private static Set<String> names(io.x0.common.setting.SettingTable<?> table) {
    Set<String> names = new LinkedHashSet<>();
    table.all().forEach(setting -> names.add(setting.name()));
    return names;
  }

  private Set<String> properties(String schema) {
    return schemas.getAsJsonObject(schema).getAsJsonObject("properties").keySet();
  }

  @Test
  void members_servedAndDescribed_areTheSame() {
    rig.shop();
    rig.call("PUT", "/director/demand", Map.of("hostname", "a.test", "port", "80"));
    rig.call("PUT", "/director/shop/backends/b2", Map.of("url", "http+unix:/run/b.sock"));
    rig.call("PUT", "/director/shop/buckets/vip", Map.of("rate", "20%"));
    rig.call("POST", "/history/undo");
    ServedFields served = new ServedFields(document);
    for (String path :
        List.of(
            "/director/shop",
            "/director/demand",
            "/director/shop/backends/b1",
            "/director/shop/backends/b2",
            "/director/shop/buckets/root",
            "/director/shop/stats",
            "/director/shop/health",
            "/director/shop/backends/b1/health",
            "/director/shop/backends/",
            "/director/shop/buckets/",
            "/director/shop/events",
            "/settings",
            "/history",
            "/health",
            "/events")) {
      Operation operation =
          rig.routes().find(List.of(path.substring(1).split("/"))).operation("GET");
      served.compare(Schemas.ref(operation.answer()), rig.call("GET", path).body(), path);
    }

    assertThat(served.unknown()).as("served, but not described").isEmpty();
    for (String schema :
        List.of(
            "Director",
            "DirectorAlone",
            "DirectorSettings",
            "Demand",
            "Backend",
            "Bucket",
            "BackendSettings",
            "BucketSettings",
            "BackendFigures",
            "BucketFigures",
            "Traffic",
            "Times",
            "Load",
            "Attempts",
            "HealthOfBackend",
            "Event",
            "BackendHealth",
            "Health",
            "Events",
            "History",
            "DirectorStats",
            "Settings")) {
      assertThat(served.missing(schema)).as("members that nothing has").isEmpty();
    }
  }
}
