package io.x0.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.cli.command.Command;
import io.x0.cli.command.Commands;
import io.x0.cli.command.Node;
import io.x0.cli.syntax.Option;
import io.x0.cli.syntax.Syntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual pages say what commands and documents say. */
class ManPagesTest {
  private static final Path PAGES = Path.of("../man/src");

  @Test
  void x0ctl_refersToThePageOfEveryWord() throws IOException {
    String page = Files.readString(PAGES.resolve("x0ctl.1"));

    assertThat(new Commands().words())
        .allSatisfy(
            word -> assertThat(page).contains(".BR x0ctl\\-" + word.replace("-", "\\-") + " (1)"));
  }

  @Test
  void pageOfACommand_tellsOfEveryOption() {
    for (String word : new Commands().words()) {
      Node node = Objects.requireNonNull(new Commands().find(word));
      String page = CommandPage.of(word, node);
      if (node instanceof Command command) {
        Syntax syntax = new Syntax();
        command.declare(syntax);
        assertThat(syntax.options())
            .extracting(Option::name)
            .allSatisfy(name -> assertThat(page).contains(".TP\n", Roff.bold(name)));
      } else {
        assertThat(page).contains(".SH COMMANDS\n.SS x0ctl " + word.replace("-", "\\-") + " ");
      }
    }
  }

  @Test
  void main_writesPagesBySection(@TempDir Path out) throws IOException {
    ManPages.main(
        new String[] {
          PAGES.toString(), "../docs", out.toString(), "1.2.3-SNAPSHOT", "2026-11-22T00:00:00Z"
        });

    assertThat(out.resolve("man1/x0ctl-director.1"))
        .content()
        .startsWith(".TH X0CTL\\-DIRECTOR 1 2026-11-22 \"x0 1.2.3\" \"x0 manual\"\n.SH NAME\n")
        .contains(".SS x0ctl director create\n");
    assertThat(out.resolve("man8/x0d.8")).exists();
    assertThat(out.resolve("man5/x0d.conf.5")).content().contains(".SH RELOAD\n");
    assertThat(out.resolve("man7/flow.7")).content().contains("\\fBredirect(to: String");
    assertThat(out.resolve("man7/x0-api.7")).content().contains("\\fB/director/:d\\fR");
  }

  @Test
  void included_headingThatIsNotThere_isRefused(@TempDir Path docs) throws IOException {
    Files.writeString(docs.resolve("a.md"), "# A\n\n## B\n\ntext\n");

    assertThat(ManPages.included(".SH X\n.\\\" include a.md: B\nend\n", docs))
        .isEqualTo(".SH X\ntext\nend\n");
    assertThatThrownBy(() -> ManPages.included(".\\\" include a.md: C\n", docs))
        .hasMessage("no text below a heading 'C'");
  }
}
