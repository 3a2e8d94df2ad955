package io.x0.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener on a UNIX socket, through the life of a daemon. */
@Timeout(120)
class UnixListenerST {
  private static String config(String more) {
    return """
    handler setup {
      listen '127.0.0.1:0';
    %s}
    handler main { echo "#{req.listener} #{req.remoteip}"; }
    """
        .formatted(more);
  }

  private static final String WITH_SOCKET = "  listen 'unix:$FOLDER/web.sock', mode: '0600';\n";

  private static String get(Path socket) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      client.write(
          ByteBuffer.wrap(
              "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(UTF_8)));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteBuffer buffer = ByteBuffer.allocate(4096);
      while (client.read(buffer.clear()) >= 0) {
        out.write(buffer.array(), 0, buffer.position());
      }
      return out.toString(UTF_8);
    }
  }

  @Test
  void socket_isServed_shown_reloaded_andGone() throws Exception {
    try (TestDaemon daemon = TestDaemon.create().config(config(WITH_SOCKET)).start()) {
      Path socket = daemon.folder().resolve("web.sock");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      assertThat(get(socket))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .endsWith("\r\n\r\nunix:" + socket + " 127.0.0.1\n");
      assertThat(daemon.must("status")).contains("http+unix:" + socket);
      try (Admin admin = daemon.admin()) {
        assertThat(admin.must("GET", "/metrics", "").body())
            .contains("x0_connections_accepted_total{listener=\"unix:" + socket + "\"} 1.0");
      }

      daemon.kill();
      assertThat(socket).as("left behind").exists();
      daemon.start();
      assertThat(get(socket)).startsWith("HTTP/1.1 200 OK\r\n");

      daemon.config(config("  listen 'unix:$FOLDER/x0d.conf';\n"));
      TestDaemon.Ran refused = daemon.ctl("config", "reload");
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err())
          .contains("x0d.conf:3:3: error: cannot listen on unix:")
          .contains("x0d.conf: another file is in its place");
      assertThat(get(socket)).startsWith("HTTP/1.1 200 OK\r\n");

      daemon.config(config(""));
      assertThat(daemon.must("config", "reload")).contains("is in force");
      assertThat(socket).doesNotExist();

      daemon.config(config(WITH_SOCKET));
      assertThat(daemon.must("config", "reload")).contains("is in force");
      assertThat(get(socket)).startsWith("HTTP/1.1 200 OK\r\n");
      assertThat(daemon.stop()).isZero();
      assertThat(socket).doesNotExist();
      assertThat(daemon.log()).doesNotContain("Exception");
    }
  }

  @Test
  void curl_speaksEveryProtocol_overTheSocket() throws Exception {
    assumeTrue(run("curl --version").isDone(), "there is no curl");
    try (TestDaemon daemon = TestDaemon.create()) {
      Certificate.make(daemon.folder());
      daemon
          .config(
              config(
                  WITH_SOCKET
                      + "  ssl.context '$FOLDER/web.pem', '$FOLDER/web.key';\n"
                      + "  ssl.listen 'unix:$FOLDER/tls.sock';\n"))
          .start();
      String seen = "unix:" + daemon.folder();

      assertThat(curl(daemon, "--unix-socket $FOLDER/web.sock http://a/"))
          .isEqualTo("1.1 " + seen + "/web.sock 127.0.0.1");
      assertThat(curl(daemon, "--http2-prior-knowledge --unix-socket $FOLDER/web.sock http://a/"))
          .isEqualTo("2 " + seen + "/web.sock 127.0.0.1");
      assertThat(curl(daemon, "-k --http2 --unix-socket $FOLDER/tls.sock https://a/"))
          .isEqualTo("2 " + seen + "/tls.sock 127.0.0.1");
      assertThat(daemon.must("status"))
          .contains("https+" + seen + "/tls.sock")
          .containsPattern("certificate +" + daemon.folder() + "/web.pem, until .*Z \\(89 days\\)");
      assertThat(daemon.log()).doesNotContain("Exception");
    }
  }

  /** Returns the version that was spoken, and what came. */
  private static String curl(TestDaemon daemon, String arguments) throws Exception {
    Ran ran =
        run(
            "curl -sS -m 20 -w %{http_version} "
                + arguments.replace("$FOLDER", daemon.folder().toString()));
    assertThat(ran.isDone()).as(ran.out()).isTrue();
    int end = ran.out().indexOf('\n');
    return ran.out().substring(end + 1) + " " + ran.out().substring(0, end);
  }

  /** How a program ended, and what it wrote. */
  private record Ran(boolean isDone, String out) {}

  private static Ran run(String command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command.split(" ")).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Ran(process.exitValue() == 0, out);
    } catch (IOException e) {
      return new Ran(false, String.valueOf(e.getMessage()));
    }
  }
}
