package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import io.x0.cli.Samples;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that go on, and those that other shells call. */
class LiveCommandsTest extends CommandTest {
  private static final String EVENTS =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
          + "id: 1\nevent: health\ndata: {\"at\":\"T1\",\"director\":\"shop\",\"backend\":\"b1\","
          + "\"from\":\"online\",\"to\":\"offline\",\"cause\":\"check failed, twice\"}\n\n"
          + "id: 2\nevent: config\ndata: {\"at\":\"T2\",\"who\":\"root\",\"director\":\"shop\","
          + "\"action\":\"director set shop\"}\n\n";

  /** Follows two events and a refusal. */
  private CliRun follow(String... more) {
    daemon.answerRaw(EVENTS).refuse(404, "no director shop");
    String[] line = new String[more.length + 2];
    line[0] = "events";
    line[1] = "--follow";
    System.arraycopy(more, 0, line, 2, more.length);
    return CliRun.of(daemon, line);
  }

  @Test
  void events_follow_printsALineForEachAndComesBack() {
    CliRun run = follow("--director", "shop");

    assertThat(run.out())
        .isEqualTo(
            "T1  health  shop/b1  online -> offline: check failed, twice\n"
                + "T2  config  shop  root: director set shop\n");
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).isEqualTo("x0ctl: no director shop\n");
    assertThat(daemon.lines())
        .containsExactly(
            "GET /director/shop/events?stats=false HTTP/1.1",
            "GET /director/shop/events?stats=false HTTP/1.1");
    assertThat(daemon.received().get(1).headers()).contains("last-event-id: 2");
  }

  @Test
  void events_followForPrograms_printsALineOrADocumentForEach() {
    assertThat(follow("-o", "json").out().lines().toList())
        .hasSize(2)
        .first()
        .isEqualTo(
            "{\"event\":\"health\",\"at\":\"T1\",\"director\":\"shop\",\"backend\":\"b1\","
                + "\"from\":\"online\",\"to\":\"offline\",\"cause\":\"check failed, twice\"}");
    assertThat(follow("-o", "csv").out())
        .isEqualTo(
            "time,event,director,backend,from,to,what\r\n"
                + "T1,health,shop,b1,online,offline,\"check failed, twice\"\r\n"
                + "T2,config,shop,,,,root: director set shop\r\n");
    assertThat(follow("-o", "yaml").out()).startsWith("---\nevent: health\nat: T1\n");
  }

  @Test
  void events_followAndLimit_doNotGoTogether() {
    assertThat(CliRun.of(daemon, "events", "--follow", "--limit", "3").exitCode()).isEqualTo(2);
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void watch_noTerminal_printsEachRun() {
    daemon.answer(200, "{\"pid\":1}").answer(200, "{\"pid\":2}");

    CliRun run = CliRun.of(daemon, "watch", "-n", "0.1", "--count", "2", "status", "-o", "json");

    assertThat(run).isEqualTo(CliRun.ok("{\n  \"pid\": 1\n}\n\n{\n  \"pid\": 2\n}\n"));
  }

  @Test
  void watch_commandFails_endsWithItsCode() {
    daemon.answer(200, "{}").refuse(404, "gone");

    CliRun run = CliRun.of(daemon, "watch", "-n", "0.1", "backend", "list", "shop");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err()).isEqualTo("x0ctl: gone\n");
  }

  @Test
  void watch_terminal_repaintsTheScreenAndGivesItBack() {
    daemon.answer(200, "{\"pid\":1}").answer(200, "{\"pid\":2}");
    Map<String, String> environment = Map.of("TERM", "xterm");

    CliRun run =
        CliRun.of(
            daemon.socket(),
            FakeTerminal.of(80),
            environment,
            "watch",
            "-n",
            "0.1",
            "--count",
            "2",
            "status");

    assertThat(run.out())
        .startsWith("\u001b[?1049h")
        .endsWith("\u001b[?1049l")
        .contains("\u001b[Hevery 0.1s: status\u001b[K\r\n\u001b[K\r\npid  1\u001b[K")
        .contains("pid  2\u001b[K");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "watch watch status|watch cannot watch itself; try 'x0ctl watch --help'",
        "watch|COMMAND is missing; try 'x0ctl watch --help'",
        "watch nonsense|no such command: 'nonsense'; try 'x0ctl --help'",
        "watch -n 0 status|--interval: 0 (expected: seconds from 0.1 to 86400)",
        "completion tcsh|SHELL: tcsh (expected: bash, zsh, fish)",
        "top --count 0|--count: 0 (expected: a whole number from 1 to 1000000)"
      })
  void run_misuse_givesOneLine(String line, String error) {
    assertThat(CliRun.of(daemon, line.split(" "))).isEqualTo(CliRun.failed(2, error));
  }

  @Test
  void interval_unit_mayBeSaid() {
    assertThat(List.of("2", "2s", "0.5", "86400").stream().map(Watch::interval))
        .containsExactly(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofMillis(500),
            Duration.ofDays(1));
  }

  @Test
  void complete_tellsNamesDescriptionsAndWhatFollows() {
    daemon.answer(200, "{\"shop\":%s}".formatted(Samples.director("shop", "up")));
    assertThat(CliRun.of(daemon, "__complete", "--", "director", "show", ""))
        .isEqualTo(CliRun.ok("shop\n:0\n"));
    assertThat(CliRun.of(daemon, "__complete", "--", "back"))
        .isEqualTo(CliRun.ok("backend\tmanage the backends of a director\n:0\n"));
    assertThat(CliRun.of(daemon, "__complete", "--", "import", "").out()).isEqualTo(":2\n");
    daemon.answer(200, "{\"director\":{\"queue-limit\":{}}}");
    assertThat(CliRun.of(daemon, "__complete", "--", "director", "set", "shop", "q").out())
        .isEqualTo("queue-limit=\n:1\n");
  }

  @Test
  void complete_noDaemon_isSilent() throws IOException {
    daemon.close();

    assertThat(CliRun.of(daemon, "__complete", "--", "director", "show", ""))
        .isEqualTo(CliRun.ok(":0\n"));
  }

  @ParameterizedTest
  @CsvSource({"bash,complete -F _x0ctl x0ctl", "zsh,#compdef x0ctl", "fish,complete -c x0ctl"})
  void completion_printsAScript(String shell, String part) {
    assertThat(CliRun.of(daemon, "completion", shell).out()).contains(part);
  }

  @Test
  void top_noTerminal_printsSnapshots() {
    String frame =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
            + "event: stats\ndata: {\"at\":\"2026-11-22T18:00:01.001Z\",\"directors\":"
            + "{\"shop\":{\"state\":\"up\"}}}\n\n";
    daemon.answer(200, "{}").answerRaw(frame).answerRaw(frame).answerRaw(frame);

    CliRun run = CliRun.of(daemon, "top", "--count", "2");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines().filter(line -> line.startsWith(">shop"))).hasSize(2);
  }

  @Test
  void top_noSuchDirector_isSaidAtOnce() {
    daemon.refuse(404, "no director x");

    assertThat(CliRun.of(daemon, "top", "x", "--count", "1"))
        .isEqualTo(CliRun.failed(3, "no director x"));
  }

  @Test
  void history_filters_keepWhatFitsUpToTheLimit() {
    StringBuilder changes = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      changes
          .append(i == 0 ? "" : ",")
          .append(
              "{\"id\":%d,\"at\":\"T%d\",\"who\":\"%s\",\"director\":\"%s\",\"action\":\"a%d\"}"
                  .formatted(i + 1, i, i % 2 == 0 ? "root" : "alice", i < 4 ? "shop" : "blog", i));
    }
    String answer = "{\"changes\":[" + changes + "]}";
    daemon.answer(200, answer).answer(200, answer).answer(200, answer);

    assertThat(
            CliRun.of(daemon, "history", "--director", "shop", "--who", "root", "-o", "csv").out())
        .isEqualTo("id,time,who,director,action\r\n1,T0,root,shop,a0\r\n3,T2,root,shop,a2\r\n");
    assertThat(CliRun.of(daemon, "history", "--who", "alice", "--limit", "2", "--no-headers").out())
        .hasLineCount(2)
        .contains("T1", "T3");
    assertThat(CliRun.of(daemon, "history", "--action", "a5", "-o", "json").out())
        .contains("T5")
        .doesNotContain("T4");
    assertThat(daemon.lines()).containsOnly("GET /history?limit=1000 HTTP/1.1");
  }

  @Test
  void directorExport_isExport() {
    String director = Samples.director("shop", "up");
    daemon.answer(200, director).answer(200, director);

    assertThat(CliRun.of(daemon, "director", "export", "shop"))
        .isEqualTo(CliRun.of(daemon, "export", "shop"));
  }
}
