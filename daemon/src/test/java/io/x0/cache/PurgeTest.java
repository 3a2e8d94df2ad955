package io.x0.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.cache.CacheStats.Event;
import io.x0.cache.Lookup.Use;
import io.x0.cache.body.BodyArena;
import io.x0.cache.body.CachedBody;
import io.x0.common.InvalidValueException;
import io.x0.time.ManualTime;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a purge takes from a cache, at once and from fills that are on their way. */
class PurgeTest {
  private static final String A = "http://shop.test/a";
  private static final Fields NO_FIELDS = Fields.NONE;
  private static final CacheSettings ON =
      CacheSettings.DEFAULT.withEnabled(true).withTtls(Duration.ZERO, Duration.ofSeconds(100));

  private final ManualTime time = new ManualTime();
  private final BodyArena arena = new BodyArena(1 << 20);
  private final HeapBudget heap = new HeapBudget(1 << 20);
  private final ObjectCache cache = new ObjectCache(arena, 1 << 20, heap, time);

  private StoredResponse response(String url, String... fields) {
    return response(url, NO_FIELDS, fields);
  }

  private StoredResponse response(String url, Fields request, String... fields) {
    Fields all = Fields.of(fields);
    if (!all.has("Cache-Control")) {
      all = all.with("Cache-Control", "max-age=600");
    }
    Head head = new Head(200, all, cache.nowSeconds(), cache.nowSeconds());
    CachedBody body = cache.newBody(100, 100);
    assertThat(body.append(ByteBuffer.wrap(new byte[100]))).isTrue();
    body.complete();
    Vary vary = Vary.of(all);
    return new StoredResponse(head, vary, vary.values(request), body).at(url);
  }

  /** Stores it under its URL, as its only holder. */
  private void store(StoredResponse response) {
    store(response.labels().url(), response, cache.purges());
  }

  private void store(String key, StoredResponse response, long purgesBefore) {
    cache.store(key, response, purgesBefore);
    response.body().release();
  }

  private Use use(String key) {
    return use(key, NO_FIELDS);
  }

  private Use use(String key, Fields request) {
    return cache.find(key, request, CacheControl.NONE, ON).use();
  }

  @Test
  void key_takesAllVariants_andNothingElse() {
    Fields german = Fields.of("Accept-Language", "de");
    store(response(A, "Vary", "Accept-Language"));
    store(response(A, german, "Vary", "Accept-Language"));
    store(response(A + "b"));

    assertThat(cache.count(new Purge.Key(A), false)).isEqualTo(2);
    assertThat(cache.purge(new Purge.Key(A), false)).isEqualTo(2);

    assertThat(use(A)).isEqualTo(Use.NONE);
    assertThat(use(A, german)).isEqualTo(Use.NONE);
    assertThat(use(A + "b")).isEqualTo(Use.FRESH);
    assertThat(cache.stats().get(Event.PURGED)).isEqualTo(2);
    assertThat(cache.stats().get(Event.EVICTED)).isZero();
    assertThat(cache.purge(new Purge.Key(A), false)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "http://shop.test/a?b=1, 1",
    "HTTP://SHOP.test:80/a?b=1, 1",
    "https://shop.test:443/a?b=1, 1",
    "/a?b=1, 3",
    "http://shop.test/a, 1",
    "http://shop.test/A, 0",
    "http://shop.test, 1",
    "http://shop.test/, 1",
    "/, 2",
    "http://shop.test:8080/a, 0",
  })
  void url_meansThatUrl_whateverItsSpelling_orThatPathOfEveryHost(String url, int expected) {
    store(response("http://shop.test/a?b=1"));
    store(response("https://shop.test/a?b=1"));
    store(response("http://shop-b.test/a?b=1"));
    store(response("http://shop.test/a"));
    store(response("http://shop.test/"));
    store(response("http://shop.test:8080/"));

    Purge purge = Purge.url(url, CacheSettings.DEFAULT_KEY);

    assertThat(cache.count(purge, false)).isEqualTo(expected);
    assertThat(cache.purge(purge, false)).isEqualTo(expected);
    assertThat(cache.size()).isEqualTo(6 - expected);
  }

