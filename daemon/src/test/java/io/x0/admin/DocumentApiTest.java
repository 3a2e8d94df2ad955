package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.x0.admin.Api.Answer;
import io.x0.common.api.Derived;
import io.x0.common.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A director that is put as a whole. */
class DocumentApiTest {
  private static final String WHOLE =
      """
      {
        "scheduler": "least-load", "queue-limit": 7, "queue-timeout": "250ms",
        "backends": [
          {"name": "b2", "url": "http://10.0.0.2:81", "capacity": 4, "role": "backup"},
          {"name": "b1", "url": "http+unix:/run/b1.sock", "enabled": false, "weight": "3",
           "slow-start": "5s", "health-check-mode": "off"}
        ],
        "buckets": [
          {"name": "vip", "rate": "20%", "ceil": "40%", "queue-limit": 5,
           "buckets": [{"name": "gold", "rate": "50%"}]},
          {"name": "rest", "rate": "0.5"},
          {"name": "slow", "parent": "rest", "rate": "1t"}
        ]
      }
      """;

  private final ApiRig rig = new ApiRig();

  private ApiException refused(String document) {
    ApiException refused = rig.refusedDocument("/director/shop", Json.object(document), Map.of());
    assertThat(rig.directors.find("shop")).isEmpty();
    assertThat(rig.store.history(10)).isEmpty();
    return refused;
  }

  private JsonObject get() {
    return rig.call("GET", "/director/shop").body();
  }

  private static List<String> names(JsonObject director, String list) {
    return director.getAsJsonArray(list).asList().stream()
        .map(e -> e.getAsJsonObject().get("name").getAsString())
        .toList();
  }

