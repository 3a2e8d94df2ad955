package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.metrics.CacheMetrics;
import io.x0.admin.metrics.MetricsPage;
import io.x0.cache.CacheDirectory;
import io.x0.cache.CacheStats.Event;
import io.x0.cache.Fields;
import io.x0.cache.Head;
import io.x0.cache.HeapBudget;
import io.x0.cache.ObjectCache;
import io.x0.cache.StoredResponse;
import io.x0.cache.Vary;
import io.x0.cache.body.BodyArena;
import io.x0.cache.body.CachedBody;
import io.x0.director.DirectorStore.Change;
import io.x0.stats.LoadCounter.Load;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API tells of caches, sets on them and purges. */
class CacheApiTest {
  private static final String CACHE = "/director/shop/cache";
  private static final String PURGE = CACHE + "/purge";

  private final FixedStatus status = new FixedStatus();
  private final ApiRig rig = new ApiRig(status);
  private final BodyArena arena = new BodyArena(1 << 20);
  private final ObjectCache cache =
      new ObjectCache(arena, 1 << 20, new HeapBudget(1 << 20), rig.time);

  @BeforeEach
  void shop() {
    rig.shop();
    status.caches =
        new CacheDirectory() {
          @Override
          public Optional<ObjectCache> find(String director) {
            return director.equals("shop") ? Optional.of(cache) : Optional.empty();
          }

          @Override
          public long usedBytes() {
            return arena.usedBytes();
          }

          @Override
          public long capacityBytes() {
            return arena.capacityBytes();
          }
        };
  }

  private void store(String url, String tag) {
    Fields fields = Fields.of("Cache-Control", "max-age=600", "Cache-Tag", tag);
    Head head = new Head(200, fields, cache.nowSeconds(), cache.nowSeconds());
    CachedBody body = cache.newBody(10, 10);
    assertThat(body.append(ByteBuffer.wrap(new byte[10]))).isTrue();
    body.complete();
    cache.store(
        url, new StoredResponse(head, Vary.of(fields), List.of(), body).at(url), cache.purges());
    body.release();
  }

  private static JsonObject stats(Answer answer) {
    return answer.body().getAsJsonObject("stats");
  }

  @Test
  void get_tellsSettingsAndFigures() {
    store("http://a/1", "x");
    rig.time.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 4; i++) {
      cache.stats().count(Event.LOOKUP);
      cache.stats().count(i == 0 ? Event.MISS : Event.HIT);
    }
    rig.time.advance(Duration.ofSeconds(1));

    Answer answer = rig.call("GET", CACHE);

