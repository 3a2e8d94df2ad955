package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import java.util.Random;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection",
        "content-length",
        "Transfer-Encoding",
        "TE",
        "Trailer",
        "Upgrade",
        "Keep-Alive",
        "Proxy-Connection",
        "HTTP2-Settings",
        "Expect"
      })
  void name_thatFramesTheMessage_isRefused(String name) {
    assertThatThrownBy(() -> FieldText.name(name))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("header: " + name + " (expected: a field that does not frame");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "a(b)", "ä"})
  void name_thatIsNone_isRefused(String name) {
    assertThatThrownBy(() -> FieldText.name(name))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("a name of letters, digits and dashes");
  }

  @Test
  void clean_anyText_hasNothingThatEndsALineInAnyReading() {
    Random random = new Random(3);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(20); n > 0; n--) {
        text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
      }
      String clean = FieldText.clean(text.toString());

      assertThat(clean.chars())
          .allMatch(c -> c == '\t' || (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c <= 0xff));
      assertThat(FieldText.clean(clean)).isSameAs(clean);
    }
  }

  @Test
  void clean_lineEndsAndWhatBecomesThem_areGone() {
    assertThat(FieldText.clean("a\r\nSet-Cookie: b\0c\u010a\u010dd"))
        .isEqualTo("aSet-Cookie: bc??d");
  }

  @Test
  void edits_doWhatTheySay() {
    HttpFields.Mutable fields = HttpFields.build().add("A", "1").add("a", "2").add("B", "3");

    FieldEdit.append("a", "x", "; ").apply(fields);
    FieldEdit.append("c", "y", "; ").apply(fields);
    FieldEdit.add("b", "4\n").apply(fields);
    assertThat(fields.getValuesList("A")).containsExactly("1; 2; x");
    assertThat(fields.getValuesList("C")).containsExactly("y");
    assertThat(fields.getValuesList("B")).containsExactly("3", "4");

    FieldEdit.overwrite("b", "5").apply(fields);
    FieldEdit.remove("A").apply(fields);
    FieldEdit.remove("none").apply(fields);
    assertThat(fields.stream().map(Object::toString)).containsExactlyInAnyOrder("b: 5", "c: y");
  }
}