  @Test
  void url_meansWhatSharesItsKey_andWhatHasAnotherKey() {
    // The key has no query here, so the answer to the first URL is that to all of them.
    StoredResponse shared = response(A + "?session=1");
    store("http/a", shared, cache.purges());
    store("vip:" + A + "?session=2", response(A + "?session=2"), cache.purges());

    assertThat(cache.purge(Purge.url(A + "?session=2", "%s%r"), false)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "http://shop.test/a/, 2",
    "http://shop.test/a, 3",
    "http://shop.test, 4",
    "http://shop.test/, 4",
    "http://shop.tes, 0",
    "/a/, 3",
    "/, 6",
    "/a/1?, 1",
  })
  void prefix_meansWhatBeginsSo_onOneHostOrAll(String prefix, int expected) {
    store(response("http://shop.test/a/1"));
    store(response("http://shop.test/a/1?q"));
    store(response("http://shop.test/ab"));
    store(response("http://shop.test/b/a/"));
    store(response("http://shop.test:8080/a/2"));
    store(response("http://shop.test.evil.test/b"));

    assertThat(cache.count(Purge.prefix(prefix), false)).isEqualTo(expected);
    assertThat(cache.purge(Purge.prefix(prefix), false)).isEqualTo(expected);
    assertThat(cache.size()).isEqualTo(6 - expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "ftp://shop.test/", "http://", "http:///a", "/a b", "/a\n"})
  void what_isNoUrl_isRefused(String text) {
    assertThatThrownBy(() -> Purge.url(text, "%s")).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Purge.prefix(text)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void tag_meansWhatHasIt_inEitherField() {
    store(response(A + "1", "Surrogate-Key", "shoes  red", "Surrogate-Key", "sale"));
    store(response(A + "2", "Cache-Tag", "red, big shoes"));
    store(response(A + "3", "Cache-Tag", "Red"));

    assertThat(cache.count(new Purge.Tag("shoes"), false)).isEqualTo(1);
    assertThat(cache.count(new Purge.Tag("sale"), false)).isEqualTo(1);
    assertThat(cache.count(new Purge.Tag("big shoes"), false)).isEqualTo(1);
    assertThat(cache.count(new Purge.Tag(""), false)).isZero();
    assertThat(cache.purge(new Purge.Tag("red"), false)).isEqualTo(2);
    assertThat(use(A + "1")).isEqualTo(Use.NONE);
    assertThat(use(A + "3")).isEqualTo(Use.FRESH);
  }

  @Test
  void tag_ofOneVariant_leavesTheOthers_andTheIndexFollows() {
    Fields german = Fields.of("Accept-Language", "de");
    store(response(A, "Vary", "Accept-Language", "Cache-Tag", "x"));
    store(response(A, german, "Vary", "Accept-Language", "Cache-Tag", "y"));

    assertThat(cache.purge(new Purge.Tag("x"), false)).isEqualTo(1);

    assertThat(use(A)).isEqualTo(Use.NONE);
    assertThat(use(A, german)).isEqualTo(Use.FRESH);
    assertThat(cache.purge(new Purge.Tag("y"), false)).isEqualTo(1);
    assertThat(cache.indexSize()).isZero();
  }

  @Test
  void validation_bringsOtherTags() {
    StoredResponse stored = response(A, "Cache-Tag", "old", "ETag", "\"1\"");
    store(stored);
    Head head =
        new Head(304, Fields.of("Cache-Tag", "new"), cache.nowSeconds(), cache.nowSeconds());

    cache.replace(A, stored, stored.withHead(stored.head().updatedBy(head)), cache.purges());

    assertThat(cache.count(new Purge.Tag("old"), false)).isZero();
    assertThat(cache.count(new Purge.Tag("new"), false)).isEqualTo(1);
    assertThat(cache.count(Purge.url(A, "%s"), false)).isEqualTo(1);
  }

  @Test
  void soft_makesStaleSinceThen_onceOnly() {
    store(response(A, "Cache-Control", "max-age=600, stale-while-revalidate=10"));
    time.advance(Duration.ofSeconds(5));

    assertThat(cache.purge(new Purge.All(), true)).isEqualTo(1);
    assertThat(use(A)).isEqualTo(Use.STALE_WHILE_REVALIDATE);
    time.advance(Duration.ofSeconds(9));
    assertThat(cache.count(new Purge.All(), true)).isZero();
    assertThat(cache.purge(new Purge.All(), true)).isZero();
    assertThat(use(A)).isEqualTo(Use.STALE_WHILE_REVALIDATE);
    time.advance(Duration.ofSeconds(1));
    assertThat(use(A)).isEqualTo(Use.STALE_ON_ERROR);
    time.advance(Duration.ofSeconds(91));
    assertThat(use(A)).isEqualTo(Use.VALIDATE);
    assertThat(cache.purge(new Purge.All(), false)).isEqualTo(1);
    assertThat(cache.stats().get(Event.PURGED)).isEqualTo(2);
  }

  @Test
  void soft_isNotOverriddenByAClientThatTakesStaleOnes() {
    store(response(A));
    assertThat(cache.purge(new Purge.All(), true)).isEqualTo(1);

    CacheControl anything = CacheControl.of(List.of("max-stale"));

    assertThat(cache.find(A, NO_FIELDS, anything, ON).use()).isEqualTo(Use.STALE_ON_ERROR);
  }

  @Test
  void soft_endsWithAValidation_thatBeganAfterIt() {
    StoredResponse stored = response(A, "ETag", "\"1\"");
    store(stored);
    long before = cache.purges();
    assertThat(cache.purge(new Purge.Key(A), true)).isEqualTo(1);
    Head valid = new Head(304, Fields.of("ETag", "\"1\""), cache.nowSeconds(), cache.nowSeconds());
    StoredResponse updated = stored.withHead(stored.head().updatedBy(valid));

    cache.replace(A, stored, updated, before);
    assertThat(use(A)).isEqualTo(Use.STALE_ON_ERROR);

    cache.replace(A, stored, updated, cache.purges());
    assertThat(use(A)).isEqualTo(Use.FRESH);
  }

  @Test
  void fill_thatBeganBefore_isNotStored_ifItIsMeant() {
    long before = cache.purges();
    assertThat(cache.purge(Purge.prefix("/a"), false)).isZero();
    assertThat(cache.purge(new Purge.Tag("t"), false)).isZero();

    store(A, response(A), before);
    store("http://shop.test/b", response("http://shop.test/b"), before);
    store("http://shop.test/c", response("http://shop.test/c", "Cache-Tag", "t"), before);
    store(A + "2", response(A + "2"), cache.purges());

    assertThat(use(A)).isEqualTo(Use.NONE);
    assertThat(use("http://shop.test/b")).isEqualTo(Use.FRESH);
    assertThat(use("http://shop.test/c")).isEqualTo(Use.NONE);
    assertThat(use(A + "2")).isEqualTo(Use.FRESH);
  }

  @Test
  void fill_thatBeganBeforeASoftPurge_isStoredAsStale() {
    long before = cache.purges();
    assertThat(cache.purge(new Purge.All(), true)).isZero();

    store(A, response(A), before);

    assertThat(use(A)).isEqualTo(Use.STALE_ON_ERROR);
  }

  @Test
  void fill_thatIsOlderThanAllKnownPurges_isNotStored() {
    long before = cache.purges();
    for (int i = 0; i < 4096; i++) {
      cache.invalidate("x" + i);
    }
    store(A, response(A), before);
    assertThat(use(A)).isEqualTo(Use.FRESH);

    cache.invalidate("y");
    store(A + "2", response(A + "2"), before);

    assertThat(use(A + "2")).isEqualTo(Use.NONE);
  }

  @Test
  void log_isBoundedInCharacters() {
    long before = cache.purges();
    String large = "x".repeat(16 * 1024);
    for (int i = 0; i < 64; i++) {
      cache.invalidate(large);
    }
    store(A, response(A), before);
    assertThat(use(A)).isEqualTo(Use.FRESH);

    cache.invalidate(large);
    store(A + "2", response(A + "2"), before);

    assertThat(use(A + "2")).isEqualTo(Use.NONE);
  }

  @Test
  void request_thatComesAfterAPurge_joinsNoFillThatBeganBefore() {
    Fill old = new Fill(NO_FIELDS, A);
    assertThat(join(A, old)).isSameAs(old);
    Fill other = new Fill(NO_FIELDS, "http://shop.test/b");
    assertThat(join("http://shop.test/b", other)).isSameAs(other);
    assertThat(cache.purge(Purge.url(A, "%s"), false)).isZero();

    Fill after = new Fill(NO_FIELDS, A);
    assertThat(join(A, after)).isSameAs(after);
    assertThat(join("http://shop.test/b", new Fill(NO_FIELDS, "http://shop.test/b")))
        .isSameAs(other);
    cache.leave(A, old);
    assertThat(join(A, new Fill(NO_FIELDS, A))).isSameAs(after);
  }

  @Test
  void fill_ofUnknownTags_countsAsMeant_ofKnownOnesIfItHasThem() {
    Fill unknown = new Fill(NO_FIELDS, A);
    assertThat(join(A, unknown)).isSameAs(unknown);
    Fill known = new Fill(NO_FIELDS, A + "2");
    assertThat(join(A + "2", known)).isSameAs(known);
    StoredResponse tagged = response(A + "2", "Cache-Tag", "t");
    known.offer(tagged);

    assertThat(cache.purge(new Purge.Tag("u"), false)).isZero();
    assertThat(join(A, new Fill(NO_FIELDS, A))).isNotSameAs(unknown);
    assertThat(join(A + "2", new Fill(NO_FIELDS, A + "2"))).isSameAs(known);

    assertThat(cache.purge(new Purge.Tag("t"), false)).isZero();
    assertThat(join(A + "2", new Fill(NO_FIELDS, A + "2"))).isNotSameAs(known);
    tagged.body().release();
  }

  private Fill join(String key, Fill mine) {
    return cache.joinOrLead(key, NO_FIELDS, CacheControl.NONE, ON, mine);
  }

  @Test
  void closed_isEmpty_andStaysSo() {
    store(response(A));
    cache.close();
    store(response(A + "2"));

    assertThat(cache.size()).isZero();
    assertThat(cache.indexSize()).isZero();
    assertThat(arena.usedBytes()).isZero();
  }

  @Test
  void evicted_leavesNothingInTheIndexes() {
    for (int i = 0; i < 5000; i++) {
      store(response(A + i, "Cache-Tag", "t" + i + ", all"));
    }
    long stored = cache.size();
    assertThat(stored).isBetween(100L, 3000L);
    // Of each: its URL in two orders, its own tag; and the tag of all.
    assertThat(cache.indexSize()).isEqualTo((int) (3 * stored + 1));
    assertThat(cache.stats().get(Event.EVICTED)).isEqualTo(5000 - stored);

    while (cache.free(1 << 20)) {
      assertThat(cache.indexSize()).isNotNegative();
    }

    assertThat(cache.indexSize()).isZero();
    assertThat(cache.size()).isZero();
    assertThat(arena.usedBytes()).isZero();
    assertThat(heap.usedBytes()).isZero();
  }

  @Test
  void heads_takeNoMoreOfTheHeapThanAllCachesMay() {
    BodyArena large = new BodyArena(8 << 20);
    HeapBudget budget = new HeapBudget(50_000);
    ObjectCache one = new ObjectCache(large, 8 << 20, budget, time);
    ObjectCache other = new ObjectCache(large, 8 << 20, budget, time);
    budget.appealTo(bytes -> (one.heapBytes() > other.heapBytes() ? one : other).free(bytes));
    for (int i = 0; i < 1000; i++) {
      ObjectCache chosen = i % 3 == 0 ? one : other;
      StoredResponse response = response(A + i);
      chosen.store(A + i, response, chosen.purges());
      response.body().release();
      assertThat(budget.usedBytes()).isLessThanOrEqualTo(50_000);
    }

    assertThat(budget.usedBytes()).isEqualTo(one.heapBytes() + other.heapBytes()).isPositive();
    assertThat(one.size()).isPositive();
    assertThat(other.size()).isPositive();
    one.close();
    other.close();
    assertThat(budget.usedBytes()).isZero();
  }

  @Test
  void share_isCountedPerSecond() {
    cache.stats().count(Event.LOOKUP);
    cache.stats().count(Event.MISS);
    time.advance(Duration.ofSeconds(1));
    for (Event event : List.of(Event.HIT, Event.STALE, Event.COLLAPSED, Event.REVALIDATED)) {
      cache.stats().count(Event.LOOKUP);
      cache.stats().count(event);
    }
    cache.stats().count(Event.BYPASSED);
    time.advance(Duration.ofSeconds(1));

    List<CacheStats.Share> history = cache.stats().history();
    assertThat(history).hasSize(60);
    assertThat(history.get(59)).isEqualTo(new CacheStats.Share(4, 4));
    assertThat(history.get(58)).isEqualTo(new CacheStats.Share(1, 0));
    assertThat(history.get(57)).isEqualTo(new CacheStats.Share(0, 0));
    assertThat(cache.stats().total().ratio()).isEqualTo(0.8);
    assertThat(history.get(57).ratio()).isZero();
  }
}
