package io.x0.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cache.Lookup.Use;
import io.x0.cache.Ranges.Span;
import io.x0.cache.body.BodyArena;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which stored response serves a request, how, and which part of it. */
class SelectionTest {
  private static final long NOW = 1_700_000_000L;
  private static final CacheSettings ON =
      CacheSettings.DEFAULT.withEnabled(true).withTtls(Duration.ZERO, Duration.ofSeconds(100));

  private final BodyArena arena = new BodyArena(1 << 16);

  private Use use(String control, long age, String request) {
    Head head = new Head(200, Fields.of("Cache-Control", control, "ETag", "\"1\""), NOW, NOW);
    StoredResponse stored =
        new StoredResponse(head, Vary.of(head.fields()), List.of(), arena.body(10, 0));
    return Lookup.of(stored, CacheControl.of(List.of(request)), ON, NOW + age).use();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=10 | 9 | x | FRESH",
        "max-age=10 | 10 | x | STALE_ON_ERROR",
        "max-age=10 | 110 | x | STALE_ON_ERROR",
        "max-age=10 | 111 | x | VALIDATE",
        "max-age=10, must-revalidate | 10 | x | VALIDATE",
        "max-age=10, proxy-revalidate | 10 | x | VALIDATE",
        "s-maxage=10 | 10 | x | VALIDATE",
        "max-age=10, no-cache | 1 | x | VALIDATE",
        "max-age=10, no-cache=\"a\" | 1 | x | FRESH",
        "max-age=10, stale-while-revalidate=5 | 14 | x | STALE_WHILE_REVALIDATE",
        "max-age=10, stale-while-revalidate=5 | 15 | x | STALE_ON_ERROR",
        "max-age=10, stale-while-revalidate=5, must-revalidate | 14 | x | VALIDATE",
        "max-age=10, stale-if-error=500 | 500 | x | STALE_ON_ERROR",
        "max-age=10 | 1 | no-cache | STALE_ON_ERROR",
        "max-age=10 | 1 | max-age=0 | STALE_ON_ERROR",
        "max-age=10 | 3 | max-age=3 | FRESH",
        "max-age=10 | 4 | max-age=3 | STALE_ON_ERROR",
        "max-age=10 | 4 | min-fresh=6 | FRESH",
        "max-age=10 | 4 | min-fresh=7 | STALE_ON_ERROR",
        "max-age=10 | 14 | max-stale=4 | FRESH",
        "max-age=10 | 15 | max-stale=4 | STALE_ON_ERROR",
        "max-age=10 | 99 | max-stale | FRESH",
        "max-age=10, must-revalidate | 11 | max-stale | VALIDATE",
      })
  void use_byAgeAndDirectives(String control, long age, String request, Use expected) {
    assertThat(use(control, age, request)).isEqualTo(expected);
  }

  @Test
  void vary_comparesAllNamedFields_andAbsenceWithAbsence() {
    Vary vary = Vary.of(Fields.of("Vary", "X-B, x-a", "Vary", "X-C"));
    Fields both = Fields.of("X-A", "1", "X-B", "2");

    assertThat(vary.names()).containsExactly("x-a", "x-b", "x-c");
    assertThat(vary.values(both)).isEqualTo(vary.values(Fields.of("x-b", "2", "x-a", "1")));
    assertThat(vary.values(both)).isNotEqualTo(vary.values(Fields.of("X-A", "1")));
    assertThat(vary.values(both)).isNotEqualTo(vary.values(both.with("X-C", "")));
    assertThat(vary.values(both)).isNotEqualTo(vary.values(Fields.of("X-A", "1", "X-B", "B")));
    assertThat(Vary.of(Fields.of("Vary", "a, *")).isAny()).isTrue();
  }

  @Test
  void vary_ignoresWhatMeansNothing() {
    Vary vary = Vary.of(Fields.of("Vary", "Accept-Language, X-List"));

    assertThat(vary.values(Fields.of("Accept-Language", "en;q=0.5, DE", "X-List", "a , b")))
        .isEqualTo(
            vary.values(
                Fields.of(
                    "Accept-Language", "de", "accept-language", "en; q=0.5", "X-List", "a,b")));
    assertThat(vary.values(Fields.of("X-List", "a,B")))
        .isNotEqualTo(vary.values(Fields.of("X-List", "a,b")));
  }

  @Test
  void ifNoneMatch_comparesWeakly_andBeatsTheDate() {
    Head head =
        new Head(
            200,
            Fields.of("ETag", "W/\"a,b\"", "Last-Modified", HttpDate.format(NOW - 50)),
            NOW,
            NOW);

    assertThat(Conditions.isNotModified(Fields.of("If-None-Match", "\"a,b\""), head)).isTrue();
    assertThat(Conditions.isNotModified(Fields.of("If-None-Match", "\"x\", W/\"a,b\""), head))
        .isTrue();
    assertThat(Conditions.isNotModified(Fields.of("If-None-Match", "*"), head)).isTrue();
    assertThat(Conditions.isNotModified(Fields.of("If-None-Match", "\"a\""), head)).isFalse();
    assertThat(
            Conditions.isNotModified(
                Fields.of("If-None-Match", "\"x\"", "If-Modified-Since", HttpDate.format(NOW)),
                head))
        .isFalse();
    assertThat(
            Conditions.isNotModified(
                Fields.of("If-Modified-Since", HttpDate.format(NOW - 50)), head))
        .isTrue();
    assertThat(
            Conditions.isNotModified(
                Fields.of("If-Modified-Since", HttpDate.format(NOW - 51)), head))
        .isFalse();
    assertThat(Conditions.isNotModified(Fields.NONE, head)).isFalse();
  }

  @Test
  void ifRange_needsAStrongValidator() {
    Head strong =
        new Head(
            200, Fields.of("ETag", "\"a\"", "Last-Modified", HttpDate.format(NOW - 50)), NOW, NOW);
    Head weak = new Head(200, Fields.of("ETag", "W/\"a\""), NOW, NOW);

    assertThat(Conditions.isRangeMeant(Fields.NONE, strong)).isTrue();
    assertThat(Conditions.isRangeMeant(Fields.of("If-Range", "\"a\""), strong)).isTrue();
    assertThat(Conditions.isRangeMeant(Fields.of("If-Range", "\"b\""), strong)).isFalse();
    assertThat(Conditions.isRangeMeant(Fields.of("If-Range", "W/\"a\""), weak)).isFalse();
    assertThat(Conditions.isRangeMeant(Fields.of("If-Range", HttpDate.format(NOW - 50)), strong))
        .isTrue();
    assertThat(Conditions.isRangeMeant(Fields.of("If-Range", HttpDate.format(NOW - 49)), strong))
        .isFalse();
  }

  @Test
  void ranges_inAllForms() {
    assertThat(Ranges.of("bytes=0-4", 10)).contains(List.of(new Span(0, 4)));
    assertThat(Ranges.of("bytes=5-", 10)).contains(List.of(new Span(5, 9)));
    assertThat(Ranges.of("bytes=-3", 10)).contains(List.of(new Span(7, 9)));
    assertThat(Ranges.of("bytes=-30", 10)).contains(List.of(new Span(0, 9)));
    assertThat(Ranges.of("bytes=8-99", 10)).contains(List.of(new Span(8, 9)));
    assertThat(Ranges.of("bytes=0-0, 5-6", 10)).contains(List.of(new Span(0, 0), new Span(5, 6)));
    assertThat(Ranges.of("bytes=0-5, 5-6", 10)).as("overlap").contains(List.of(new Span(0, 9)));
    assertThat(Ranges.of("bytes=10-", 10)).contains(List.of());
    assertThat(Ranges.of("bytes=-0", 10)).contains(List.of());
    for (String ignored : List.of("bytes=5-4", "bytes=a-b", "items=0-1", "bytes=-", "bytes=1")) {
      assertThat(Ranges.of(ignored, 10)).as(ignored).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "%s://%h%r%q, https://h:1/a%20b?x=1&y",
    "%h, h:1",
    "%r, /a%20b",
    "100%%%x%, 100%%x%",
  })
  void key_isWhatThePatternSays(String pattern, String key) {
    assertThat(CacheKey.of(pattern, "https", "h:1", "/a%20b?x=1&y")).isEqualTo(key);
  }
}
