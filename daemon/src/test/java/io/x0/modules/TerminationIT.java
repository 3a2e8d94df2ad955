package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.Origins;
import io.x0.stats.Ending;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How requests end that no backend spoiled, in counters and in the access log. */
@Timeout(60)
class TerminationIT {
  @Test
  void rules_tellWhoAnswered(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("log");
    try (Origins origins = new Origins();
        FlowRig rig =
            new FlowRig(
                "director.create 'shop', 'a' => 'http://127.0.0.1:"
                    + origins.saying(
                        "HTTP/1.1 200 OK\r\nCache-Control: max-age=9\r\nContent-Length: 1\r\n\r\nx")
                    + "'; accesslog.format 't', '%p %X{termination}';",
                "accesslog '"
                    + log
                    + "', 't'; echo 'x' if req.path == '/echo'; return 403 if req.path == '/403';"
                    + " return 302, '/' if req.path == '/302';"
                    + " echo string(1 / int(req.query)) if req.path == '/500';"
                    + " cache true; director.balance 'shop' if req.path == '/shop';")) {
      for (String path : new String[] {"/echo", "/302", "/403", "/404", "/500", "/shop", "/shop"}) {
        rig.get(path);
      }
      assertThat(rig.ask("GET / HTTP/1.1\r\nHost: a b\r\n\r\n")).contains("400");

      FlowRig.await(() -> rig.proxy.localEndings().counts().getOrDefault(Ending.REFUSED, 0L) == 3);
      assertThat(rig.proxy.localEndings().counts())
          .isEqualTo(Map.of(Ending.LOCAL, 2L, Ending.REFUSED, 3L, Ending.FAILED, 1L));
      assertThat(rig.directors.find("shop").orElseThrow().endings().counts())
          .isEqualTo(Map.of(Ending.DONE, 1L, Ending.LOCAL, 1L));
      FlowRig.await(() -> lines(log) == 7);
      assertThat(Files.readString(log).lines())
          // A line is written when its answer has been read, perhaps after the one of the next.
          .containsExactlyInAnyOrder(
              "/echo LR", "/302 LR", "/403 PR", "/404 PR", "/500 IR", "/shop --", "/shop LR");
    }
  }

  private static long lines(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file).lines().count() : 0;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Each password takes a quarter of a second, and 256 may wait for theirs. */
  @Test
  void passwordsBeyondThoseThatMayWait_areRefused(@TempDir Path folder) throws Exception {
    Path users = folder.resolve("users");
    Files.writeString(users, "anna:$2y$12$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW\n");
    int most = 256 + Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    List<Socket> guessing = new ArrayList<>();
    try (FlowRig rig = new FlowRig("", "auth.userfile '" + users + "'; auth.require; echo 'in';")) {
      // Some are through before the last of them comes.
      for (int i = 0; i < most + 64; i++) {
        Socket socket = new Socket("127.0.0.1", rig.port());
        guessing.add(socket);
        socket
            .getOutputStream()
            .write(
                "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Basic YW5uYTp4\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
      }

      FlowRig.await(() -> rig.proxy.localEndings().counts().getOrDefault(Ending.CROWDED, 0L) > 0);
      assertThat(rig.get("/")).as("no password, no wait").startsWith("HTTP/1.1 401 ");
    } finally {
      for (Socket socket : guessing) {
        socket.close();
      }
    }
  }

  @Test
  void bodyThatIsTooLarge_isRefused() throws Exception {
    try (Origins origins = new Origins();
        FlowRig rig =
            new FlowRig(
                "max_request_body_size 5B; director.create 'shop', 'a' => 'http://127.0.0.1:"
                    + origins.reading()
                    + "';",
                "director.balance 'shop';")) {
      String chunked =
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n";
      assertThat(rig.ask(chunked)).startsWith("HTTP/1.1 413");
      var shop = rig.directors.find("shop").orElseThrow();
      FlowRig.await(() -> !shop.endings().counts().isEmpty());
      assertThat(shop.endings().counts()).isEqualTo(Map.of(Ending.REFUSED, 1L));
    }
  }
}
