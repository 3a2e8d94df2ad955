package io.x0.pack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Documents become pages. */
class MarkdownTextTest {
  @Test
  void headings_becomeSections() {
    assertThat(MarkdownText.toRoff("# Title\n\n## One *two*\n\n### `a-b` c\n"))
        .isEqualTo(".SH ONE TWO\n.SS a\\-b c\n");
  }

  @Test
  void paragraph_keepsWhatIsMarked() {
    assertThat(MarkdownText.toRoff("Say `a-b`, **loud**\nor *low*: don't - \\.\n"))
        .isEqualTo(".P\nSay \\fBa\\-b\\fR, \\fBloud\\fR or \\fIlow\\fR: don\\(aqt - \\e.\n");
  }

  @Test
  void links_tellWhereTheyLead() {
    assertThat(
            MarkdownText.toRoff(
                "[api.md](api.md), [words](semantics.md#x), [here](#there), [w](http://a-b/)\n"))
        .isEqualTo(
            ".P\n\\fBx0\\-api\\fR(7), words (\\fI/usr/share/doc/x0/semantics.md\\fR), here,"
                + " w \\(lahttp://a\\-b/\\(ra\n");
  }

  @Test
  void code_isShownAsItIs() {
    assertThat(MarkdownText.toRoff("```flow\n.x 'a'\n\n  b\\n\n```\n\n    $ ls\n"))
        .isEqualTo(
            ".P\n.RS\n.EX\n\\&.x \\(aqa\\(aq\n\n  b\\en\n.EE\n.RE\n.P\n.RS\n.EX\n$ ls\n.EE\n.RE\n");
  }

  @Test
  void list_joinsTheLinesOfAnItem() {
    assertThat(MarkdownText.toRoff("- one\n  more\n- two\n\n1. first\n"))
        .isEqualTo(".IP \\(bu 2\none more\n.IP \\(bu 2\ntwo\n.IP 1. 4\nfirst\n");
  }

  @Test
  void table_becomesEntries() {
    assertThat(MarkdownText.toRoff("| K | V |\n|---|---|\n| `a \\| b` | c |\n"))
        .isEqualTo(".TP\n\\fBa | b\\fR\nc\n");
    assertThat(MarkdownText.toRoff("| K | V | D |\n|---|---|---|\n| a | | 1 |\n| b | 2 | 3 |\n"))
        .isEqualTo(".TP\na\nD: 1\n.TP\nb\nV: 2; D: 3\n");
    assertThat(MarkdownText.toRoff("| K | V | K | V |\n|---|---|---|---|\n| a | 1 | b | 2 |\n"))
        .isEqualTo(".TP\na\n1\n.TP\nb\n2\n");
    assertThat(
            MarkdownText.toRoff(
                "| Call | Where | What it does |\n|---|---|---|\n| a | main | runs |\n"))
        .isEqualTo(".TP\na\nruns (main)\n");
  }
}
