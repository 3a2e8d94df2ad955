package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.director.Outcome;
import io.x0.stats.LoadCounter.Load;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatsFrameTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final ApiRig rig = new ApiRig();
  private final FixedStatus status = new FixedStatus();
  private final StatsFrame frames = new StatsFrame(rig.time, rig.directors, status);

  @BeforeEach
  void shop() {
    rig.shop();
    rig.call("PATCH", "/director/shop/backends/b1", Map.of("capacity", "8"));
    rig.call("PUT", "/director/shop/buckets/vip", Map.of("rate", "2t", "ceil", "4t"));
  }

  private static JsonObject at(JsonObject from, String... path) {
    JsonObject at = from;
    for (String name : path) {
      at = at.getAsJsonObject(name);
    }
    return at;
  }

  @Test
  void frame_ofAll_hasALineForEachDirector() {
    rig.call("PUT", "/director/empty");
    rig.admit();

    JsonObject directors = at(frames.frame(null), "directors");

    assertThat(directors.keySet()).containsExactly("empty", "shop");
    JsonObject shop = at(directors, "shop");
    assertThat(shop.keySet())
        .containsExactly(
            "state",
            "capacity",
            "in-flight",
            "queued",
            "dropped",
            "requests-per-second",
            "errors-per-second",
            "latency-ms",
            "queue-wait-ms");
    assertThat(shop.get("state").getAsString()).isEqualTo("up");
    assertThat(shop.get("capacity").getAsInt()).isEqualTo(8);
    assertThat(shop.get("in-flight").getAsInt()).isEqualTo(1);
    assertThat(at(directors, "empty").get("state").getAsString()).isEqualTo("empty");
  }

  @Test
  void frame_ofOne_hasItsBucketsAndBackends() {
    rig.call("PUT", "/director/other");
    for (int i = 0; i < 3; i++) {
      rig.admit("vip");
    }

    JsonObject directors = at(frames.frame("shop"), "directors");

    assertThat(directors.keySet()).containsExactly("shop");
    assertThat(at(directors, "shop", "buckets", "vip"))
        .hasToString(
            "{\"parent\":\"root\",\"in-flight\":3,\"token-rate\":2,\"token-ceil\":4,"
                + "\"borrowed\":1,\"queued\":0,\"dropped\":0,"
                + "\"requests-per-second\":0,\"errors-per-second\":0}");
    assertThat(at(directors, "shop", "backends", "b1"))
        .hasToString(
            "{\"state\":\"online\",\"in-flight\":3,\"capacity\":8,\"effective-capacity\":8,"
                + "\"throttle\":100,\"failed\":0,"
                + "\"requests-per-second\":0,\"errors-per-second\":0}");
  }

  @Test
  void frame_ofOneThatIsGone_hasNone() {
    assertThat(at(frames.frame("gone"), "directors").keySet()).isEmpty();
  }

  @Test
  void frame_rates_areThoseOfTheLastCompleteSecond() {
    rig.admit().settle(Outcome.FAILED);
    rig.admit("vip").settle(Outcome.FAILED);
    rig.time.advance(SECOND);

    JsonObject shop = at(frames.frame("shop"), "directors", "shop");

    assertThat(shop.get("requests-per-second").getAsInt()).isEqualTo(2);
    assertThat(shop.get("errors-per-second").getAsInt()).isEqualTo(2);
    assertThat(at(shop, "buckets", "vip").get("requests-per-second").getAsInt()).isEqualTo(1);
    assertThat(at(shop, "backends", "b1").get("errors-per-second").getAsInt()).isEqualTo(2);
    rig.time.advance(SECOND);
    shop = at(frames.frame("shop"), "directors", "shop");
    assertThat(shop.get("requests-per-second").getAsInt()).isZero();
    assertThat(at(shop, "backends", "b1").get("requests-per-second").getAsInt()).isZero();
  }

  @Test
  void frame_wholeProxy_countsFromTheSecondFrameOn() {
    status.requests = new Load(5, 9, 100);
    assertThat(at(frames.frame(null), "requests")).hasToString("{\"current\":5,\"total\":100}");

    rig.time.advance(SECOND);
    status.requests = new Load(6, 9, 130);
    String expected = "{\"current\":6,\"total\":130,\"per-second\":30}";
    assertThat(at(frames.frame(null), "requests")).hasToString(expected);
    // The next subject of the same second gets the same.
    assertThat(at(frames.frame("shop"), "requests")).hasToString(expected);

    // Nobody listened for a while: what happened then was not in one second.
    rig.time.advance(Duration.ofSeconds(5));
    assertThat(at(frames.frame(null), "requests").has("per-second")).isFalse();
  }
}
