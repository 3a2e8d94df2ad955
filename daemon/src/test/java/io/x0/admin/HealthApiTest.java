package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.director.ManualProbe;
import io.x0.director.Outcome;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Health, events and statistics in the API. */
class HealthApiTest {
  private static final String B1 = "/director/shop/backends/b1";

  private final ManualProbe probe = new ManualProbe();
  private final ApiRig rig = new ApiRig(probe);

  /** Time that is not whole milliseconds. */
  @BeforeEach
  void begin() {
    rig.time.advance(Duration.ofNanos(1_234_567));
  }

  private JsonObject get(String path) {
    return rig.call("GET", path).body();
  }

  private String state() {
    return get(B1).get("state").getAsString();
  }

  /** Returns the present time as the API shows it. */
  private String millis() {
    return rig.time.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static List<String> members(JsonArray list, String name) {
    return list.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(o -> o.get(name).getAsString())
        .toList();
  }

  @Test
  void state_ofABackend_isWhatItsChecksFind() {
    rig.shop();
    assertThat(state()).isEqualTo("unknown");
    assertThat(get("/director/shop").get("state").getAsString()).isEqualTo("down");

    probe.end("b1", true);
    assertThat(state()).isEqualTo("online");

    rig.admit().settle(Outcome.UNREACHABLE);
    assertThat(state()).isEqualTo("offline");
    assertThat(get("/director/shop").get("capacity").getAsInt()).isZero();

    rig.call("LOCK", B1);
    assertThat(state()).isEqualTo("disabled");
  }

  @Test
  void state_backOnlineButKept_isHeldUntilThatIsStored() {
    rig.call("PUT", "/director/shop", Map.of("sticky-offline-mode", "true"));
    rig.call("PUT", B1, ApiRig.URL);
    probe.end("b1", true);
    rig.admit().settle(Outcome.UNREACHABLE);
    rig.store.failNext(false);

    for (int i = 0; i < 2; i++) {
      rig.time.advance(Duration.ofSeconds(3));
      probe.end("b1", true);
    }

    assertThat(state()).isEqualTo("held");
    assertThat(rig.call("UNLOCK", B1).body().get("state").getAsString()).isEqualTo("online");
  }

  @Test
  void state_backOnlineButKept_isDisabledOnceThatIsStored() {
    rig.call("PUT", "/director/shop", Map.of("sticky-offline-mode", "true"));
    rig.call("PUT", B1, ApiRig.URL);
    probe.end("b1", true);
    rig.admit().settle(Outcome.UNREACHABLE);

    for (int i = 0; i < 2; i++) {
      rig.time.advance(Duration.ofSeconds(3));
      probe.end("b1", true);
    }

    assertThat(state()).isEqualTo("disabled");
    assertThat(get(B1 + "/health").get("state").getAsString()).isEqualTo("online");
  }

  @Test
  void throttle_slowStart_showsEffectiveCapacityAndTheDirectorsSum() {
    rig.call("PUT", "/director/shop", Map.of("slow-start", "10s"));
    rig.call("PUT", B1, Map.of("url", "http://h:1", "capacity", "40"));
    rig.call(
        "PUT",
        "/director/shop/backends/spare",
        Map.of("url", "http://h:2", "role", "backup", "capacity", "1000"));
    probe.endAll(true);

    rig.time.advance(Duration.ofSeconds(3));

    assertThat(get(B1).get("effective-capacity").getAsInt()).isEqualTo(12);
    assertThat(get(B1).get("capacity").getAsInt()).isEqualTo(40);
    assertThat(get(B1).get("throttle").getAsInt()).isEqualTo(30);
    assertThat(get("/director/shop").get("capacity").getAsInt()).isEqualTo(12);
    rig.call("LOCK", B1);
    assertThat(get("/director/shop").get("capacity").getAsInt()).isEqualTo(300);
  }

  @Test
  void health_ofABackend_tellsTheLastCheck() {
    rig.shop();
    String added = millis();
    assertThat(get(B1).getAsJsonObject("health"))
        .hasToString(
            "{\"mode\":\"paranoid\",\"state\":\"unknown\",\"since\":\""
                + added
                + "\",\"cause\":\"not checked yet\",\"checks\":0,\"failed-checks\":0}");

    rig.time.advance(Duration.ofMillis(1500));
    probe.end("b1", false);

    assertThat(get(B1 + "/health"))
        .hasToString(
            "{\"director\":\"shop\",\"backend\":\"b1\",\"mode\":\"paranoid\","
                + "\"state\":\"unknown\",\"since\":\""
                + added
                + "\",\"cause\":\"not checked yet\",\"checks\":1,\"failed-checks\":1,"
                + "\"last\":{\"good\":false,\"detail\":\"status 500\",\"duration-ms\":1.0}}");
  }

  @Test
  void health_lists_areOfAllDirectorsOrOfOne() {
    rig.shop();
    rig.call("PUT", "/director/blog");
    rig.call("PUT", "/director/blog/backends/b2", ApiRig.URL);
    probe.end("b2", true);

    JsonArray all = get("/health").getAsJsonArray("backends");
    JsonArray ofShop = get("/director/shop/health").getAsJsonArray("backends");

    assertThat(members(all, "director")).containsExactly("blog", "shop");
    assertThat(members(all, "backend")).containsExactly("b2", "b1");
    assertThat(members(all, "state")).containsExactly("online", "unknown");
    assertThat(members(ofShop, "backend")).containsExactly("b1");
    assertThat(ofShop.get(0)).isEqualTo(get(B1 + "/health"));
  }

  @Test
  void checkNow_beginsOneCheckAtATime() {
    rig.shop();
    probe.end("b1", true);

    Answer first = rig.call("POST", B1 + "/health");
    ApiException second = rig.refused("POST", B1 + "/health");

    assertThat(first.status()).isEqualTo(202);
    assertThat(first.body().get("checks").getAsInt()).isEqualTo(1);
    assertThat(second.problem().status()).isEqualTo(409);
    assertThat(second.problem().detail()).isEqualTo("a check of backend b1 is under way already");
    assertThat(probe.running()).containsExactly("b1");
    probe.end("b1", true);
    assertThat(get(B1 + "/health").get("checks").getAsInt()).isEqualTo(2);
  }

  @Test
  void checkNow_modeOff_isRefused() {
    rig.call("PUT", "/director/shop", Map.of("health-check-mode", "off"));
    rig.call("PUT", B1, ApiRig.URL);

    ApiException refused = rig.refused("POST", B1 + "/health");

    assertThat(refused.problem().status()).isEqualTo(409);
    assertThat(refused.problem().detail())
        .isEqualTo("backend b1 is not checked: set its health-check-mode first");
    assertThat(probe.started()).isZero();
  }

  @Test
  void events_areNewestFirstAndLimited() {
    rig.shop();
    rig.call("PUT", "/director/blog");
    rig.call("PUT", "/director/blog/backends/b2", ApiRig.URL);
    probe.end("b1", true);
    probe.end("b2", true);
    rig.admit().settle(Outcome.UNREACHABLE);

    JsonArray all = get("/events").getAsJsonArray("events");
    JsonArray ofShop = get("/director/shop/events").getAsJsonArray("events");
    JsonArray one =
        rig.call("GET", "/events", Map.of("limit", "1")).body().getAsJsonArray("events");

    assertThat(members(all, "backend")).containsExactly("b1", "b2", "b1");
    assertThat(members(ofShop, "to")).containsExactly("offline", "online");
    assertThat(one)
        .hasToString(
            "[{\"at\":\""
                + millis()
                + "\",\"director\":\"shop\",\"backend\":\"b1\",\"from\":\"online\","
                + "\"to\":\"offline\",\"cause\":\"request found no connection\"}]");
  }

  @Test
  void stats_haveTheHistoryOfEverything() {
    rig.shop();
    rig.call("PUT", "/director/shop/buckets/vip", Map.of("rate", "10%"));

    JsonObject stats = get("/director/shop/stats");

    assertThat(stats.keySet())
        .containsExactly("name", "state", "capacity", "stats", "backends", "buckets");
    assertThat(traffic(stats).keySet()).contains("latency-ms", "queue-wait-ms", "history");
    JsonObject backend = stats.getAsJsonArray("backends").get(0).getAsJsonObject();
    assertThat(backend.keySet())
        .containsExactly("name", "state", "effective-capacity", "throttle", "stats");
    assertThat(traffic(backend).keySet()).contains("history").doesNotContain("queue-wait-ms");
    assertThat(members(stats.getAsJsonArray("buckets"), "name")).containsExactly("root", "vip");
    JsonObject bucket = stats.getAsJsonArray("buckets").get(1).getAsJsonObject();
    assertThat(traffic(bucket).keySet()).contains("history", "queue-wait-ms");
  }

  @Test
  void stats_historyNotWanted_isLeftOut() {
    rig.shop();

    JsonObject stats = rig.call("GET", "/director/shop/stats", Map.of("history", "false")).body();
    ApiException refused = rig.refused("GET", "/director/shop/stats", Map.of("history", "no"));

    assertThat(traffic(stats).keySet()).contains("latency-ms").doesNotContain("history");
    assertThat(refused.problem().field()).isEqualTo("history");
    assertThat(refused.problem().detail()).isEqualTo("history: no (expected: true or false)");
  }

  @Test
  void traffic_isToldByEachAloneAndNotInLists() {
    rig.shop();
    JsonObject shop = get("/director/shop");

    assertThat(traffic(shop).keySet()).contains("latency-ms").doesNotContain("history");
    assertThat(traffic(get("/director/").getAsJsonObject("shop"))).isEqualTo(traffic(shop));
    for (JsonObject listed :
        List.of(
            shop.getAsJsonArray("backends").get(0).getAsJsonObject(),
            shop.getAsJsonArray("buckets").get(0).getAsJsonObject(),
            get("/director/shop/backends/").getAsJsonObject("b1"),
            get("/director/shop/buckets/").getAsJsonObject("root"))) {
      assertThat(listed.getAsJsonObject("stats").keySet())
          .contains("load")
          .doesNotContain("traffic");
    }
    for (String path : List.of(B1, "/director/shop/buckets/root")) {
      assertThat(traffic(get(path)).keySet()).contains("latency-ms").doesNotContain("history");
    }
  }

  @Test
  void traffic_isWhatWentThrough() {
    rig.shop();
    probe.end("b1", true);
    ApiRig.Request request = rig.admit();
    rig.time.advance(Duration.ofMillis(5));
    request.settle(Outcome.served(404, 100, 2000));
    rig.time.advance(Duration.ofSeconds(1));

    for (String path : List.of("/director/shop", B1, "/director/shop/buckets/root")) {
      JsonObject traffic = traffic(get(path));
      assertThat(traffic.get("requests").getAsLong()).isEqualTo(1);
      assertThat(traffic.get("bytes-in").getAsLong()).isEqualTo(100);
      assertThat(traffic.get("bytes-out").getAsLong()).isEqualTo(2000);
      assertThat(traffic.getAsJsonObject("statuses").get("4xx").getAsLong()).isEqualTo(1);
      assertThat(traffic.getAsJsonObject("requests-per-second"))
          .hasToString("{\"10s\":0.1,\"60s\":0.02}");
      assertThat(traffic.getAsJsonObject("latency-ms").get("max").getAsDouble()).isEqualTo(5);
    }
    JsonObject history = traffic(get("/director/shop/stats")).getAsJsonObject("history");
    assertThat(history.getAsJsonArray("requests")).hasSize(60);
    assertThat(history.getAsJsonArray("bytes-out").get(59).getAsLong()).isEqualTo(2000);
  }

  private static JsonObject traffic(JsonObject of) {
    return of.getAsJsonObject("stats").getAsJsonObject("traffic");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /director/blog/stats, no director blog",
    "GET, /director/blog/events, no director blog",
    "GET, /director/blog/health, no director blog",
    "GET, /director/blog/backends/b1/health, no director blog",
    "POST, /director/shop/backends/b9/health, no backend b9 in director shop",
    "GET, /director/shop/stats/b1, no such resource: /director/shop/stats/b1",
    "GET, /director//stats, no such resource: /director//stats",
    "GET, /director/shop/backends//health, no such resource: /director/shop/backends//health",
    "GET, /director/shop/backends/b1/stats, no such resource: /director/shop/backends/b1/stats"
  })
  void call_whatDoesNotExist_isNotFound(String method, String path, String detail) {
    rig.shop();

    ApiException refused = rig.refused(method, path);

    assertThat(refused.problem().status()).isEqualTo(404);
    assertThat(refused.problem().detail()).isEqualTo(detail);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /health, 'GET, HEAD, OPTIONS'",
    "DELETE, /events, 'GET, HEAD, OPTIONS'",
    "PUT, /director/shop/stats, 'GET, HEAD, OPTIONS'",
    "POST, /director/shop/events, 'GET, HEAD, OPTIONS'",
    "POST, /director/shop/health, 'GET, HEAD, OPTIONS'",
    "PUT, /director/shop/backends/b1/health, 'GET, HEAD, POST, OPTIONS'"
  })
  void call_verbTheResourceLacks_saysWhichItHas(String method, String path, String allow) {
    rig.shop();

    ApiException refused = rig.refused(method, path);

    assertThat(refused.problem().status()).isEqualTo(405);
    assertThat(refused.allow()).isEqualTo(allow);
  }

  @Test
  void events_limit_isChecked() {
    assertThat(rig.refused("GET", "/events", Map.of("limit", "0")).problem().field())
        .isEqualTo("limit");
  }
}
