package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided before any daemon is asked. */
class UsageTest {
  private static final Path NO_SOCKET = Path.of("/nonexistent/admin.sock");
  private static final String NAME_RULE =
      " (expected: 1 to 63 letters, digits, dots, underscores or dashes, first a letter or digit)";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "''|no such command: ''''; try 'x0ctl --help'",
        "directr list|no such command: 'directr' (did you mean 'director'?); try 'x0ctl --help'",
        "statu|no such command: 'statu' (did you mean 'status'?); try 'x0ctl --help'",
        "xyzzy|no such command: 'xyzzy'; try 'x0ctl --help'",
        "backend del|no such command: 'backend del'; try 'x0ctl backend --help'",
        "director craete x|no such command: 'director craete' (did you mean 'create'?);"
            + " try 'x0ctl director --help'",
        "director|director needs one of create, list, show, set, enable, disable, delete,"
            + " export, import;"
            + " try 'x0ctl director --help'",
        "--yes|no command; try 'x0ctl --help'",
        "--bogus|no such option: '--bogus'; try 'x0ctl --help'",
        "status --outptu=json|no such option: '--outptu' (did you mean '--output'?);"
            + " try 'x0ctl status --help'",
        "status -x|no such option: '-x'; try 'x0ctl status --help'",
        "status -o json -o table|--output is given twice; try 'x0ctl status --help'",
        "status -o -h|--output needs a value (FORMAT); try 'x0ctl status --help'",
        "status -o --|--output needs a value (FORMAT); try 'x0ctl status --help'",
        "status now|one argument too many: 'now'; try 'x0ctl status --help'",
        "director create|NAME is missing; try 'x0ctl director create --help'",
        "backend add shop b1|URL is missing; try 'x0ctl backend add --help'",
        "status --socket|--socket needs a value (PATH); try 'x0ctl status --help'",
        "status --quiet=3|--quiet takes no value, and got '3';" + " try 'x0ctl status --help'",
        "director create shop --hostname|--hostname needs a value (HOST);"
            + " try 'x0ctl director create --help'",
        "director create shop --port 80 --set port=81|port is given twice;"
            + " try 'x0ctl director create --help'",
        "director set shop|nothing to set; try 'x0ctl director set --help'",
        "director set shop limit|'limit' is not a setting (expected: KEY=VALUE);"
            + " try 'x0ctl director set --help'",
        "director set shop =5|'=5' is not a setting (expected: KEY=VALUE);"
            + " try 'x0ctl director set --help'",
        "director set shop a=1 a=2|a is given twice; try 'x0ctl director set --help'",
        "backend set shop b1 weight=1 --weight 2|weight is given twice;"
            + " try 'x0ctl backend set --help'",
        "bucket|bucket needs one of add, list, show, set, remove; try 'x0ctl bucket --help'",
        "bucket add shop|NAME is missing; try 'x0ctl bucket add --help'",
        "bucket add shop vip|--rate is missing; try 'x0ctl bucket add --help'",
        "bucket add shop vip --rate|--rate needs a value (SHARE); try 'x0ctl bucket add --help'",
        "bucket set shop vip|nothing to set; try 'x0ctl bucket set --help'",
        "bucket set shop vip rate=1t --rate 2t|rate is given twice;"
            + " try 'x0ctl bucket set --help'",
        "capacity shop b1|N is missing; try 'x0ctl capacity --help'",
        "slow-start shop|[BACKEND] DURATION is missing; try 'x0ctl slow-start --help'",
        "slow-start shop b1 3s 4s|one argument too many: '4s'; try 'x0ctl slow-start --help'",
        "backend set shop b1 slow-start=1s --slow-start 2s|slow-start is given twice;"
            + " try 'x0ctl backend set --help'",
        "health|health needs one of list, check; try 'x0ctl health --help'",
        "health check shop|BACKEND is missing; try 'x0ctl health check --help'",
        "health list shop b1|one argument too many: 'b1'; try 'x0ctl health list --help'",
        "stats shop b1|one argument too many: 'b1'; try 'x0ctl stats --help'",
        "bucket remove shop vip|bucket remove asks first, and there is no terminal to ask on;"
            + " add --yes",
        "director delete shop|director delete asks first, and there is no terminal to ask on;"
            + " add --yes",
        "backend remove shop b1|backend remove asks first, and there is no terminal to ask on;"
            + " add --yes"
      })
  void run_misuse_givesOneLine(String line, String error) {
    assertThat(run(line)).isEqualTo(CliRun.failed(2, error));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "backend add s b http://h:1 --capacity -1"
            + "|capacity: -1 (expected: a whole number from 1, or unlimited)",
        "backend add s b http://h:1 --set capacity=0"
            + "|capacity: 0 (expected: a whole number from 1, or unlimited)",
        "backend set s b weight=1001|weight: 1001 (expected: a whole number from 1 to 1000)",
        "backend add s b ftp://h|url: ftp://h (expected: PROTOCOL://HOST:PORT with http, https, h2c"
            + " or fcgi, or http+unix:/PATH, fcgi+unix:/PATH,"
            + " such as http://127.0.0.1:8080)",
        "capacity s b -1|capacity: -1 (expected: a whole number from 1, or unlimited)",
        "status -oxml|--output: xml (expected: table, wide, json, yaml, csv or name)",
        "capacity s b 0|capacity: 0 (expected: a whole number from 1, or unlimited)",
        "bucket remove s b --if-revision 0"
            + "|--if-revision: 0 (expected: a whole number from 1 to 2147483647)",
        "history --limit 0|limit: 0 (expected: a whole number from 1 to 1000)",
        "events --limit 1001|limit: 1001 (expected: a whole number from 1 to 1000)",
        "director enable s --if-revision x"
            + "|--if-revision: x (expected: a whole number from 1 to 2147483647)",
        "status -o xml|--output: xml (expected: table, wide, json, yaml, csv or name)",
        "status --color maybe|--color: maybe (expected: auto, always or never)",
        "status --socket=|--socket: '' (expected: the path of a socket)"
      })
  void run_unacceptableValue_saysWhatWasExpected(String line, String error) {
    assertThat(run(line)).isEqualTo(CliRun.failed(2, error));
  }

  @Test
  void run_badNames_areRefusedHere() {
    assertThat(run("director show a/b")).isEqualTo(CliRun.failed(2, "director: a/b" + NAME_RULE));
    assertThat(run("backend show s ..")).isEqualTo(CliRun.failed(2, "backend: .." + NAME_RULE));
    assertThat(run("bucket set s a/b rate=1t"))
        .isEqualTo(CliRun.failed(2, "bucket: a/b" + NAME_RULE));
    assertThat(run("bucket add s b --rate 1t --parent .."))
        .isEqualTo(CliRun.failed(2, "parent: .." + NAME_RULE));
    for (String line : List.of("stats a/b", "health list a/b", "events --director a/b")) {
      assertThat(run(line)).isEqualTo(CliRun.failed(2, "director: a/b" + NAME_RULE));
    }
    assertThat(run("director create -- -x"))
        .isEqualTo(CliRun.failed(2, "director: -x" + NAME_RULE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bucket add shop root --rate 1t",
        "bucket set shop root rate=50%",
        "bucket remove shop root --yes"
      })
  void run_changeOfTheRootBucket_isRefusedHere(String line) {
    assertThat(run(line))
        .isEqualTo(
            CliRun.failed(
                2,
                "bucket shop/root is fixed: it has what the backends take"
                    + " (set their capacity, or max-in-flight of the director)"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X0_OUTPUT|xml|X0_OUTPUT: xml (expected: table, wide, json, yaml, csv or name)",
        "X0_TIMEOUT|30|X0_TIMEOUT: 30 (expected: a duration with a unit, such as 250ms, 30s or 5m)",
        "X0_TIMEOUT|0s|X0_TIMEOUT: 0s (expected: at least 1ms)"
      })
  void run_unacceptableVariable_saysWhatWasExpected(String name, String value, String error) {
    assertThat(CliRun.of(NO_SOCKET, new FakeTerminal(), Map.of(name, value), "status"))
        .isEqualTo(CliRun.failed(2, error));
  }

  @Test
  void run_atFile_isNotExpanded() {
    assertThat(run("director show @/etc/hostname").err()).contains("director: @/etc/hostname");
  }

  @Test
  void run_rootHelp_listsEveryCommand() {
    CliRun run = run("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith("Usage: x0ctl [OPTIONS] COMMAND\n");
    assertThat(everyCommand()).allSatisfy(words -> assertThat(run.out()).contains("  " + words));
  }

  @ParameterizedTest
  @MethodSource("everyCommand")
  void run_helpOfACommand_showsItsUsage(String words) {
    CliRun run = run(words + " --help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("Usage: x0ctl " + words + " [OPTIONS]").contains("--socket");
    assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(run("help " + words)).isEqualTo(run);
  }

  @Test
  void run_version_needsNoDaemon() {
    assertThat(run("--version")).isEqualTo(CliRun.ok("x0ctl unreleased\n"));
    assertThat(run("director list -V")).isEqualTo(CliRun.ok("x0ctl unreleased\n"));
  }

  static Stream<String> everyCommand() {
    return below(new Commands(), "");
  }

  private static Stream<String> below(Group group, String prefix) {
    return group.words().stream()
        .flatMap(
            word -> {
              Node node = group.find(word);
              assertThat(node).as(word).isNotNull();
              return node instanceof Group inner
                  ? below(inner, prefix + word + " ")
                  : Stream.of(prefix + word);
            });
  }

  private static CliRun run(String line) {
    String[] words = line.equals("''") ? new String[] {"''"} : line.split(" ");
    return CliRun.of(NO_SOCKET, new FakeTerminal(), Map.of(), words);
  }
}
