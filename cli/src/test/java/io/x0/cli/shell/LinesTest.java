package io.x0.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.FakeDaemon;
import io.x0.cli.FakeTerminal;
import io.x0.cli.command.Command;
import io.x0.cli.command.Commands;
import io.x0.cli.command.Dispatcher;
import io.x0.cli.command.Situation;
import io.x0.cli.output.Host;
import io.x0.cli.output.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** x0ctl without a command and without a terminal: it runs the lines it is given. */
class LinesTest {
  private static final String SHOP = "{\"shop\":{\"name\":\"shop\"}}";

  @TempDir Path directory;
  private FakeDaemon daemon;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(directory);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private int run(String script, String... arguments) {
    Host host =
        new Host(
            Map.of("X0_SOCKET", daemon.socket().toString()),
            new Output(out),
            new Output(err),
            new FakeTerminal());
    Commands commands = new Commands();
    int code =
        new Dispatcher(
                commands,
                host,
                new Situation() {
                  @Override
                  public Command idle() {
                    return new RunLines(
                        commands,
                        new ByteArrayInputStream(script.getBytes(StandardCharsets.UTF_8)));
                  }
                })
            .run(List.of(arguments))
            .number();
    host.out().flush();
    host.err().flush();
    return code;
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void script_lines_areCommandsInOrder() {
    daemon.answer(201, "{}");
    daemon.answer(200, "{}");

    assertThat(run("# two\n\ndirector create shop\n director  disable 'shop' # now\n")).isZero();

    assertThat(out()).isEqualTo("director shop created\ndirector shop disabled\n");
    assertThat(err()).isEmpty();
    assertThat(daemon.lines())
        .containsExactly("PUT /director/shop HTTP/1.1", "LOCK /director/shop HTTP/1.1");
  }

  @Test
  void script_failingLine_endsItWithItsExitCodeAndNumber() {
    daemon.answer(404, "{\"detail\":\"no director shop\"}");

    assertThat(run("\ndirector enable shop\ndirector create late\n")).isEqualTo(3);

    assertThat(out()).isEmpty();
    assertThat(err()).isEqualTo("x0ctl: standard input:2: no director shop\n");
    assertThat(daemon.lines()).hasSize(1);
  }

  @Test
  void script_keepGoing_runsAllAndEndsWithTheFirstFailure() {
    daemon.answer(404, "{\"detail\":\"no director shop\"}");
    daemon.answer(201, "{}");

    assertThat(run("director enable shop\nnonsense\ndirector create late\n", "--keep-going"))
        .isEqualTo(3);

    assertThat(out()).isEqualTo("director late created\n");
    assertThat(err())
        .isEqualTo(
            "x0ctl: standard input:1: no director shop\n"
                + "x0ctl: standard input:2: no such command: 'nonsense'; try 'x0ctl --help'\n");
  }

  @Test
  void script_continuedLine_isCountedByItsFirst() {
    daemon.answer(409, "{\"detail\":\"taken\"}");

    assertThat(run("\n\ndirector \\\n  create \\\n shop\n")).isEqualTo(4);

    assertThat(err()).isEqualTo("x0ctl: standard input:3: taken\n");
  }

  @Test
  void script_unfinishedAtTheEnd_isAMistake() {
    assertThat(run("director create 'shop\n")).isEqualTo(2);

    assertThat(err()).isEqualTo("x0ctl: standard input:1: a ' is not closed\n");
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void script_use_fillsInTheDirector() {
    daemon.answer(200, SHOP);
    daemon.answer(201, "{}");

    assertThat(run("use shop\nbackend add b1 http://127.0.0.1:80\n")).isZero();

    assertThat(daemon.lines())
        .containsExactly(
            "GET /director/?members=false HTTP/1.1", "PUT /director/shop/backends/b1 HTTP/1.1");
  }

  @Test
  void script_useOfNothingThatExists_isNotFound() {
    daemon.answer(200, SHOP);

    assertThat(run("use blog\n")).isEqualTo(3);

    assertThat(err()).isEqualTo("x0ctl: standard input:1: no director blog (there is shop)\n");
  }

  @Test
  void script_optionsInFront_holdForEveryLine() {
    daemon.answer(200, "{\"version\":\"1\"}");
    daemon.answer(200, "{}");

    assertThat(run("version\ndirector delete shop\n", "--yes", "-o", "json")).isZero();

    assertThat(out()).startsWith("{");
    assertThat(daemon.lines()).contains("DELETE /director/shop HTTP/1.1");
  }

  @Test
  void script_exit_endsIt() {
    assertThat(run("exit\nnonsense\n")).isZero();
    assertThat(err()).isEmpty();
  }

  @Test
  void script_file_isNamedInComplaints() throws IOException {
    Path file = Files.writeString(directory.resolve("ops"), "status\nnonsense\n");
    daemon.answer(200, "{}");

    assertThat(run("", "-f", file.toString())).isEqualTo(2);

    assertThat(err()).startsWith("x0ctl: " + file + ":2: no such command: 'nonsense'");
  }

  @Test
  void script_missingFile_isOneLine() {
    assertThat(run("", "--file", "/no/such/file")).isEqualTo(1);

    assertThat(err()).isEqualTo("x0ctl: cannot read /no/such/file: no such file or folder\n");
  }

  @Test
  void transaction_allLines_areOneRequest() {
    daemon.answer(200, "{}");

    assertThat(
            run(
                "director create shop\nbackend add shop b1 http://10.0.0.1:80 --capacity 4\n"
                    + "director delete old --if-revision 3\n",
                "--transaction",
                "--yes"))
        .isZero();

    assertThat(out()).isEqualTo("3 changes made\n");
    assertThat(daemon.lines()).containsExactly("POST /batch HTTP/1.1");
    assertThat(daemon.received().get(0).body())
        .isEqualTo(
            "{\"changes\":["
                + "{\"method\":\"PUT\",\"path\":\"/director/shop\",\"settings\":{}},"
                + "{\"method\":\"PUT\",\"path\":\"/director/shop/backends/b1\",\"settings\":"
                + "{\"url\":\"http://10.0.0.1:80\",\"capacity\":\"4\"}},"
                + "{\"method\":\"DELETE\",\"path\":\"/director/old\",\"if-match\":\"3\"}]}");
  }

  @Test
  void transaction_refused_namesTheLine() {
    daemon.answer(409, "{\"detail\":\"change 2: taken\",\"field\":\"changes[1]\"}");

    assertThat(run("director create a\n\n# b\ndirector create b\n", "--transaction")).isEqualTo(4);

    assertThat(out()).isEmpty();
    assertThat(err()).isEqualTo("x0ctl: standard input:4: change 2: taken\n");
  }

  @Test
  void transaction_lineThatIsWrong_sendsNothing() {
    assertThat(run("director create a\nnonsense\n", "--transaction")).isEqualTo(2);

    assertThat(err())
        .isEqualTo(
            "x0ctl: standard input:2: no such command: 'nonsense'; try 'x0ctl --help'\n"
                + "x0ctl: nothing of standard input was done\n");
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void dryRun_change_isSentAsOne() {
    daemon.answer(200, "{}");

    assertThat(run("director create shop\n", "--dry-run")).isZero();

    assertThat(out()).isEqualTo("director shop created (dry run: nothing was changed)\n");
    assertThat(daemon.lines()).containsExactly("PUT /director/shop?dry-run=true HTTP/1.1");
  }

  @Test
  void script_beginAndCommit_makesTheChangesTogether() {
    daemon
        .answer(
            200,
            "{\"changes\":[{\"action\":\"director create shop\",\"changes\":[{\"settings\":"
                + "{\"queue-limit\":{\"before\":1000,\"after\":5}}}]}]}")
        .answer(200, "{}");

    int code =
        run(
            """
            begin
            director create shop
            director set shop queue-limit=5
            diff
            commit
            """);

    assertThat(err()).isEmpty();
    assertThat(code).isZero();
    assertThat(out())
        .isEqualTo(
            """
            director shop created (waits for commit)
            director shop changed (waits for commit)
            director create shop
              queue-limit: 1000 -> 5
            2 changes made
            """);
    assertThat(daemon.lines())
        .containsExactly("POST /batch?dry-run=true HTTP/1.1", "POST /batch HTTP/1.1");
    assertThat(daemon.received().get(1).body())
        .contains("{\"method\":\"PUT\",\"path\":\"/director/shop\"", "{\"method\":\"PATCH\"");
  }

  @Test
  void script_rollback_makesNone() {
    int code = run("begin\ndirector create shop\nrollback\nbegin\ndiff\ncommit\n");

    assertThat(err()).isEmpty();
    assertThat(code).isZero();
    assertThat(out()).endsWith("1 changes given up\nno changes wait\n0 changes made\n");
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void script_commitRefused_saysWhyAndEndsWithTheTransactionOpen() {
    daemon.refuse(409, "director shop exists already");

    int code = run("begin\ndirector create shop\ncommit\ndirector create late\n");

    assertThat(code).isEqualTo(4);
    assertThat(err())
        .isEqualTo(
            "x0ctl: standard input:3: director shop exists already"
                + " (nothing was changed, rollback gives up)\n"
                + "x0ctl: standard input ends without commit: 1 changes not made\n");
    assertThat(daemon.lines()).containsExactly("POST /batch HTTP/1.1");
  }

  @Test
  void script_transactionWords_outOfOrderAreRefused() {
    assertThat(run("commit\n")).isEqualTo(2);
    assertThat(run("begin\nbegin\n")).isEqualTo(2);
    assertThat(run("begin now\n")).isEqualTo(2);
    assertThat(err())
        .contains("standard input:1: no transaction: begin")
        .contains("standard input:2: there is a transaction already: commit or rollback")
        .contains("standard input:1: begin takes nothing");
    assertThat(daemon.lines()).isEmpty();
  }
}
