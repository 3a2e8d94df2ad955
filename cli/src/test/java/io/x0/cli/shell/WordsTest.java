package io.x0.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void split_plainWords_splitsAtSpacesAndTabs() {
    assertThat(Words.split("  backend\tadd shop   b1 "))
        .containsExactly("backend", "add", "shop", "b1");
    assertThat(Words.split("")).isEmpty();
    assertThat(Words.split("   ")).isEmpty();
  }

  @Test
  void split_quotes_keepWhatIsInThem() {
    assertThat(Words.split("a 'b  c' \"d e\" f\\ g")).containsExactly("a", "b  c", "d e", "f g");
    assertThat(Words.split("k='a b'c")).containsExactly("k=a bc");
    assertThat(Words.split("'' \"\"")).containsExactly("", "");
    assertThat(Words.split("'a\\b' \"a\\\"b\\\\c\\d\"")).containsExactly("a\\b", "a\"b\\c\\d");
  }

  @Test
  void split_remark_endsTheLine() {
    assertThat(Words.split("status # now")).containsExactly("status");
    assertThat(Words.split("# nothing")).isEmpty();
    assertThat(Words.split("a#b '#c'")).containsExactly("a#b", "#c");
  }

  @Test
  void split_unfinished_saysWhatIsMissing() {
    assertThatThrownBy(() -> Words.split("a 'b")).hasMessage("a ' is not closed");
    assertThatThrownBy(() -> Words.split("a \"b")).hasMessage("a \" is not closed");
    assertThatThrownBy(() -> Words.split("a \\")).hasMessage("a \\ stands at the end");
  }

  @Test
  void join_goesOnWhereTheLineEnded() {
    assertThat(Words.split(Words.join("backend add \\", "shop")))
        .containsExactly("backend", "add", "shop");
    assertThat(Words.split(Words.join("a 'b", "c'"))).containsExactly("a", "b\nc");
    assertThat(Words.split(Words.join("a 'b\\", "c'"))).containsExactly("a", "b\\\nc");
  }

  @Test
  void quote_anyWord_comesBackAsOne() {
    Random random = new Random(7);
    for (int i = 0; i < 5000; i++) {
      List<String> words = new ArrayList<>();
      StringBuilder line = new StringBuilder();
      for (int w = random.nextInt(4); w >= 0; w--) {
        StringBuilder word = new StringBuilder();
        for (int c = random.nextInt(6); c > 0; c--) {
          word.append("ab '\"\\#\n=".charAt(random.nextInt(9)));
        }
        words.add(word.toString());
        line.append(Words.quote(word.toString())).append(' ');
      }
      assertThat(Words.split(line.toString())).isEqualTo(words);
    }
  }
}
