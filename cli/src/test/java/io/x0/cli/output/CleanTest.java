package io.x0.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CleanTest {
  @Test
  void line_visibleText_isUnchanged() {
    assertThat(Clean.line("r\u00e9sum\u00e9 \u65e5\u672c \ud83d\ude00 {\"a\": 1}"))
        .isEqualTo("r\u00e9sum\u00e9 \u65e5\u672c \ud83d\ude00 {\"a\": 1}");
  }

  @Test
  void line_everyControlCharacter_isGone() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0xA0; c++) {
      all.append(c);
    }

    assertThat(Clean.line(all.toString()).chars()).noneMatch(Character::isISOControl);
  }

  @Test
  void line_lineEnds_becomeSpaces() {
    assertThat(Clean.line("a\r\nb\tc")).isEqualTo("a b c");
  }

  @Test
  void line_directionMarks_areGone() {
    assertThat(Clean.line("a\u202eb\u2066c\u200fd\u2028e\ufefff")).isEqualTo("abcdef");
  }
}
