package io.x0.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a response is fresh, how old it is, and whether it may be kept (RFC 9111 §3, §4.2). */
class FreshnessTest {
  private static final long NOW = 1_700_000_000L;
  private static final CacheSettings ON = CacheSettings.DEFAULT.withEnabled(true);

  private static Head head(int status, String... fields) {
    return new Head(status, Fields.of(fields), NOW, NOW);
  }

  private static String date(long offset) {
    return HttpDate.format(NOW + offset);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-age=3600 | 3600",
        "MAX-AGE=3600 | 3600",
        "max-age=003600 | 3600",
        "max-age=\"3600\" | 3600",
        "max-age='3600' | 0",
        "max-age=-1 | 0",
        "max-age=1.5 | 0",
        "max-age=a1 | 0",
        "max-age = 1 | 0",
        "max-age | 0",
        "max-age=99999999999999999999 | 2147483648",
        "max-age=1, max-age=100 | 1",
        "max-age=100, s-maxage=7 | 7",
        "s-maxage=7, max-age=100 | 7",
        "extension=\"max-age=5\", max-age=9 | 9",
        "extension=\"max-age=5\" | 0",
        "foo, max-age=9 | 9",
        "max-age=9,,bar | 9",
      })
  void lifetime_isWhatTheDirectivesSay(String control, long seconds) {
    assertThat(head(200, "Cache-Control", control).lifetime(0)).isEqualTo(seconds);
  }

  @Test
  void lifetime_ofExpires_isCountedFromItsDate() {
    assertThat(head(200, "Date", date(-100), "Expires", date(-40)).lifetime(0)).isEqualTo(60);
    assertThat(head(200, "Expires", date(60)).lifetime(0)).isEqualTo(60);
    assertThat(head(200, "Expires", "0", "Last-Modified", date(-9000)).lifetime(99)).isZero();
    assertThat(head(200, "Expires", date(60), "Expires", date(90)).lifetime(0)).isZero();
    assertThat(head(200, "Cache-Control", "max-age=5", "Expires", date(60)).lifetime(0))
        .isEqualTo(5);
  }

  @Test
  void targetedField_replacesTheOthers_unlessItIsInvalid() {
    assertThat(
            head(200, "CDN-Cache-Control", "max-age=5", "Cache-Control", "s-maxage=9").lifetime(0))
        .isEqualTo(5);
    assertThat(head(200, "CDN-Cache-Control", "max-age=5", "Expires", date(60)).lifetime(0))
        .isEqualTo(5);
    assertThat(
            head(200, "CDN-Cache-Control", "max-age=5,,", "Cache-Control", "max-age=9").lifetime(0))
        .isEqualTo(9);
    assertThat(
            head(200, "CDN-Cache-Control", "MAX-AGE=5", "Cache-Control", "max-age=9").lifetime(0))
        .isEqualTo(9);
    assertThat(
            head(200, "CDN-Cache-Control", "max-age=\"5\"", "Cache-Control", "max-age=9")
                .lifetime(0))
        .as("a string is no number")
        .isEqualTo(9);
    assertThat(head(200, "CDN-Cache-Control", "no-store").isStorable(Fields.NONE, ON)).isFalse();
  }

  @Test
  void heuristic_isATenthOfItsAge_atMostADay_forTheStatusesThatAllowIt() {
    assertThat(head(200, "Last-Modified", date(-1000)).lifetime(0)).isEqualTo(100);
    assertThat(head(200, "Last-Modified", date(-100_000_000)).lifetime(0)).isEqualTo(86_400);
    assertThat(head(403, "Last-Modified", date(-1000)).lifetime(0)).isZero();
    assertThat(head(403, "Last-Modified", date(-1000), "Cache-Control", "public").lifetime(0))
        .isEqualTo(100);
    assertThat(head(200, "Last-Modified", date(-1000)).lifetime(7)).isEqualTo(7);
    assertThat(head(200).lifetime(0)).isZero();
  }

  @Test
  void age_countsTheField_theDate_theDelayAndTheTimeInTheCache() {
    assertThat(head(200, "Age", "50").age(NOW + 7)).isEqualTo(57);
    assertThat(head(200, "Age", "50, 90").age(NOW)).isEqualTo(50);
    assertThat(head(200, "Age", "50", "Age", "90").age(NOW)).isEqualTo(50);
    assertThat(head(200, "Age", "x").age(NOW)).isZero();
    assertThat(head(200, "Age", "-5").age(NOW)).isZero();
    assertThat(head(200, "Age", "99999999999").age(NOW)).isEqualTo(1L << 31);
    assertThat(head(200, "Date", date(-30)).age(NOW + 1)).isEqualTo(31);
    assertThat(head(200, "Date", date(30)).age(NOW + 1)).isEqualTo(1);
    assertThat(head(200, "Date", "nonsense").age(NOW + 1)).isEqualTo(1);
    assertThat(new Head(200, Fields.NONE, NOW - 4, NOW).age(NOW)).isEqualTo(4);
    assertThat(head(200).age(NOW - 100)).as("the clock went back").isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | max-age=9 | true",
        "299 | max-age=9 | true",
        "599 | max-age=9 | true",
        "206 | max-age=9 | true",
        "416 | max-age=9 | false",
        "304 | max-age=9 | false",
        "103 | max-age=9 | false",
        "200 | max-age=9, no-store | false",
        "200 | max-age=9, no-store, must-understand | true",
        "299 | max-age=9, must-understand | false",
        "200 | max-age=9, private | false",
        "200 | max-age=9, private=\"x-a\" | true",
        "200 | no-cache, max-age=9 | true",
        "200 | foo | false",
      })
  void storable_byStatusAndDirectives(int status, String control, boolean isStorable) {
    assertThat(head(status, "Cache-Control", control).isStorable(Fields.NONE, ON))
        .isEqualTo(isStorable);
  }

  @Test
  void storable_toARequestWithAuthorization_onlyIfItSaysSo() {
    Fields request = Fields.of("Authorization", "Basic x");

    assertThat(head(200, "Cache-Control", "max-age=9").isStorable(request, ON)).isFalse();
    for (String allowing : List.of("public", "must-revalidate", "s-maxage=9")) {
      assertThat(head(200, "Cache-Control", "max-age=9, " + allowing).isStorable(request, ON))
          .as(allowing)
          .isTrue();
    }
  }

  @Test
  void stored_isWithoutTheFieldsThatAreNamed() {
    Head head =
        head(
            200, "Cache-Control", "private=\"X-A\", no-cache=\"x-b, x-c\"", "X-a", "1", "X-B", "2");

    assertThat(head.stored().fields().has("x-a")).isFalse();
    assertThat(head.stored().fields().has("x-b")).isFalse();
    assertThat(head.stored().fields().has("Cache-Control")).isTrue();
  }

  @Test
  void update_replacesWhatItSays_keepsTheRest_andNothingOfTheBody() {
    Head before =
        head(200, "ETag", "\"1\"", "X-A", "old", "X-A", "older", "Age", "9", "Content-Length", "5");
    Head update = head(304, "X-A", "new", "Content-Length", "0", "Cache-Control", "max-age=9");

    Head after = before.updatedBy(update);

    assertThat(after.status()).isEqualTo(200);
    assertThat(after.fields().values("X-A")).containsExactly("new");
    assertThat(after.fields().first("ETag")).isEqualTo("\"1\"");
    assertThat(after.fields().first("Content-Length")).isEqualTo("5");
    assertThat(after.fields().has("Age")).isFalse();
    assertThat(after.lifetime(0)).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sun, 06 Nov 1994 08:49:37 GMT | 784111777",
        "sun, 06 nov 1994 08:49:37 gmt | 784111777",
        "Sunday, 06-Nov-94 08:49:37 GMT | 784111777",
        "Sun Nov  6 08:49:37 1994 | 784111777",
        "Thu, 18 Aug 2050 02:01:18 GMT | 2544400878",
        "Sun, 06 Nov 1994 08:49:37 EST | -1",
        "Sun, 06 Nov 1994 08:49:37 | -1",
        "Sun 06 Nov 1994 08:49:37 GMT | -1",
        "Sun, 06-Nov-1994 08:49:37 GMT | -1",
        "Sun, 6 Nov 1994 08:49:37 GMT | -1",
        "Sun, 31 Feb 1994 08:49:37 GMT | -1",
        "0 | -1",
      })
  void date_inItsThreeForms_andNoOther(String text, long seconds) {
    assertThat(HttpDate.parse(text, NOW).orElse(-1)).isEqualTo(seconds);
  }

  @Test
  void date_ofTwoDigits_isAtMostFiftyYearsAhead() {
    assertThat(HttpDate.parse("Sunday, 06-Nov-73 08:49:37 GMT", NOW).orElse(0)).isPositive();
    assertThat(HttpDate.parse("Sunday, 06-Nov-74 08:49:37 GMT", NOW).orElse(0))
        .isEqualTo(HttpDate.parse("Sun, 06 Nov 1974 08:49:37 GMT", NOW).orElse(1));
  }
}
