package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.common.json.Json;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchResourceTest {
  private final ApiRig rig = new ApiRig();

  private static final String URL = "{\"url\": \"http://10.0.0.1:80\"}";

  private static JsonObject batch(String... changes) {
    return Json.object("{\"changes\": [" + String.join(", ", changes) + "]}");
  }

  private static String change(String method, String path, String settings) {
    return "{\"method\": \""
        + method
        + "\", \"path\": \""
        + path
        + "\", \"settings\": "
        + settings
        + "}";
  }

  @Test
  void post_changesThatBuildOnEachOther_areOneTransaction() {
    Answer answer =
        rig.post(
            "/batch",
            batch(
                change("PUT", "/director/shop", "{\"queue-limit\": 5}"),
                change("PUT", "/director/shop/backends/b1", URL),
                change("PUT", "/director/shop/buckets/vip", "{\"rate\": \"20%\"}"),
                change("PATCH", "/director/shop/backends/b1", "{\"capacity\": 3}"),
                change("LOCK", "/director/shop", "{}")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().getAsJsonArray("changes")).hasSize(5);
    assertThat(rig.store.batches).hasSize(1);
    assertThat(rig.store.batches.get(0)).hasSize(5);
    JsonObject shop = rig.call("GET", "/director/shop").body();
    assertThat(shop.get("queue-limit").getAsInt()).isEqualTo(5);
    assertThat(shop.get("enabled").getAsBoolean()).isFalse();
    assertThat(rig.call("GET", "/director/shop/backends/b1").body().get("capacity").getAsInt())
        .isEqualTo(3);
    assertThat(rig.call("GET", "/director/shop/buckets/vip").status()).isEqualTo(200);
  }

  @Test
  void post_oneIsRefused_nothingHolds() {
    rig.shop();
    int before = rig.store.batches.size();

    ApiException refused =
        rig.refusedPost(
            "/batch",
            batch(
                change("PUT", "/director/blog", "{}"),
                change("DELETE", "/director/shop", "{}"),
                change("PATCH", "/director/blog", "{\"queue-limit\": -1}")));

    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().field()).isEqualTo("changes[2].queue-limit");
    assertThat(refused.problem().detail())
        .startsWith("change 3 (PATCH /director/blog): queue-limit: -1")
        .endsWith("; nothing was changed");
    assertThat(rig.store.batches).hasSize(before);
    assertThat(rig.call("GET", "/director/shop").status()).isEqualTo(200);
    assertThat(rig.refused("GET", "/director/blog").problem().status()).isEqualTo(404);
  }

  @Test
  void post_conflictsAndConditions_keepTheirStatus() {
    rig.shop();

    assertThat(
            rig.refusedPost("/batch", batch(change("PUT", "/director/shop", "{}")))
                .problem()
                .status())
        .isEqualTo(409);
    assertThat(
            rig.refusedPost(
                    "/batch",
                    batch(
                        "{\"method\": \"DELETE\", \"path\": \"/director/shop\","
                            + " \"if-match\": \"77\"}"))
                .problem()
                .status())
        .isEqualTo(412);
    assertThat(
            rig.refusedPost("/batch", batch(change("DELETE", "/director/none", "{}")))
                .problem()
                .status())
        .isEqualTo(404);
  }

  @Test
  void post_hostnameOfARefusedBatch_isFreeAgain() {
    String create = change("PUT", "/director/a", "{\"hostname\": \"a.test\"}");
    ApiException refused =
        rig.refusedPost("/batch", batch(create, change("DELETE", "/director/none", "{}")));
    assertThat(refused.problem().field()).isEqualTo("changes[1]");

    Answer answer =
        rig.post("/batch", batch(change("PUT", "/director/b", "{\"hostname\": \"a.test\"}")));

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void post_dryRun_checksEverythingAndChangesNothing() {
    JsonObject changes =
        batch(
            change("PUT", "/director/a", "{\"hostname\": \"a.test\"}"),
            change("PUT", "/director/a/backends/b1", URL));

    Answer answer = rig.post("/batch", changes, Map.of("dry-run", "true"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().getAsJsonArray("changes")).hasSize(2);
    assertThat(rig.store.batches).isEmpty();
    assertThat(rig.directors.all()).isEmpty();
    assertThat(rig.post("/batch", changes).status()).isEqualTo(200);
  }

  @Test
  void dryRun_ofSingleChanges_showsWhatWouldBe() {
    rig.shop();
    Map<String, String> trial = Map.of("dry-run", "true", "queue-limit", "7");
    int before = rig.store.batches.size();

    Answer changed = rig.call("PATCH", "/director/shop", trial);
    Answer created = rig.call("PUT", "/director/blog", Map.of("dry-run", "true"));
    Answer deleted = rig.call("DELETE", "/director/shop", Map.of("dry-run", "true"));

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.body().get("queue-limit").getAsInt()).isEqualTo(7);
    assertThat(changed.body().get("changes"))
        .hasToString(
            "[{\"kind\":\"director\",\"name\":\"shop\",\"change\":\"changed\",\"settings\":"
                + "{\"queue-limit\":{\"before\":1000,\"after\":7}}}]");
    assertThat(created.body().get("changes"))
        .hasToString("[{\"kind\":\"director\",\"name\":\"blog\",\"change\":\"created\"}]");
    assertThat(deleted.body().get("changes"))
        .hasToString("[{\"kind\":\"director\",\"name\":\"shop\",\"change\":\"removed\"}]");
    assertThat(created.status()).isEqualTo(200);
    assertThat(deleted.status()).isEqualTo(200);
    assertThat(rig.store.batches).hasSize(before);
    assertThat(rig.call("GET", "/director/shop").body().get("queue-limit").getAsInt())
        .isEqualTo(1000);
    assertThat(rig.refused("GET", "/director/blog").problem().status()).isEqualTo(404);
    assertThat(
            rig.refused("PATCH", "/director/shop", Map.of("dry-run", "true", "queue-limit", "x"))
                .problem()
                .field())
        .isEqualTo("queue-limit");
    assertThat(rig.refused("PATCH", "/director/shop", Map.of("dry-run", "maybe")).problem().field())
        .isEqualTo("dry-run");
  }

  @Test
  void post_whatIsNoBatch_isRefused() {
    assertThat(rig.refusedPost("/batch", new JsonObject()).problem().field()).isEqualTo("changes");
    assertThat(rig.refusedPost("/batch", batch("1")).problem().field())
        .isEqualTo("changes[0].change");
    assertThat(
            rig.refusedPost("/batch", batch(change("PUT", "/config/reload", "{}")))
                .problem()
                .field())
        .isEqualTo("changes[0].path");
    assertThat(
            rig.refusedPost("/batch", batch(change("GET", "/director/shop", "{}")))
                .problem()
                .status())
        .isEqualTo(405);
    assertThat(rig.refused("GET", "/batch").allow()).isEqualTo("POST, OPTIONS");
  }
}
