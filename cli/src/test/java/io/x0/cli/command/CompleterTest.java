package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.completion.Candidate;
import io.x0.cli.completion.FixedNames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompleterTest {
  private final Completer completer = new Completer(new Commands(), new FixedNames());

  /** Completes the last word of a line. */
  private List<Candidate> complete(String line, String current) {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    String prefix = words.remove(words.size() - 1);
    return completer.complete(words, prefix, current);
  }

  private String values(String line, String current) {
    return String.join(" ", complete(line, current).stream().map(Candidate::value).toList());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "dir|director",
        "director s|show set",
        "director show |blog shop",
        "director show s|shop",
        "director show shop |''",
        "director create |''",
        "backend show |blog shop",
        "backend show shop |b1 b2",
        "backend show blog |''",
        "backend add shop |''",
        "backend remove --yes shop |b1 b2",
        "bucket set shop |root vip",
        "bucket set shop vip --r|--rate",
        "capacity shop b|b1 b2",
        "slow-start shop b|b1 b2",
        "health check shop |b1 b2",
        "backend set shop b1 --role |active standby backup",
        "backend set shop b1 --role=st|--role=standby",
        "backend set shop b1 w|weight=",
        "director set shop |queue-limit= scheduler=",
        "director set shop sch|scheduler=",
        "director set shop scheduler=|scheduler=rr scheduler=p2c",
        "director set shop scheduler=p|scheduler=p2c",
        "director set shop queue-limit=5 s|scheduler=",
        "status --o|--output",
        "status --no|--no-headers",
        "status --output |table wide json yaml csv name",
        "status --color a|auto always",
        "-o json stat|status stats",
        "--soc|--socket",
        "nonsense |''",
        "director nonsense |''"
      })
  void complete_line_offersWhatFits(String line, String expected) {
    assertThat(values(line, "")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "backend show |b1 b2 blog shop",
        "backend show b|b1 b2 blog",
        "backend show shop |b1 b2",
        "capacity |b1 b2 blog shop",
        "director set |queue-limit= scheduler= blog shop",
        "director set scheduler=|scheduler=rr scheduler=p2c",
        "bucket set v|vip"
      })
  void complete_withACurrentDirector_offersWhatIsInIt(String line, String expected) {
    assertThat(values(line, "shop")).isEqualTo(expected);
  }

  @Test
  void complete_words_haveTheirSummary() {
    assertThat(complete("stat", "").get(0).description()).isNotBlank();
  }

  @Test
  void complete_options_areNotOfferedTwice() {
    assertThat(values("backend set shop b1 --weight 3 --", "")).doesNotContain("--weight");
    assertThat(values("backend set shop b1 --", "")).contains("--weight", "--capacity");
    assertThat(values("director create x --set a=b --", "")).contains("--set");
  }

  @Test
  void complete_settingName_isNotTheWholeWord() {
    assertThat(complete("director set shop sch", "").get(0).isComplete()).isFalse();
    assertThat(complete("director set shop scheduler=r", "").get(0).isComplete()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "backend list|backend list shop",
        "backend show b1|backend show shop b1",
        "backend show blog b1|backend show blog b1",
        "director set queue-limit=5|director set shop queue-limit=5",
        "--quiet director show|director show shop --quiet",
        "capacity b1 5 --if-revision 3|capacity shop b1 5 --if-revision 3",
        "slow-start b1 5s|slow-start shop b1 5s",
        "director create x|director create x",
        "status|status",
        "health list|health list shop",
        "backend list --help|backend list --help",
        "no such|no such"
      })
  void fillIn_namesTheDirectorWhereNoneIs(String line, String expected) {
    assertThat(
            String.join(
                " ",
                CurrentDirector.fillIn(
                    new Commands(), List.of(line.split(" ")), "shop", new FixedNames())))
        .isEqualTo(expected);
  }

  @Test
  void fillIn_noneChosen_changesNothing() {
    assertThat(
            CurrentDirector.fillIn(
                new Commands(), List.of("backend", "list"), "", new FixedNames()))
        .containsExactly("backend", "list");
  }
}