  @Test
  void put_document_createsAllOfItInOneChange() {
    Answer answer = rig.document("/director/shop", Json.object(WHOLE));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.location()).isEqualTo("/director/shop");
    assertThat(settings(answer.body())).isEqualTo(settings(get()));
    assertThat(get().get("scheduler").getAsString()).isEqualTo("least-load");
    assertThat(get().get("queue-limit").getAsInt()).isEqualTo(7);
    assertThat(get().get("revision").getAsInt()).isEqualTo(1);
    assertThat(names(get(), "backends")).containsExactly("b2", "b1");
    JsonObject b1 = get().getAsJsonArray("backends").get(1).getAsJsonObject();
    assertThat(b1.get("path").getAsString()).isEqualTo("/run/b1.sock");
    assertThat(b1.get("slow-start").getAsString()).isEqualTo("5s");
    assertThat(b1.get("state").getAsString()).isEqualTo("disabled");
    assertThat(b1.get("revision").getAsInt()).isEqualTo(1);
    assertThat(names(get(), "buckets")).containsExactly("root", "vip", "gold", "rest", "slow");
    assertThat(
            get().getAsJsonArray("buckets").asList().stream()
                .map(b -> b.getAsJsonObject().get("parent").getAsString()))
        .containsExactly("", "root", "vip", "root", "rest");
    assertThat(rig.store.history(10)).hasSize(1);
    assertThat(rig.store.history(10).get(0).change().action())
        .isEqualTo("director create shop with 2 backends and 4 buckets");
  }

  @Test
  void put_whatGetGives_isTheIdentity() {
    rig.document("/director/shop", Json.object(WHOLE));
    JsonObject before = get();
    rig.call("DELETE", "/director/shop");

    rig.document("/director/shop", before.deepCopy());

    assertThat(settings(get())).isEqualTo(settings(before));
    assertThat(settings(get()).size()).isGreaterThan(20);
  }

  private static JsonObject settings(JsonObject director) {
    JsonObject copy = director.deepCopy();
    Derived.OF_DIRECTOR.forEach(copy::remove);
    without(copy.getAsJsonArray("backends"), Derived.OF_BACKEND);
    without(copy.getAsJsonArray("buckets"), Derived.OF_BUCKET);
    return copy;
  }

  private static void without(JsonArray list, Set<String> names) {
    for (JsonElement item : list) {
      names.forEach(item.getAsJsonObject()::remove);
    }
  }

  @Test
  void get_membersThatAreNotDerived_canAllBeGiven() {
    rig.document("/director/shop", Json.object(WHOLE));
    JsonObject bare = settings(get());
    rig.call("DELETE", "/director/shop");

    assertThat(rig.document("/director/shop", bare).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'backends': [{'name': 'a'}]}|backends[0].url|backends[0].url: '' (expected: the address"
            + " of the backend)",
        "{'backends': [{'url': 'http://h:1'}]}|backends[0].name|backends[0].name: '' (expected: a"
            + " name)",
        "{'backends': [{'name': 'a', 'url': 'http://h:1'}, {'name': 'b', 'url': 'http://h:1',"
            + " 'capacity': 0}]}|backends[1].capacity|backends[1].capacity: 0 (expected: a whole"
            + " number from 1, or unlimited)",
        "{'backends': [{'name': 'a', 'url': 'http://h:1', 'role':"
            + " 'terminate'}]}|backends[0].role|backends[0].role: terminate (expected: one of"
            + " active, standby, backup)",
        "{'backends': [{'name': 'a', 'url': 'http://h:1', 'wieght':"
            + " 1}]}|backends[0].wieght|backends[0].wieght: 1 (expected: one of url,",
        "{'backends': [{'name': 'a', 'url': 'http://h:1', 'weight':"
            + " [1]}]}|backends[0].weight|backends[0].weight: [1] (expected: a string, a number,"
            + " true or false)",
        "{'backends': [{'name': 'a', 'url': 'http://h:1'}, {'name': 'a', 'url':"
            + " 'http://h:1'}]}|backends[1].name|backends[1].name: backend a is there twice",
        "{'backends': [{'name': '-', 'url': 'http://h:1'}]}|backends[0].name|backends[0].name: -"
            + " (expected: 1 to 63 letters",
        "{'backends': [5]}|backends[0]|backends[0]: 5 (expected: an object)",
        "{'backends': {}}|backends|backends: {} (expected: a list of objects)",
        "{'buckets': [{'name': 'v', 'rate': '60%'}, {'name': 'w', 'rate':"
            + " '50%'}]}|buckets[1].rate|buckets[1].rate: ",
        "{'buckets': [{'name': 'v', 'rate': '60%', 'ceil':"
            + " '50%'}]}|buckets[0].ceil|buckets[0].ceil: ",
        "{'buckets': [{'name': 'v', 'rate': '6%', 'buckets': [{'name': 'w', 'rate':"
            + " 'much'}]}]}|buckets[0].buckets[0].rate|buckets[0].buckets[0].rate: much (expected:"
            + " a share such as 20%",
        "{'buckets': [{'name': 'v'}]}|buckets[0].rate|buckets[0].rate: '' (expected: a share such"
            + " as 20% or 5t)",
        "{'buckets': [{'name': 'v', 'rate': '1%'}, {'name': 'v', 'rate':"
            + " '1%'}]}|buckets[1].name|buckets[1].name: bucket v exists already",
        "{'buckets': [{'name': 'v', 'rate': '1%', 'parent':"
            + " 'w'}]}|buckets[0].parent|buckets[0].parent: no bucket w in director shop",
        "{'backends': [], 'queue-limit': -1}|queue-limit|queue-limit: -1 (expected: a whole number"
            + " from 0",
        "{'backends': [], 'scheduler': ['rr']}|scheduler|scheduler: ['rr'] (expected: a string",
        "{'backends': [], 'name': 'other'}|name|name: other (expected: the name in the path, shop)",
      })
  void put_wrongDocument_namesTheFieldAndChangesNothing(
      String document, String field, String message) {
    ApiException refused = refused(document.replace('\'', '"'));

    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().field()).isEqualTo(field);
    assertThat(refused.problem().detail().replace('"', '\'')).startsWith(message);
  }

  @Test
  void put_nameThatIsTaken_isAConflict() {
    rig.shop();

    assertThat(
            rig.refusedDocument("/director/shop", Json.object(WHOLE), Map.of()).problem().status())
        .isEqualTo(409);
    assertThat(names(get(), "backends")).containsExactly("b1");
  }

  @Test
  void put_withIfMatch_makesTheDirectorBeLikeTheDocument() {
    rig.shop();
    rig.call("PUT", "/director/shop/buckets/old", Map.of("rate", "10%"));
    JsonObject body = Json.object("{}");
    JsonArray changes = new JsonArray();
    body.add("changes", changes);
    JsonObject change = new JsonObject();
    change.addProperty("method", "PUT");
    change.addProperty("path", "/director/shop");
    change.addProperty("if-match", "2");
    change.add("settings", Json.object(WHOLE));
    changes.add(change);
    assertThat(rig.refusedPost("/batch", body).problem().status()).isEqualTo(412);
    change.addProperty("if-match", "3");
    JsonObject trial = rig.post("/batch", body, Map.of("dry-run", "true")).body();
    assertThat(names(get(), "backends")).containsExactly("b1");

    JsonObject answer = rig.post("/batch", body).body();

    assertThat(answer).isEqualTo(trial);
    JsonObject told = answer.getAsJsonArray("changes").get(0).getAsJsonObject();
    assertThat(told.get("action").getAsString())
        .isEqualTo("director apply shop with 2 backends and 4 buckets");
    assertThat(told.get("revision").getAsInt()).isEqualTo(4);
    assertThat(
            told.getAsJsonArray("changes").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(c -> c.get("name").getAsString() + " " + c.get("change").getAsString()))
        .containsExactly(
            "shop changed",
            "b1 changed",
            "b2 created",
            "old removed",
            "vip created",
            "gold created",
            "rest created",
            "slow created");
    JsonObject now = get();
    rig.call("DELETE", "/director/shop");
    rig.document("/director/shop", Json.object(WHOLE));
    assertThat(settings(now)).isEqualTo(settings(get()));
  }

  @Test
  void put_dryRun_checksAndChangesNothing() {
    Answer answer = rig.document("/director/shop", Json.object(WHOLE), Map.of("dry-run", "true"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(names(answer.body(), "backends")).containsExactly("b2", "b1");
    assertThat(names(answer.body(), "buckets")).containsExactly("vip", "gold", "rest", "slow");
    assertThat(rig.directors.find("shop")).isEmpty();
    rig.shop();
    assertThat(
            rig.refusedDocument("/director/shop", Json.object(WHOLE), Map.of("dry-run", "true"))
                .problem()
                .status())
        .isEqualTo(409);
    assertThat(
            rig.refusedDocument("/director/new", Json.object(WHOLE), Map.of("dry-run", "maybe"))
                .problem()
                .field())
        .isEqualTo("dry-run");
  }

  @Test
  void structure_anywhereElse_isRefused() {
    rig.shop();
    JsonObject list = new JsonObject();
    list.add("capacity", new JsonArray());
    JsonObject backend = new JsonObject();
    backend.add("weight", new JsonPrimitive(2));

    assertThat(rig.refusedDocument("/director/shop/backends/b2", list, Map.of()).problem().detail())
        .isEqualTo("capacity: [] (expected: a string, a number, true or false)");
    assertThat(rig.document("/director/shop/backends/b1", backend, ApiRig.URL, "PATCH").status())
        .isEqualTo(200);
  }
}
