package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;

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
    CommandSpec spec = CommandSpec.create();
    GlobalOptions.declare(spec);
    Declare.revision(spec);
    new AddBackend().declare(spec);
    new AddBucket().declare(spec);
    new ShowHistory().declare(spec);
    new ImportDirectors().declare(spec);
    Declare.option(spec, "DIRECTOR", "", "--director");
    return spec.options().stream().flatMap(option -> Stream.of(option.names())).toList();
  }
}
