package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** x0d(8) tells of every option. */
class ManualTest {
  @Test
  void page_namesEveryOption() throws IOException {
    String page = Files.readString(Path.of("../man/src/x0d.8")).replace("\\-", "-");
    String options = page.substring(page.indexOf(".SH OPTIONS"), page.indexOf(".SH SIGNALS"));

    assertThat(new CommandLine(new Options()).getCommandSpec().options())
        .isNotEmpty()
        .allSatisfy(option -> assertThat(options).contains(option.names()));
  }
}
