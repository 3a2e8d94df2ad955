package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import org.junit.jupiter.api.Test;

class ConfigCommandsTest extends CommandTest {
  @Test
  void reload_good_saysWhatChanged() {
    daemon.answer(
        200,
        """
        {"file":"/etc/x0d/x0d.conf","report":"","changed":["shop","blog"],"removed":["old"]}\
        """);

    assertThat(CliRun.of(daemon, "config", "reload"))
        .isEqualTo(CliRun.ok("/etc/x0d/x0d.conf is in force: changed shop, blog; removed old\n"));
    assertThat(daemon.lines()).containsExactly("POST /config/reload HTTP/1.1");
  }

  @Test
  void check_warnings_goToTheErrorOutput() {
    daemon.answer(
        200, "{\"file\":\"/etc/x0d/x0d.conf\",\"report\":\"x0d.conf:3:1: warning: unused\"}");

    assertThat(CliRun.of(daemon, "config", "check"))
        .isEqualTo(new CliRun(0, "/etc/x0d/x0d.conf is good\n", "x0d.conf:3:1: warning: unused\n"));
    assertThat(daemon.lines()).containsExactly("POST /config/check HTTP/1.1");
  }

  @Test
  void reload_bad_showsTheReportCleanedAndOneLine() {
    daemon.answer(
        422,
        """
        {"status":422,"title":"Unprocessable Entity","detail":"x0d.conf was not loaded",\
        "report":"x0d.conf:3:1: error: unknown\\n  bal\\u001bance\\n  ^"}\
        """);

    assertThat(CliRun.of(daemon, "config", "reload"))
        .isEqualTo(
            new CliRun(
                1,
                "",
                """
                x0d.conf:3:1: error: unknown
                  balance
                  ^
                x0ctl: x0d.conf was not loaded
                """));
  }

  @Test
  void show_printsFacts() {
    daemon.answer(200, "{\"file\":\"/etc/x0d/x0d.conf\",\"generation\":4}");

    assertThat(CliRun.of(daemon, "config", "show").out())
        .contains("/etc/x0d/x0d.conf")
        .contains("generation")
        .contains("4");
    assertThat(daemon.lines()).containsExactly("GET /config HTTP/1.1");
  }
}
