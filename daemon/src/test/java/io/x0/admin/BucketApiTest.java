package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.director.Edit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Buckets, conditions and races in the API. */
class BucketApiTest {
  private static final String VIP = "/director/shop/buckets/vip";

  private final ApiRig rig = new ApiRig();

  @Test
  void put_new_isCreatedUnderTheDirectorsRevision() {
    rig.shop();

    Answer answer = rig.call("PUT", VIP, Map.of("rate", "20%", "ceil", "40%"));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.location()).isEqualTo(VIP);
    assertThat(answer.revision()).hasValue(3);
    JsonObject body = answer.body();
    assertThat(body.remove("stats")).isNotNull();
    assertThat(body)
        .hasToString(
            "{\"name\":\"vip\",\"parent\":\"root\",\"rate\":\"20%\",\"ceil\":\"40%\","
                + "\"queue-limit\":\"unlimited\",\"token-rate\":\"unlimited\","
                + "\"token-ceil\":\"unlimited\"}");
  }

  @Test
  void put_unknownParent_namesTheField() {
    rig.shop();

    ApiException refused = rig.refused("PUT", VIP, Map.of("rate", "20%", "parent", "nobody"));

    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().field()).isEqualTo("parent");
    assertThat(refused.problem().detail()).isEqualTo("parent: no bucket nobody in director shop");
    assertThat(rig.call("PUT", VIP, Map.of("rate", "20%", "parent", "root")).status())
        .isEqualTo(201);
    assertThat(
            rig.call("PUT", "/director/shop/buckets/a", Map.of("rate", "5%", "parent", "vip"))
                .body()
                .get("parent")
                .getAsString())
        .isEqualTo("vip");
  }

  @Test
  void change_root_isForbidden() {
    rig.shop();

    for (String method : List.of("PATCH", "POST", "DELETE")) {
      ApiException refused =
          rig.refused(
              method,
              "/director/shop/buckets/root",
              method.equals("DELETE") ? Map.of() : Map.of("rate", "50%"));
      assertThat(refused.problem().status()).isEqualTo(403);
      assertThat(refused.problem().detail())
          .isEqualTo(
              "bucket root of director shop is fixed: it has what the backends take"
                  + " (set their capacity, or max-in-flight of the director)");
    }
    assertThat(rig.refused("PUT", "/director/shop/buckets/root", Map.of("rate", "5%")).problem())
        .extracting(p -> p.status())
        .isEqualTo(409);
    assertThat(rig.refused("PATCH", "/director/blog/buckets/root").problem().detail())
        .isEqualTo("no director blog");
  }

  @Test
  void changeAndDelete_answerWithTheBucket() {
    rig.shop();
    rig.call("PUT", VIP, Map.of("rate", "20%"));

    Answer changed = rig.call("PATCH", VIP, Map.of("ceil", "50%"));
    Answer deleted = rig.call("DELETE", VIP);

    assertThat(changed.body().get("ceil").getAsString()).isEqualTo("50%");
    assertThat(changed.revision()).hasValue(4);
    assertThat(deleted.body().get("ceil").getAsString()).isEqualTo("50%");
    assertThat(rig.refused("GET", VIP).problem().detail())
        .isEqualTo("no bucket vip in director shop");
    assertThat(rig.refused("DELETE", VIP).problem().status()).isEqualTo(404);
  }

  @Test
  void ifMatch_anyAndLists_areConditionsToo() {
    rig.shop();

    assertThat(rig.call("LOCK", "/director/shop", Map.of(), IfMatch.of(1L, 2L)).revision())
        .hasValue(3);
    assertThat(rig.call("UNLOCK", "/director/shop", Map.of(), IfMatch.ANY).revision()).hasValue(4);
    assertThat(rig.call("PUT", VIP, Map.of("rate", "5%"), IfMatch.of(9L, 4L)).status())
        .isEqualTo(201);
    ApiException refused =
        rig.refused("LOCK", "/director/shop/backends/b1", Map.of(), IfMatch.of(5L, 6L));
    assertThat(refused.problem().status()).isEqualTo(412);
    assertThat(refused.problem().detail()).contains("it is at revision 2, not 5");
  }

  @Test
  void ifMatch_any_replacesWhatExistsAndCreatesNothing() {
    rig.shop();
    rig.call("PATCH", "/director/shop", Map.of("queue-limit", "7"));

    Answer replaced = rig.call("PUT", "/director/shop", Map.of(), IfMatch.ANY);

    assertThat(replaced.status()).isEqualTo(200);
    assertThat(replaced.body().get("queue-limit").getAsInt()).isEqualTo(1000);
    assertThat(rig.refused("PUT", "/director/blog", Map.of(), IfMatch.ANY).problem().status())
        .isEqualTo(404);
    assertThat(
            rig.refused("PUT", "/director/shop/backends/b9", ApiRig.URL, IfMatch.ANY)
                .problem()
                .status())
        .isEqualTo(404);
  }

  @Test
  void change_goneBeforeItsAnswer_isStillASuccess() {
    rig.shop();
    Runnable delete = () -> rig.control.submit("bob", Edit.deleteDirector("shop")).join();

    rig.afterNextWrite(delete);
    Answer director = rig.call("PATCH", "/director/shop", Map.of("queue-limit", "7"));
    rig.shop();
    rig.afterNextWrite(delete);
    Answer backend = rig.call("PATCH", "/director/shop/backends/b1", Map.of("weight", "7"));
    rig.shop();
    rig.afterNextWrite(delete);
    Answer bucket = rig.call("PUT", VIP, Map.of("rate", "20%"));

    assertThat(director.status()).isEqualTo(200);
    assertThat(director.revision()).hasValue(3);
    assertThat(director.body().get("queue-limit").getAsInt()).isEqualTo(7);
    assertThat(director.body().has("state")).isFalse();
    assertThat(backend.status()).isEqualTo(200);
    assertThat(backend.revision()).hasValue(3);
    assertThat(backend.body().get("weight").getAsInt()).isEqualTo(7);
    assertThat(backend.body().has("state")).isFalse();
    assertThat(bucket.status()).isEqualTo(201);
    assertThat(bucket.revision()).hasValue(3);
    assertThat(bucket.body().get("ceil").getAsString()).isEqualTo("20%");
    assertThat(rig.refused("GET", "/director/shop").problem().status()).isEqualTo(404);
  }
}
