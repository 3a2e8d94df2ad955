package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.director.BackendConfig;
import io.x0.director.ControlPlane;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.FakeStore;
import io.x0.director.Origin;
import io.x0.director.Outcome;
import io.x0.shaper.BucketTree;
import io.x0.stats.Ending;
import io.x0.stats.EndingCounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiTest {
  private static final Map<String, String> URL = ApiRig.URL;

  private final ApiRig rig = new ApiRig();
  private final FakeStore store = rig.store;

  private Answer call(String method, String path, Map<String, String> settings, long ifMatch) {
    return rig.call(method, path, settings, IfMatch.of(ifMatch));
  }

  private Answer call(String method, String path, Map<String, String> settings) {
    return rig.call(method, path, settings);
  }

  private Answer call(String method, String path) {
    return rig.call(method, path);
  }

  private ApiException refused(
      String method, String path, Map<String, String> settings, long ifMatch) {
    return rig.refused(method, path, settings, IfMatch.of(ifMatch));
  }

  private ApiException refused(String method, String path, Map<String, String> settings) {
    return rig.refused(method, path, settings);
  }

  private ApiException refused(String method, String path) {
    return rig.refused(method, path);
  }

  private void shop() {
    rig.shop();
  }

  private ApiRig.Request admit() {
    return rig.admit();
  }

  /** Returns what such a request may carry: the address, if it sets something on a backend. */
  private static Map<String, String> settings(String method, String path) {
    boolean isSetting = List.of("PUT", "PATCH", "POST").contains(method);
    return isSetting && path.contains("/backends/") ? URL : Map.of();
  }

  private static JsonObject object(JsonObject parent, String... path) {
    JsonObject at = parent;
    for (String name : path) {
      at = at.getAsJsonObject(name);
    }
    return at;
  }

  @Test
  void get_versionAndStatus_areTheDaemons() {
    assertThat(call("GET", "/version").body()).hasToString("{\"version\":\"0.1.0\"}");
    assertThat(call("HEAD", "/status").body())
        .hasToString("{\"version\":\"0.1.0\",\"state\":\"running\"}");
  }

  @Test
  void listDirectors_withoutMembers_hasTheirNumbers() {
    shop();

    JsonObject whole = object(call("GET", "/director/").body(), "shop");
    JsonObject alone = object(call("GET", "/director/", Map.of("members", "false")).body(), "shop");

    assertThat(alone.get("backend-count").getAsInt())
        .isEqualTo(whole.getAsJsonArray("backends").size())
        .isPositive();
    assertThat(alone.get("bucket-count").getAsInt())
        .isEqualTo(whole.getAsJsonArray("buckets").size())
        .isPositive();
    alone.remove("backend-count");
    alone.remove("bucket-count");
    whole.remove("backends");
    whole.remove("buckets");
    assertThat(alone).isEqualTo(whole);
    assertThat(refused("GET", "/director/", Map.of("members", "maybe")).getMessage())
        .isEqualTo("members: maybe (expected: true or false)");
  }

  @Test
  void putDirector_new_isCreated() {
    Answer answer = call("PUT", "/director/shop", Map.of("queue-limit", "5"));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.location()).isEqualTo("/director/shop");
    assertThat(answer.revision()).hasValue(1);
    assertThat(answer.body().get("queue-limit").getAsInt()).isEqualTo(5);
    assertThat(store.history(1).get(0).change().who()).isEqualTo("alice");
  }

  @Test
  void putDirector_withHostnameAndPort_isOneOnDemand() {
    Answer answer = call("PUT", "/director/shop", Map.of("hostname", "Shop.Test", "port", "8080"));

    assertThat(answer.status()).isEqualTo(201);
    JsonObject body = answer.body();
    assertThat(body.get("origin").getAsString()).isEqualTo("ondemand");
    assertThat(body.get("mutable").getAsBoolean()).isTrue();
    assertThat(body.get("hostname").getAsString()).isEqualTo("shop.test");
    assertThat(body.get("port").getAsInt()).isEqualTo(8080);
    assertThat(rig.directors.onDemand("shop.test", 8080)).isPresent();

    JsonObject changed = call("PATCH", "/director/shop", Map.of("port", "")).body();
    assertThat(changed.has("port")).isFalse();
    assertThat(changed.get("hostname").getAsString()).isEqualTo("shop.test");
    assertThat(rig.directors.onDemand("shop.test", 1)).isPresent();

    JsonObject moved = call("POST", "/director/shop", Map.of("hostname", "", "port", "81")).body();
    assertThat(moved.has("hostname")).isFalse();
    assertThat(moved.get("port").getAsInt()).isEqualTo(81);

    call("DELETE", "/director/shop");
    assertThat(rig.directors.onDemand("shop.test", 81)).isEmpty();
  }

  @Test
  void putDirector_managed_hasNeitherHostnameNorPort() {
    JsonObject body = call("PUT", "/director/shop").body();

    assertThat(body.get("origin").getAsString()).isEqualTo("managed");
    assertThat(body.has("hostname")).isFalse();
    assertThat(body.has("port")).isFalse();
  }

  @Test
  void putDirector_onDemandThatIsNotPossible_isOneLine() {
    call("PUT", "/director/shop", Map.of("hostname", "shop.test"));
    call("PUT", "/director/managed");

    ApiException taken = refused("PUT", "/director/b", Map.of("hostname", "shop.test"));
    assertThat(taken.problem().status()).isEqualTo(409);
    assertThat(taken.problem().detail()).startsWith("director shop serves hostname shop.test");
    ApiException bad = refused("PUT", "/director/b", Map.of("hostname", "a.*.test"));
    assertThat(bad.problem().status()).isEqualTo(400);
    assertThat(bad.problem().field()).isEqualTo("hostname");
    ApiException port = refused("PUT", "/director/b", Map.of("port", "0"));
    assertThat(port.problem().status()).isEqualTo(400);
    assertThat(port.problem().field()).isEqualTo("port");
    ApiException none = refused("PATCH", "/director/shop", Map.of("hostname", ""));
    assertThat(none.problem().status()).isEqualTo(400);
    ApiException managed = refused("PATCH", "/director/managed", Map.of("port", "80"));
    assertThat(managed.problem().status()).isEqualTo(400);
    assertThat(managed.problem().field()).isEqualTo("port");
  }

  @Test
  void getDirector_showsEverything() {
    shop();
    call("PATCH", "/director/shop/backends/b1", Map.of("capacity", "2"));
    admit().settle(Outcome.FAILED);
    admit();
    EndingCounts endings = rig.directors.find("shop").orElseThrow().endings();
    endings.count(Ending.DONE);
    endings.count(Ending.DONE);
    endings.count(Ending.CONNECT_TIMEOUT);

    Answer answer = call("GET", "/director/shop");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.revision()).hasValue(3);
    assertThat(answer.location()).isNull();
    JsonObject body = answer.body();
    JsonObject settings = new JsonObject();
    DirectorSettings.TABLE.write(DirectorSettings.DEFAULT, settings);
    settings.keySet().forEach(name -> assertThat(body.remove(name)).isEqualTo(settings.get(name)));
    assertThat(object(body, "stats").remove("traffic")).isNotNull();
    assertThat(object(body, "stats").remove("terminations")).hasToString("{\"--\":2,\"sC\":1}");
    assertThat(body)
        .hasToString(
            "{\"name\":\"shop\",\"origin\":\"managed\",\"mutable\":true,\"revision\":3,"
                + "\"state\":\"up\",\"capacity\":2,\"stats\":{"
                + "\"load\":{\"current\":1,\"max\":1,\"total\":2},"
                + "\"queued\":{\"current\":0,\"max\":0,\"total\":0},\"dropped\":0,"
                + "\"unknown-buckets\":0,\"failed\":1,\"unreachable\":0,\"aborted\":0,"
                + "\"retried\":0,\"redispatched\":0,\"retry-refused\":0},"
                + "\"backends\":["
                + call("GET", "/director/shop/backends/").body().get("b1")
                + "],\"buckets\":["
                + call("GET", "/director/shop/buckets/").body().get("root")
                + "]}");
  }

  @Test
  void getBackend_showsEverything() {
    shop();
    admit().settle(Outcome.UNREACHABLE);
    rig.time.advance(Duration.ofMillis(600));

    Answer answer = call("GET", "/director/shop/backends/b1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.revision()).hasValue(2);
    JsonObject body = answer.body();
    JsonObject health = body.remove("health").getAsJsonObject();
    assertThat(health.get("state").getAsString()).isEqualTo("offline");
    assertThat(object(body, "stats").remove("traffic")).isNotNull();
    assertThat(body)
        .hasToString(
            "{\"name\":\"b1\",\"revision\":2,\"url\":\"http://10.0.0.1:81\",\"role\":\"active\","
                + "\"enabled\":true,\"admin-state\":\"enabled\","
                + "\"capacity\":\"unlimited\",\"weight\":1,"
                + "\"terminate-protection\":false,\"slow-start\":\"inherit\","
                + "\"health-check-mode\":\"inherit\",\"health-check-interval\":\"inherit\","
                + "\"proxy-protocol\":\"off\",\"tls-verify\":true,\"tls-name\":\"\","
                + "\"tls-ca-file\":\"\",\"tls-certificate-file\":\"\",\"http2\":true,"
                + "\"fcgi-document-root\":\"\",\"fcgi-index\":\"index.php\",\"fcgi-script\":\"\","
                + "\"fcgi-path-info\":\"^(/.+?\\\\.php)(/.*)$\",\"fcgi-keep-connection\":false,"
                + "\"protocol\":\"http\",\"hostname\":\"10.0.0.1\",\"port\":81,"
                + "\"state\":\"offline\",\"effective-capacity\":\"unlimited\",\"throttle\":100,"
                + "\"stats\":{\"load\":{\"current\":0,\"max\":1,\"total\":1},\"failed\":1,"
                + "\"unreachable\":1,\"aborted\":0,\"retried\":0,\"redispatched\":0}}");
  }

  @Test
  void getBackend_onASocket_hasAPathInsteadOfHostAndPort() {
    shop();

    JsonObject body =
        call("PUT", "/director/shop/backends/b2", Map.of("url", "http+unix:/run/b.sock")).body();

    assertThat(body.get("path").getAsString()).isEqualTo("/run/b.sock");
    assertThat(body.has("hostname") || body.has("port")).isFalse();
  }

  @Test
  void get_collections_areObjectsByName() {
    assertThat(call("GET", "/director/").body()).hasToString("{}");
    call("PUT", "/director/shop");
    call("PUT", "/director/blog");
    call("PUT", "/director/shop/backends/z", URL);
    call("PUT", "/director/shop/backends/a", URL);

    for (String path : List.of("/director/", "/director")) {
      assertThat(call("GET", path).body().keySet()).containsExactly("blog", "shop");
    }
    for (String path : List.of("/director/shop/backends/", "/director/shop/backends")) {
      Answer answer = call("GET", path);
      assertThat(answer.body().keySet()).containsExactly("z", "a");
      assertThat(answer.revision()).isEmpty();
    }
    assertThat(call("GET", "/director/shop/").body().get("name").getAsString()).isEqualTo("shop");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "POST"})
  void change_director_setsTheNamedSettings(String method) {
    shop();
    call("PATCH", "/director/shop", Map.of("queue-limit", "7"));

    Answer answer = call(method, "/director/shop", Map.of("read-timeout", "9s"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.revision()).hasValue(4);
    assertThat(answer.body().get("queue-limit").getAsInt()).isEqualTo(7);
    assertThat(answer.body().get("read-timeout").getAsString()).isEqualTo("9s");
    assertThat(answer.body().getAsJsonArray("backends")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PATCH", "POST"})
  void change_backend_setsTheNamedSettings(String method) {
    shop();

    Answer answer = call(method, "/director/shop/backends/b1", Map.of("weight", "9"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.revision()).hasValue(3);
    assertThat(answer.body().get("weight").getAsInt()).isEqualTo(9);
    assertThat(answer.body().get("url").getAsString()).isEqualTo("http://10.0.0.1:81");
  }

  @Test
  void put_withIfMatch_replaces() {
    shop();
    call("PATCH", "/director/shop", Map.of("queue-limit", "7"));
    call("PATCH", "/director/shop/backends/b1", Map.of("weight", "9"));

    Answer director = call("PUT", "/director/shop", Map.of("read-timeout", "9s"), 4);
    Answer backend = call("PUT", "/director/shop/backends/b1", URL, 4);

    assertThat(director.status()).isEqualTo(200);
    assertThat(director.location()).isNull();
    assertThat(director.body().get("queue-limit").getAsInt()).isEqualTo(1000);
    assertThat(director.body().getAsJsonArray("backends")).hasSize(1);
    assertThat(backend.status()).isEqualTo(200);
    assertThat(backend.body().get("weight").getAsInt()).isEqualTo(1);
  }

  @Test
  void put_existing_isAConflict() {
    shop();

    assertThat(refused("PUT", "/director/shop").problem().status()).isEqualTo(409);
    assertThat(refused("PUT", "/director/shop/backends/b1", URL).problem().detail())
        .startsWith("backend b1 exists already in director shop");
  }

  @Test
  void putBackend_new_isCreated() {
    call("PUT", "/director/shop");

    Answer answer = call("PUT", "/director/shop/backends/b1", URL);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.location()).isEqualTo("/director/shop/backends/b1");
    assertThat(answer.revision()).hasValue(2);
  }

  @Test
  void lockAndUnlock_disableAndEnable() {
    shop();

    Answer lockedBackend = call("LOCK", "/director/shop/backends/b1");
    assertThat(lockedBackend.body().get("state").getAsString()).isEqualTo("disabled");
    assertThat(call("GET", "/director/shop").body().get("state").getAsString()).isEqualTo("down");
    Answer lockedDirector = call("LOCK", "/director/shop");
    assertThat(lockedDirector.body().get("state").getAsString()).isEqualTo("disabled");
    assertThat(lockedDirector.body().get("enabled").getAsBoolean()).isFalse();

    assertThat(call("UNLOCK", "/director/shop").body().get("enabled").getAsBoolean()).isTrue();
    assertThat(call("UNLOCK", "/director/shop/backends/b1").body().get("state").getAsString())
        .isEqualTo("online");
  }

  @Test
  void patchAdminState_drain_isDrainingUntilTheLastRequestHasEnded() {
    shop();
    ApiRig.Request request = admit();

    JsonObject draining =
        call("PATCH", "/director/shop/backends/b1", Map.of("admin-state", "drain")).body();
    assertThat(draining.get("state").getAsString()).isEqualTo("draining");
    assertThat(draining.get("admin-state").getAsString()).isEqualTo("drain");
    assertThat(draining.get("enabled").getAsBoolean()).isFalse();
    assertThat(call("GET", "/director/shop").body().get("state").getAsString()).isEqualTo("down");
    assertThat(store.history(1).get(0).change().action()).isEqualTo("backend drain shop b1");
    request.settle(Outcome.served(200, 0, 0));

    JsonObject drained = call("GET", "/director/shop/backends/b1").body();
    assertThat(drained.get("state").getAsString()).isEqualTo("drained");
    JsonObject event =
        call("GET", "/director/shop/events", Map.of("limit", "1"))
            .body()
            .getAsJsonArray("events")
            .get(0)
            .getAsJsonObject();
    assertThat(event.get("backend").getAsString()).isEqualTo("b1");
    assertThat(event.get("from").getAsString()).isEqualTo("draining");
    assertThat(event.get("to").getAsString()).isEqualTo("drained");
    assertThat(call("UNLOCK", "/director/shop/backends/b1").body().get("state").getAsString())
        .isEqualTo("online");
    assertThat(
            refused(
                    "PATCH",
                    "/director/shop/backends/b1",
                    Map.of("admin-state", "drain", "enabled", "true"))
                .problem()
                .field())
        .isEqualTo("enabled");
  }

  @Test
  void deleteDirector_answersWithWhatItWas() {
    shop();

    Answer answer = call("DELETE", "/director/shop");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().getAsJsonArray("backends")).hasSize(1);
    assertThat(refused("GET", "/director/shop").problem().status()).isEqualTo(404);
  }

  @Test
  void deleteBackend_idle_isGone() {
    shop();

    Answer answer = call("DELETE", "/director/shop/backends/b1");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().get("state").getAsString()).isEqualTo("online");
    assertThat(refused("GET", "/director/shop/backends/b1").problem().detail())
        .isEqualTo("no backend b1 in director shop");
  }

  @Test
  void deleteBackend_busy_isShownDrainingUntilItIsIdle() {
    shop();
    ApiRig.Request request = admit();

    Answer answer = call("DELETE", "/director/shop/backends/b1");

    assertThat(answer.body().get("state").getAsString()).isEqualTo("draining");
    assertThat(answer.body().get("role").getAsString()).isEqualTo("terminate");
    assertThat(call("GET", "/director/shop").body().get("state").getAsString()).isEqualTo("down");
    assertThat(refused("PUT", "/director/shop/backends/b1", URL).problem().status()).isEqualTo(409);
    request.settle(Outcome.served(200, 0, 0));
    assertThat(refused("GET", "/director/shop/backends/b1").problem().status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, /director/shop",
    "PATCH, /director/shop",
    "POST, /director/shop",
    "DELETE, /director/shop",
    "LOCK, /director/shop",
    "UNLOCK, /director/shop",
    "PUT, /director/shop/backends/b1",
    "PATCH, /director/shop/backends/b1",
    "POST, /director/shop/backends/b1",
    "DELETE, /director/shop/backends/b1",
    "LOCK, /director/shop/backends/b1",
    "UNLOCK, /director/shop/backends/b1"
  })
  void change_ifMatchOfAnotherRevision_isRefused(String method, String path) {
    shop();
    String before = call("GET", "/director/").body().toString();
    Map<String, String> settings = settings(method, path);

    for (long other : new long[] {1, 3}) {
      ApiException refused = refused(method, path, settings, other);
      assertThat(refused.problem().status()).isEqualTo(412);
      assertThat(refused.problem().title()).isEqualTo("Precondition Failed");
      assertThat(refused.problem().detail()).contains("it is at revision 2, not " + other);
    }
    assertThat(call("GET", "/director/").body()).hasToString(before);
    assertThat(call(method, path, settings, 2).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH, /director/shop, queue-limit, -1, queue-limit",
    "PATCH, /director/shop, capacity, 8, capacity",
    "PATCH, /director/shop, name, blog, name",
    "PATCH, /director/shop, revision, 9, revision",
    "PUT, /director/-x, queue-limit, 1, name",
    "PUT, /director/shop/backends/b2, weight, 1, url",
    "PUT, /director/shop/backends/-b, url, http://h:1, name",
    "PATCH, /director/shop/backends/b1, url, http://h:0, url",
    "PATCH, /director/shop/backends/b1, role, terminate, role",
    "PATCH, /director/shop/backends/b1, weight, 0, weight",
    "GET, /history, limit, 0, limit",
    "GET, /history, limit, 1001, limit",
    "GET, /history, limit, all, limit"
  })
  void change_unacceptableValue_namesTheField(
      String method, String path, String name, String value, String field) {
    shop();
    String before = call("GET", "/director/").body().toString();

    ApiException refused = refused(method, path, Map.of(name, value));

    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().field()).isEqualTo(field);
    assertThat(refused.problem().detail()).startsWith(field + ": ").contains("(expected: ");
    assertThat(call("GET", "/director/").body()).hasToString(before);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /director/blog, no director blog",
    "HEAD, /director/blog, no director blog",
    "PATCH, /director/blog, no director blog",
    "DELETE, /director/blog, no director blog",
    "LOCK, /director/blog, no director blog",
    "GET, /director/blog/backends/, no director blog",
    "GET, /director/blog/backends/b1, no director blog",
    "PUT, /director/blog/backends/b1, no director blog",
    "DELETE, /director/blog/backends/b1, no director blog",
    "GET, /director/shop/backends/b9, no backend b9 in director shop",
    "PATCH, /director/shop/backends/b9, no backend b9 in director shop",
    "DELETE, /director/shop/backends/b9, no backend b9 in director shop",
    "UNLOCK, /director/shop/backends/b9, no backend b9 in director shop",
    "GET, /, no such resource: /",
    "GET, /x, no such resource: /x",
    "GET, /Version, no such resource: /Version",
    "GET, /status/x, no such resource: /status/x",
    "GET, /directors, no such resource: /directors",
    "GET, /director/shop/frontends, no such resource: /director/shop/frontends",
    "GET, /director/shop/backends/b1/x, no such resource: /director/shop/backends/b1/x",
    "PUT, /director/shop//, no such resource: /director/shop//"
  })
  void call_whatDoesNotExist_isNotFound(String method, String path, String detail) {
    shop();

    ApiException refused = refused(method, path, settings(method, path));

    assertThat(refused.problem().status()).isEqualTo(404);
    assertThat(refused.problem().detail()).isEqualTo(detail);
    assertThat(refused.problem().field()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /version, 'GET, HEAD, OPTIONS'",
    "PUT, /status, 'GET, HEAD, OPTIONS'",
    "DELETE, /history, 'GET, HEAD, OPTIONS'",
    "POST, /director/, 'GET, HEAD, OPTIONS'",
    "PUT, /director, 'GET, HEAD, OPTIONS'",
    "DELETE, /director/shop/backends/, 'GET, HEAD, OPTIONS'",
    "MOVE, /director/shop, 'GET, HEAD, PUT, PATCH, POST, DELETE, LOCK, UNLOCK, OPTIONS'",
    "get, /director/shop, 'GET, HEAD, PUT, PATCH, POST, DELETE, LOCK, UNLOCK, OPTIONS'",
    "TRACE, /director/shop/backends/b1, 'GET, HEAD, PUT, PATCH, POST, DELETE, LOCK, UNLOCK,"
        + " OPTIONS'"
  })
  void call_verbTheResourceLacks_saysWhichItHas(String method, String path, String allow) {
    shop();

    ApiException refused = refused(method, path);

    assertThat(refused.problem().status()).isEqualTo(405);
    assertThat(refused.problem().title()).isEqualTo("Method Not Allowed");
    assertThat(refused.allow()).isEqualTo(allow);
    assertThat(refused.problem().detail())
        .isEqualTo(method + " is not possible here (possible: " + allow + ")");
  }

  @Test
  void change_directorOfTheConfigurationFile_isForbiddenButForSwitchingBackends() {
    rig.control
        .declare(
            List.of(
                new DirectorConfig(
                    "fixed",
                    Origin.STATIC,
                    DirectorSettings.DEFAULT,
                    List.of(BackendConfig.of("b1", BackendUrl.parse("url", "http://10.0.0.1:80"))),
                    BucketTree.EMPTY,
                    1)),
            ControlPlane.Takeover.NONE)
        .join();

    for (String method : List.of("PATCH", "LOCK", "DELETE")) {
      assertThat(refused(method, "/director/fixed").problem().status()).isEqualTo(403);
    }
    assertThat(refused("DELETE", "/director/fixed/backends/b1").problem().status()).isEqualTo(403);
    assertThat(call("LOCK", "/director/fixed/backends/b1").status()).isEqualTo(200);
    assertThat(
            call("PATCH", "/director/fixed/backends/b1", Map.of("admin-state", "drain"))
                .body()
                .get("state")
                .getAsString())
        .isEqualTo("drained");
    JsonObject fixed = call("GET", "/director/fixed").body();
    assertThat(fixed.get("mutable").getAsBoolean()).isFalse();
    assertThat(fixed.get("origin").getAsString()).isEqualTo("static");
    assertThat(store.batches).isEmpty();
  }

  @Test
  void change_notStored_saysWhetherItMayHold() {
    store.failNext(false);
    store.failNext(true);

    ApiException sure = refused("PUT", "/director/shop");
    ApiException unsure = refused("PUT", "/director/shop");

    assertThat(sure.problem().status()).isEqualTo(500);
    assertThat(sure.problem().detail()).isEqualTo("the disk is full");
    assertThat(unsure.problem().status()).isEqualTo(500);
    assertThat(unsure.problem().detail())
        .isEqualTo("the disk is full; the change may hold after all: look again");
  }

  @Test
  void history_isNewestFirstAndLimited() {
    for (int i = 0; i < 60; i++) {
      call("PUT", "/director/d" + i);
    }

    JsonObject all = call("GET", "/history").body();
    JsonObject two = call("GET", "/history", Map.of("limit", "2")).body();

    assertThat(all.getAsJsonArray("changes")).hasSize(50);
    assertThat(two.getAsJsonArray("changes")).hasSize(2);
    assertThat(two.getAsJsonArray("changes").get(0))
        .hasToString(
            "{\"id\":60,\"at\":\""
                + rig.time.now()
                + "\",\"who\":\"alice\",\"action\":\"director create d59\",\"director\":\"d59\"}");
  }

  @Test
  void undo_newestOrNamed_answersWithWhatBecameOfIt() {
    shop();
    call("PATCH", "/director/shop", Map.of("queue-limit", "5"));
    JsonObject trial = call("POST", "/history/undo", Map.of("id", "3", "dry-run", "true")).body();
    assertThat(call("GET", "/director/shop").body().get("queue-limit").getAsInt()).isEqualTo(5);

    Answer answer = call("POST", "/history/undo", Map.of(), 3);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(trial);
    assertThat(answer.body())
        .hasToString(
            "{\"undoes\":3,\"changes\":[{\"undoes\":3,\"at\":\""
                + rig.time.now()
                + "\",\"who\":\"alice\",\"action\":\"director set shop queue-limit=5\","
                + "\"director\":\"shop\",\"revision\":4,\"changes\":[{\"kind\":\"director\","
                + "\"name\":\"shop\",\"change\":\"changed\",\"settings\":{\"queue-limit\":"
                + "{\"before\":5,\"after\":1000}}}]}]}");
    Answer history = call("GET", "/history", Map.of("limit", "1"));
    assertThat(history.revision()).hasValue(4);
    JsonObject newest = history.body().getAsJsonArray("changes").get(0).getAsJsonObject();
    assertThat(newest.get("id").getAsInt()).isEqualTo(4);
    assertThat(newest.get("undoes").getAsInt()).isEqualTo(3);
    assertThat(newest.has("batch")).isFalse();
    assertThat(newest.has("automatic")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST|id|7|404|no change 7 in the history",
        "POST|id|0|400|id: 0 (expected: a whole number from 1 to 2147483647)",
        "POST|change|2|400|change: 2 (expected: only id)",
        "POST|id|1|409|change 1 cannot be undone: director shop was changed since",
        "GET|id|1|405|GET is not possible here (possible: POST, OPTIONS)"
      })
  void undo_notPossible_saysWhy(
      String method, String key, String value, int status, String detail) {
    shop();

    ApiException refused = refused(method, "/history/undo", Map.of(key, value));

    assertThat(refused.problem().status()).isEqualTo(status);
    assertThat(refused).hasMessage(detail);
  }

  @Test
  void undo_somethingElseIsTheNewest_isAPreconditionThatFails() {
    shop();

    assertThat(refused("POST", "/history/undo", Map.of(), 1).problem().status()).isEqualTo(412);
    assertThat(call("GET", "/director/shop/backends/b1").status()).isEqualTo(200);
  }

  @Test
  void directorState_dependsOnItsUsableBackends() {
    call("PUT", "/director/shop");
    assertThat(state()).isEqualTo("empty, 0");
    call("PUT", "/director/shop/backends/b1", Map.of("url", "http://h:1", "capacity", "3"));
    call("PUT", "/director/shop/backends/b2", Map.of("url", "http://h:2", "capacity", "4"));
    assertThat(state()).isEqualTo("up, 7");
    call("LOCK", "/director/shop/backends/b1");
    assertThat(state()).isEqualTo("up, 4");
    admit();
    call("DELETE", "/director/shop/backends/b2");
    assertThat(state()).isEqualTo("down, 0");
    call("UNLOCK", "/director/shop/backends/b1");
    assertThat(state()).isEqualTo("degraded, 3");
    call("PATCH", "/director/shop/backends/b1", Map.of("capacity", "unlimited"));
    assertThat(state()).isEqualTo("degraded, unlimited");
    call("LOCK", "/director/shop");
    assertThat(state()).startsWith("disabled, ");
  }

  private String state() {
    JsonObject body = call("GET", "/director/shop").body();
    return body.get("state").getAsString() + ", " + body.get("capacity").getAsString();
  }

  @Test
  void stats_countWhatWaitsAndWhatIsRefused() {
    shop();
    call("PATCH", "/director/shop/backends/b1", Map.of("capacity", new Capacity(1).toString()));
    call("PATCH", "/director/shop", Map.of("queue-limit", "1"));
    for (int i = 0; i < 4; i++) {
      admit();
    }

    JsonObject stats = object(call("GET", "/director/shop").body(), "stats");

    assertThat(object(stats, "load")).hasToString("{\"current\":1,\"max\":1,\"total\":1}");
    assertThat(object(stats, "queued")).hasToString("{\"current\":1,\"max\":1,\"total\":1}");
    assertThat(stats.get("dropped").getAsInt()).isEqualTo(2);
  }
}
