package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class FailureTest extends CommandTest {
  @ParameterizedTest
  @CsvSource({"400,2", "403,1", "404,3", "405,1", "409,4", "412,4", "413,1", "500,1", "503,1"})
  void run_daemonRefuses_givesItsWordsAndTheCode(int status, int exitCode) {
    daemon.refuse(status, "shop: no such director");

    assertThat(CliRun.of(daemon, "director", "show", "shop"))
        .isEqualTo(CliRun.failed(exitCode, "shop: no such director"));
  }

  @Test
  void run_refusalWithoutDetail_namesRequestAndStatus() {
    daemon.answer(404, "{\"title\":\"Not Found\"}");

    assertThat(CliRun.of(daemon, "director", "show", "shop"))
        .isEqualTo(CliRun.failed(3, "GET /director/shop: 404 Not Found"));
  }

  @Test
  void run_redirect_isRefused() {
    daemon.answer(302, "{}");

    assertThat(CliRun.of(daemon, "status")).isEqualTo(CliRun.failed(1, "GET /status: 302 refused"));
  }

  @Test
  void run_detailWithControls_isOneHarmlessLine() {
    daemon.refuse(400, "bad\\u001b[31m\\nworse\\u009b\\u202e");

    assertThat(CliRun.of(daemon, "status")).isEqualTo(CliRun.failed(2, "bad[31m worse"));
  }

  @Test
  void run_noSocket_saysStartIt() {
    Path none = directory.resolve("none.sock");

    assertThat(CliRun.of(daemon, "--socket", none.toString(), "status"))
        .isEqualTo(
            CliRun.failed(
                5,
                "cannot reach x0d at "
                    + none
                    + ": no such file; is it running?"
                    + " (start x0d, or name its socket with --socket)"));
  }

  @Test
  void run_noSocketDirectory_saysStartIt() {
    assertThat(CliRun.of(daemon, "--socket", directory + "/a/b.sock", "status").err())
        .contains("/a/b.sock: no such file; is it running?");
  }

  @Test
  void run_socketTooLong_exitsUnreachable() {
    assertThat(CliRun.of(daemon, "--socket", "/" + "a".repeat(200), "status").exitCode())
        .isEqualTo(5);
  }

  @Test
  void run_fileInsteadOfSocket_saysSo() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));

    assertThat(CliRun.of(daemon, "status", "--socket=" + file))
        .isEqualTo(
            CliRun.failed(
                5,
                "cannot reach x0d at "
                    + file
                    + ": not a socket; name the socket of x0d with --socket"));
  }

  @Test
  void run_deadSocket_saysConnectionRefused() throws IOException {
    daemon.close();

    assertThat(CliRun.of(daemon, "status"))
        .isEqualTo(
            CliRun.failed(
                5,
                "cannot reach x0d at "
                    + daemon.socket()
                    + ": connection refused; is it running?"
                    + " (start x0d, or name its socket with --socket)"));
  }

  @Test
  void run_silentDaemon_endsAfterTheTimeout() {
    daemon.hang();

    assertThat(timed(daemon.socket(), "status"))
        .isEqualTo(
            CliRun.failed(
                5,
                "x0d at "
                    + daemon.socket()
                    + " gave no answer within 200ms (X0_TIMEOUT allows more)"));
  }

  @Test
  void run_silentDuringAChange_warnsThatItMayHold() {
    daemon.hang().answerRaw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");

    assertThat(timed(daemon.socket(), "director", "create", "shop").err())
        .endsWith("; the change may hold after all (look before you repeat it)\n");
  }

  @Test
  void run_nobodyAccepts_endsAfterTheTimeout() throws IOException {
    Path full = directory.resolve("full.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(full), 1);
      for (int i = 0; i < 4; i++) {
        assertThat(timed(full, "status").exitCode()).isEqualTo(5);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage\r\n\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n\u00ff",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n{}"
      })
  void run_brokenAnswer_givesOneLine(String answer) {
    daemon.answerRaw(answer);

    CliRun run = CliRun.of(daemon, "status");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .matches("x0ctl: x0d at \\S+ gave a broken answer: .+ \\(see the log of x0d\\)\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "[]", "{", "{}{}", "nul", "{\"a\":NaN}", ""})
  void run_answerWithoutJson_givesOneLine(String body) {
    daemon.answer(200, body);

    assertThat(CliRun.of(daemon, "status"))
        .isEqualTo(
            CliRun.failed(
                1,
                "x0d at "
                    + daemon.socket()
                    + " gave a broken answer: 200 without JSON"
                    + " (is that the admin socket? name it with --socket)"));
  }

  @Test
  void run_chunkedAnswer_isRead() {
    String body = "8\r\n{\"pid\":4\r\n1\r\n}\r\n0\r\nX: y\r\n\r\n";
    daemon.answerRaw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".concat(body));

    assertThat(CliRun.of(daemon, "status")).isEqualTo(CliRun.ok("pid  4\n"));
  }

  @Test
  void of_unexpectedException_isOneLineWithoutTrace() {
    Failure failure = Failure.of(new IllegalStateException("broken\ninvariant"));

    assertThat(failure.code()).isEqualTo(ExitCode.FAILED);
    assertThat(failure.line())
        .startsWith("internal error, java.lang.IllegalStateException: broken invariant, at ")
        .endsWith("; please report it");
  }

  private CliRun timed(Path socket, String... arguments) {
    return CliRun.of(socket, new FakeTerminal(), Map.of("X0_TIMEOUT", "200ms"), arguments);
  }
}
