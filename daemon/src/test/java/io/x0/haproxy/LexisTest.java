package io.x0.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.haproxy.source.Diagnostics;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Section;
import io.x0.haproxy.source.SectionReader;
import io.x0.haproxy.source.Variables;
import io.x0.haproxy.source.Word;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LexisTest {
  private final Diagnostics diagnostics = new Diagnostics();

  private List<Section> read(String text) {
    SectionReader reader =
        new SectionReader(
            new Variables(Map.of("HOST", "h1", "LIST", "a b  c", "EMPTY", "")), diagnostics);
    reader.read("h.cfg", text);
    return reader.sections();
  }

  private List<String> words(String line) {
    List<Line> lines = read("backend b\n" + line + "\n").get(0).lines();
    return lines.isEmpty() ? List.of() : lines.get(0).words().stream().map(Word::text).toList();
  }

  private List<String> problems() {
    return diagnostics.all().stream().map(Object::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "a  b\tc § a|b|c",
        "a # b § a",
        "a#b § a",
        "a \\# b § a|#|b",
        "a\\ b c § a b|c",
        "a\\\\b § a\\b",
        "a\\tb § a\tb",
        "a\\x41b § aAb",
        "\\d+$ § \\d+$",
        "'a b' \"c d\" § a b|c d",
        "'a\\'b § a\\b",
        "a'b c'd § ab cd",
        "'#' \"#\" § #|#",
        "\"a\\\"b\" § a\"b",
        "'$HOST' $HOST § $HOST|$HOST",
        "\"$HOST:1\" § h1:1",
        "\"${HOST}x\" § h1x",
        "\"${NONE-other}\" § other",
        "\"${EMPTY-other}\" \"\" § |",
        "\"\\$HOST\" § $HOST",
        "\"x${LIST[*]}y\" § xa|b|cy",
        "\"a $\" § a $",
        "^\\.x$ § ^\\.x$"
      })
  void words_areThoseOfHaproxy(String line, String expected) {
    assertThat(String.join("|", words(line))).isEqualTo(expected == null ? "" : expected);
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "x 'a b § h.cfg:2: error: line: a single quote is not closed; the line is skipped",
        "x \"a b § h.cfg:2: error: line: a double quote is not closed; the line is skipped",
        "x \"${HOST § h.cfg:2: error: line: ${ is not closed; the line is skipped",
        "x \\xZZ § h.cfg:2: error: line: \\x needs two hexadecimal digits; the line is skipped"
      })
  void words_brokenLine_isSkippedAndSaid(String line, String problem) {
    assertThat(words(line)).isEmpty();
    assertThat(problems()).containsExactly(problem);
  }

  @Test
  void words_unknownVariable_isEmptyAndSaid() {
    assertThat(words("x \"$NONE\"")).containsExactly("x", "");
    assertThat(problems())
        .containsExactly(
            "h.cfg:2: warning: $NONE: there is no such environment variable; it counts as empty");
  }

  @Test
  void words_knowTheirPlaces() {
    Line line = read("backend b\n  a 'b' c\n").get(0).lines().get(0);

    assertThat(line.words().stream().map(w -> w.at().toString()))
        .containsExactly("h.cfg:2:3", "h.cfg:2:5", "h.cfg:2:9");
  }

  @Test
  void lines_ofOtherSystems_areRead() {
    assertThat(words("server s 1.2.3.4:5\r")).containsExactly("server", "s", "1.2.3.4:5");
    assertThat(problems()).isEmpty();
  }

  @Test
  void lastLine_withoutEnd_isReadAndSaid() {
    List<Section> sections = read("backend b\n balance first");

    assertThat(sections.get(0).lines()).hasSize(1);
    assertThat(problems())
        .containsExactly("h.cfg:2: warning: line: the last line has no end; HAProxy refuses it");
  }

  @Test
  void lines_withNulOrTooLong_areSkippedAlone() {
    List<Section> sections =
        read("backend b\n a\0b\n " + "x".repeat(70_000) + "\n" + " y".repeat(5000) + "\n z\n");

    assertThat(sections.get(0).lines()).hasSize(1);
    assertThat(problems()).hasSize(3).allMatch(p -> p.endsWith("is skipped"));
  }

  @Test
  void sections_haveKindNameAndDefaults() {
    List<Section> sections = read("defaults d1\n mode http\nlisten l from d1\n bind :1\nglobal\n");

    assertThat(sections.stream().map(s -> s.kind() + "/" + s.name() + "/" + s.from()))
        .containsExactly("DEFAULTS/d1/", "LISTEN/l/d1", "GLOBAL//");
  }

  @Test
  void lines_outsideOfSections_areSaid() {
    assertThat(read("balance first\nbackend b\n")).hasSize(1);
    assertThat(problems())
        .containsExactly("h.cfg:1: error: balance: it stands outside of any section; skipped");
  }

  @Test
  void setenv_changesWhatFollows() {
    List<Section> sections =
        read(
            "global\n setenv A 1\n presetenv A 2\n presetenv B 3\n unsetenv HOST\n"
                + "backend b\n x \"$A$B${HOST-gone}\"\n");

    assertThat(sections.get(1).lines().get(0).text(1)).isEqualTo("13gone");
  }

  @Test
  void resetenv_keepsOnlyWhatItNames() {
    List<Section> sections =
        read("global\n resetenv HOST\nbackend b\n x \"${HOST-none}${LIST-none}\"\n");

    assertThat(sections.get(1).lines().get(0).text(1)).isEqualTo("h1none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "1 § true",
        "0 § false",
        " § false",
        "defined(HOST) § true",
        "!defined(HOST) § false",
        "!0 && 1 § true",
        "defined(NONE) || defined(HOST) § true",
        "defined(NONE) && defined(HOST) § false",
        "1 && !(0 || 1) || 1 § true",
        "!(0 || !1) § true",
        "(1 § false",
        "streq(\"$HOST\",h1) § true",
        "strneq(\"$HOST\",h1) § false",
        "strstr(abc,bc) § true",
        "version_atleast(2.4-dev3) § true",
        "version_atleast(2.7) § false",
        "version_before(2.6.13) § true",
        "feature(OPENSSL) § true",
        "feature(QUIC) § false",
        "bad(1) § false",
        "1 1 § false"
      })
  void conditionals_readOneBranch(String condition, boolean expected) {
    List<Section> sections =
        read(
            "backend b\n.if "
                + (condition == null ? "" : condition)
                + "\n yes\n.else\n no\n.endif\n");

    assertThat(sections.get(0).lines().stream().map(l -> l.text(0)))
        .containsExactly(expected ? "yes" : "no");
  }

  @Test
  void conditionals_nested_followTheOuter() {
    List<Section> sections =
        read(
            "backend b\n.if 0\n a\n.if 1\n b\n.else\n c\n.endif\n.elif 1\n d\n.elif 1\n e\n.else\n"
                + " f\n.endif\n g\n");

    assertThat(sections.get(0).lines().stream().map(l -> l.text(0))).containsExactly("d", "g");
    assertThat(problems()).isEmpty();
  }

  @Test
  void conditionals_notInPairs_areSaid() {
    read("backend b\n.else\n.endif\n.elif 1\n" + ".if 1\n".repeat(70));

    assertThat(problems())
        .containsExactly(
            "h.cfg:2: error: .else: there is no .if before it",
            "h.cfg:3: error: .endif: there is no .if before it",
            "h.cfg:4: error: .elif: there is no .if before it",
            "h.cfg:69: error: .if: blocks are nested too deeply; this one is skipped",
            "h.cfg:74: error: .if: there is no .endif");
  }

  @Test
  void notices_areSaidWhereTheyAreRead() {
    read(".notice \"hello you\"\n.if 0\n.alert \"not this\"\n.endif\n.alert stop\n");

    assertThat(problems())
        .containsExactly("h.cfg:1: warning: .notice: hello you", "h.cfg:5: error: .alert: stop");
  }

  @Test
  void unknownCondition_isFalseAndSaid() {
    read(".if blah(x)\n.endif\n");

    assertThat(problems())
        .containsExactly("h.cfg:1: warning: .if: unknown condition 'blah(x)'; it counts as false");
  }
}
