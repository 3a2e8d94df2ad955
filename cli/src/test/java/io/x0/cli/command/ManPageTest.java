package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.syntax.Syntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manual page is written by hand; it must not fall behind. */
class ManPageTest {
  private static final Path PAGE = Path.of("..", "man", "src", "x0ctl.1");

  @Test
  void page_everyCommandAndOption_isDescribed() throws IOException {
    String page = Files.readString(PAGE).replace("\\-", "-");

    assertThat(UsageTest.everyCommand().toList())
        .allSatisfy(words -> assertThat(page).containsPattern("(?m)^\\.B[IR]? \"?" + words));
    assertThat(options()).allSatisfy(option -> assertThat(page).contains(option));
  }

  @Test
  void page_everyExitCode_isDescribed() throws IOException {
    String page = Files.readString(PAGE);

    assertThat(ExitCode.values())
        .allSatisfy(code -> assertThat(page).contains("\n.B " + code.number() + "\n"));
  }

  private static List<String> options() {
    return UsageTest.everyCommand()
        .flatMap(words -> syntax(words).options().stream())
        .flatMap(option -> option.names().stream())
        .distinct()
        .toList();
  }

  private static Syntax syntax(String words) {
    return new ArgumentParser(CommandPath.follow(new Commands(), List.of(words.split(" "))))
        .syntax();
  }
}