    assertThat(answer.revision()).isPresent();
    assertThat(answer.body().get("director").getAsString()).isEqualTo("shop");
    assertThat(answer.body().get("cache-enabled").getAsBoolean()).isFalse();
    assertThat(answer.body().get("cache-default-shadow-ttl").getAsString()).isEqualTo("1d");
    JsonObject memory = answer.body().getAsJsonObject("memory");
    assertThat(memory.get("used-bytes").getAsLong()).isPositive();
    assertThat(memory.get("capacity-bytes").getAsLong()).isEqualTo(1 << 20);
    JsonObject stats = stats(answer);
    assertThat(stats.get("objects").getAsInt()).isEqualTo(1);
    assertThat(stats.get("bytes").getAsInt()).isGreaterThan(500);
    assertThat(stats.get("lookups").getAsInt()).isEqualTo(4);
    assertThat(stats.get("hits").getAsInt()).isEqualTo(3);
    assertThat(stats.get("misses").getAsInt()).isEqualTo(1);
    assertThat(stats.get("stored").getAsInt()).isEqualTo(1);
    JsonObject ratio = stats.getAsJsonObject("hit-ratio");
    assertThat(ratio.get("10s").getAsDouble()).isEqualTo(0.75);
    assertThat(ratio.get("total").getAsDouble()).isEqualTo(0.75);
    JsonObject history = stats.getAsJsonObject("history");
    assertThat(history.getAsJsonArray("lookups")).hasSize(60);
    assertThat(history.getAsJsonArray("lookups").get(59).getAsInt()).isEqualTo(4);
    assertThat(history.getAsJsonArray("served").get(59).getAsInt()).isEqualTo(3);
    assertThat(stats(rig.call("GET", CACHE, Map.of("history", "false"))).has("history")).isFalse();
  }

  @Test
  void ratio_ofNothing_isLeftOut() {
    cache.stats().count(Event.LOOKUP);
    rig.time.advance(Duration.ofSeconds(12));

    JsonObject ratio = stats(rig.call("GET", CACHE)).getAsJsonObject("hit-ratio");

    assertThat(ratio.keySet()).containsExactly("60s", "total");
    assertThat(ratio.get("total").getAsDouble()).isZero();
  }

  @Test
  void get_cacheThatWasNeverAsked_hasSettingsOnly() {
    rig.call("PUT", "/director/blog");

    assertThat(rig.call("GET", "/director/blog/cache").body().has("stats")).isFalse();
    assertThat(rig.refused("GET", "/director/nobody/cache").problem().status()).isEqualTo(404);
  }

  @Test
  void list_hasEveryDirector() {
    rig.call("PUT", "/director/blog");
    rig.call("UNLOCK", CACHE);

    JsonObject directors = rig.call("GET", "/cache").body().getAsJsonObject("directors");

    assertThat(directors.keySet()).containsExactly("blog", "shop");
    JsonObject shop = directors.getAsJsonObject("shop");
    assertThat(shop.get("enabled").getAsBoolean()).isTrue();
    assertThat(shop.getAsJsonObject("stats").get("objects").getAsInt()).isZero();
    assertThat(directors.getAsJsonObject("blog").has("stats")).isFalse();
  }

  @Test
  void statsAndFrames_haveTheFiguresToo() {
    cache.stats().count(Event.LOOKUP);
    rig.time.advance(Duration.ofSeconds(1));

    JsonObject stats = stats(rig.call("GET", "/director/shop/stats")).getAsJsonObject("cache");
    JsonObject frame =
        new StatsFrame(rig.time, rig.directors, status)
            .frame(null)
            .getAsJsonObject("directors")
            .getAsJsonObject("shop")
            .getAsJsonObject("cache");

    assertThat(stats.get("lookups").getAsInt()).isEqualTo(1);
    assertThat(stats.has("history")).isTrue();
    assertThat(frame.get("lookups-per-second").getAsInt()).isEqualTo(1);
    assertThat(frame.get("hit-ratio").getAsDouble()).isZero();
    assertThat(frame.get("objects").getAsInt()).isZero();
  }

  @Test
  void patch_takesNamesWithAndWithoutTheirBeginning() {
    Answer answer =
        rig.call("PATCH", CACHE, Map.of("default-ttl", "10m", "cache-max-object-size", "1m"));

    assertThat(answer.body().get("cache-default-ttl").getAsString()).isEqualTo("10m");
    assertThat(answer.body().get("cache-max-object-size").getAsString()).isEqualTo("1m");
    assertThat(rig.call("GET", "/director/shop").body().get("cache-default-ttl").getAsString())
        .isEqualTo("10m");
    assertThat(rig.refused("PATCH", CACHE, Map.of("queue-limit", "5")).problem().field())
        .isEqualTo("cache-queue-limit");
    assertThat(
            rig.refused("PATCH", CACHE, Map.of("enabled", "true"), IfMatch.of(1L))
                .problem()
                .status())
        .isEqualTo(412);
  }

  @Test
  void lockAndUnlock_switchIt() {
    assertThat(rig.call("UNLOCK", CACHE).body().get("cache-enabled").getAsBoolean()).isTrue();
    assertThat(rig.call("LOCK", CACHE).body().get("cache-enabled").getAsBoolean()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "key, http://a/1, 1, --key http://a/1",
    "url, http://A:80/1, 1, --url http://A:80/1",
    "prefix, /, 3, --prefix /",
    "tag, x, 2, --tag x",
    "all, true, 3, --all"
  })
  void purge_isDone_andRecorded(String what, String value, int expected, String words) {
    store("http://a/1", "x");
    store("http://a/2", "x");
    store("http://b/1", "y");
    long before = rig.store.batches.size();

    Answer dry = rig.call("POST", PURGE, Map.of(what, value, "dry-run", "true"));
    assertThat(dry.body().get("purged").getAsInt()).isEqualTo(expected);
    assertThat(cache.size()).isEqualTo(3);
    assertThat(rig.store.batches).hasSize((int) before);

    Answer answer = rig.call("POST", PURGE, Map.of(what, value));

    assertThat(answer.body().get("purged").getAsInt()).isEqualTo(expected);
    assertThat(answer.body().get("soft").getAsBoolean()).isFalse();
    assertThat(cache.size()).isEqualTo(3 - expected);
    Change change = rig.store.history(1).get(0).change();
    assertThat(change.action())
        .isEqualTo("cache purge shop " + words + ": " + expected + " purged");
    assertThat(change.who()).isEqualTo("alice");
    assertThat(change.isAction()).isTrue();
  }

  @Test
  void purge_soft_keepsWhatItDeclaresStale() {
    store("http://a/1", "x");

    Answer answer = rig.call("POST", PURGE, Map.of("tag", "x", "soft", "true"));

    assertThat(answer.body().get("purged").getAsInt()).isEqualTo(1);
    assertThat(cache.size()).isEqualTo(1);
    assertThat(rig.store.history(1).get(0).change().action())
        .isEqualTo("cache purge shop --tag x --soft: 1 purged");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "soft=true|purge|purge: nothing (expected: one of key, url, prefix, tag and all, and"
            + " perhaps soft)",
        "colour=red|purge|purge: colour (expected: one of key, url, prefix, tag and all, and"
            + " perhaps soft)",
        "tag=|tag|'tag: '''' (expected: what to purge)'",
        "all=yes|all|all: yes (expected: true)",
        "tag=x,soft=maybe|soft|soft: maybe (expected: true or false)",
        "url=shop|url|url: shop (expected: a URL such as http://shop.example.org/a?b=c, or a path"
            + " from / for every host)"
      })
  void purge_thatSaysNothingClear_isRefused(String given, String field, String detail) {
    Map<String, String> settings = new java.util.LinkedHashMap<>();
    for (String pair : given.split(",", -1)) {
      settings.put(pair.split("=", -1)[0], pair.split("=", -1)[1]);
    }

    ApiException refused = rig.refused("POST", PURGE, settings);

    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().field()).isEqualTo(field);
    assertThat(refused.problem().detail()).isEqualTo(detail);
  }

  @Test
  void metrics_haveTheFigures() {
    store("http://a/1", "x");
    cache.stats().count(Event.LOOKUP);
    cache.stats().count(Event.HIT);
    MetricsPage page =
        new MetricsPage(
            rig.directors,
            () -> new Load(1, 2, 3),
            "1.2.3",
            List.of(new CacheMetrics(rig.directors, status.caches)));

    String text = StandardCharsets.UTF_8.decode(page.page(null).body()).toString();

    assertThat(text)
        .contains("x0_cache_lookups_total{director=\"shop\"} 1.0\n")
        .contains("x0_cache_events_total{director=\"shop\",event=\"hit\"} 1.0\n")
        .contains("x0_cache_events_total{director=\"shop\",event=\"expired\"} 0.0\n")
        .contains("x0_cache_stored_total{director=\"shop\"} 1.0\n")
        .contains("x0_cache_objects{director=\"shop\"} 1.0\n")
        .contains("x0_cache_memory_limit_bytes 1048576.0\n");
  }
}
