package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.eclipse.jetty.http.HttpURI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/|q=1|/?q=1",
        "/a/b|\"\"|/a/b",
        "/a?b=c|q=1|/a?b=c",
        "/a?|q=1|/a?",
        "/a b|\"\"|/a%20b",
        "/ä|\"\"|/%C3%A4",
        "/\uD83D\uDE00|\"\"|/%F0%9F%98%80",
        "/a#b|\"\"|/a%23b",
        "/100%|\"\"|/100%25",
        "/a%20b%zz|\"\"|/a%20b%25zz",
        "/a?x=<y>&z=\\|\"\"|/a?x=%3Cy%3E&z=%5C",
        "/a;v=1,2:3@b!$&'()*+|\"\"|/a;v=1,2:3@b!$&'()*+",
        "/...|\"\"|/...",
        "/a..b/.c|\"\"|/a..b/.c"
      })
  void of_path_isMadeFitForTheWire(String text, String query, String expected) {
    assertThat(TargetText.of(text, query)).contains(expected);
  }

  @Test
  void of_lineEnds_areEscapedInTheQueryAndRefusedInThePath() {
    assertThat(TargetText.of("/a?b\r\nX: y", "")).contains("/a?b%0D%0AX:%20y");
    assertThat(TargetText.of("/a\r\nX: y", "")).isEmpty();
    assertThat(TargetText.of("/a\0", "")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "?a",
        "//evil.test/",
        "http://evil.test/",
        "/..",
        "/a/../b",
        "/./a",
        "/a/.",
        "/%2e%2e/a",
        "/.%2E/a",
        "/..;x=y/a",
        "/a%2fb",
        "/a%5Cb",
        "/a\\b",
        "/a%00b",
        "/%252e%252e/a",
        "/a%0d%0ab"
      })
  void of_pathThatCouldBeReadAsAnother_isRefused(String text) {
    assertThat(TargetText.of(text, "")).isEmpty();
  }

  @Test
  void of_veryLong_isRefused() {
    assertThat(TargetText.of("/" + "a".repeat(9000), "")).isEmpty();
  }

  @Test
  void of_anyText_isRefusedOrOneTargetThatMeansTheSameNormalised() {
    Random random = new Random(11);
    String alphabet = "/ab.%2eE?#\\;:\r\n\t \0ä\u2028";
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder("/");
      for (int n = random.nextInt(12); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String target = TargetText.of(text.toString(), "").orElse(null);
      if (target == null) {
        continue;
      }
      accepted++;
      assertThat(target.chars()).as(text.toString()).allMatch(c -> c > 0x20 && c < 0x7f);
      assertThat(target).startsWith("/").doesNotContain("#");
      HttpURI uri = HttpURI.from(target);
      assertThat(uri.getDecodedPath()).as(target).doesNotContain("/../").doesNotContain("/./");
      assertThat(uri.hasAmbiguousSegment() || uri.hasAmbiguousSeparator()).as(target).isFalse();
      assertThat(uri.getDecodedPath()).as(target).doesNotContainPattern("%[0-9a-fA-F]{2}");
    }
    assertThat(accepted).isGreaterThan(2_000);
  }
}
