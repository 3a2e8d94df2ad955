package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import org.junit.jupiter.api.Test;

class ShowCommandsTest extends CommandTest {
  private static final String STATUS =
      """
      {"version":"0.1.0","pid":4711,"state":"running","uptime":"3h2m1s",\
      "listeners":[{"address":"127.0.0.1:8080","url":"http://127.0.0.1:8080"},\
      {"address":"[::1]:8080","url":"http://[::1]:8080"}],\
      "directors":2,"requests":{"current":3,"max":40,"total":123456},\
      "websockets":{"current":1,"total":12}}\
      """;

  @Test
  void status_running_printsFacts() {
    daemon.answer(200, STATUS);

    CliRun run = CliRun.of(daemon, "status");

    assertThat(run)
        .isEqualTo(
            CliRun.ok(
                """
                version     0.1.0
                pid         4711
                state       running
                uptime      3h2m1s
                directors   2
                requests    3 (max 40, total 123456)
                websockets  1 (total 12)
                listener    http://127.0.0.1:8080
                listener    http://[::1]:8080
                """));
    assertThat(daemon.lines()).containsExactly("GET /status HTTP/1.1");
  }

  @Test
  void status_certificates_areShownWithTheirEnd() {
    daemon.answer(
        200,
        """
        {"version":"0.1.0","certificates":[
          {"file":"/etc/x0d/a.pem","names":["a"],"expires":"2027-01-01T00:00:00Z","days-left":35},
          {"file":"/etc/x0d/b.pem","names":[],"expires":"2026-01-01T00:00:00Z","days-left":-330},
          {"file":"/etc/x0d/c.pem","names":[],"expires":"2026-11-29T00:00:00Z","days-left":1}]}
        """);

    assertThat(CliRun.of(daemon, "status").out())
        .contains(
            "certificate  /etc/x0d/a.pem, until 2027-01-01T00:00:00Z (35 days)\n"
                + "certificate  /etc/x0d/b.pem, until 2026-01-01T00:00:00Z (-330 days)\n"
                + "certificate  /etc/x0d/c.pem, until 2026-11-29T00:00:00Z (1 day)\n");
  }

  @Test
  void status_json_printsTheBody() {
    daemon.answer(200, "{\"pid\":1,\"listeners\":[1,null]}");

    assertThat(CliRun.of(daemon, "status", "-o", "json").out())
        .isEqualTo("{\n  \"pid\": 1,\n  \"listeners\": [\n    1,\n    null\n  ]\n}\n");
  }

  @Test
  void version_daemonAnswers_printsBoth() {
    daemon.answer(200, "{\"version\":\"0.1.0\"}");

    assertThat(CliRun.of(daemon, "version"))
        .isEqualTo(CliRun.ok("x0ctl  unreleased\nx0d    0.1.0\n"));
    assertThat(daemon.lines()).containsExactly("GET /version HTTP/1.1");
  }

  @Test
  void version_json_printsTheBody() {
    daemon.answer(200, "{\"version\":\"0.1.0\"}");

    assertThat(CliRun.of(daemon, "version", "-o", "json").out())
        .isEqualTo("{\n  \"version\": \"0.1.0\"\n}\n");
  }

  @Test
  void history_changes_printsATable() {
    daemon.answer(
        200,
        """
        {"changes":[{"id":41,"at":"2026-11-22T18:00:00Z","who":"root","director":"shop",\
        "action":"backend add shop b1"}]}\
        """);

    CliRun run = CliRun.of(daemon, "history");

    assertThat(run)
        .isEqualTo(
            CliRun.ok(
                """
                ID  TIME                  WHO   DIRECTOR  ACTION
                41  2026-11-22T18:00:00Z  root  shop      backend add shop b1
                """));
    assertThat(daemon.lines()).containsExactly("GET /history HTTP/1.1");
  }

  @Test
  void history_limit_asksForThatMany() {
    daemon.answer(200, "{\"changes\":[]}");

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80), "history", "--limit", "7");

    assertThat(run)
        .isEqualTo(new CliRun(0, "ID  TIME  WHO  DIRECTOR  ACTION\n", "nothing was changed yet\n"));
    assertThat(daemon.lines()).containsExactly("GET /history?limit=7 HTTP/1.1");
  }

  @Test
  void history_json_printsTheBody() {
    daemon.answer(200, "{\"changes\":[]}");

    assertThat(CliRun.of(daemon, "history", "-o", "json").out())
        .isEqualTo("{\n  \"changes\": []\n}\n");
  }
}
