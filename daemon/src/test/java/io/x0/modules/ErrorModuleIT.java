package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.Origins;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ErrorModuleIT {
  @TempDir private Path folder;
  private final Origins origins = new Origins();

  @BeforeEach
  void makePages() throws Exception {
    Files.writeString(folder.resolve("404.html"), "<p>nicht da: \u00fc</p>");
    Files.writeString(folder.resolve("5xx.html"), "<p>{{status}} {{reason}}</p>");
    Files.writeString(folder.resolve("e.json"), "{\"status\":{{status}}}");
  }

  @AfterEach
  void close() throws Exception {
    origins.close();
  }

  private String page(String status, String file) {
    return "error.page " + status + ", '" + folder.resolve(file) + "';";
  }

  private static String shop(int port) {
    return "director.create 'shop', 'a' => 'http://127.0.0.1:" + port + "?capacity=4';";
  }

  @Test
  void ownError_hasThePageForItsStatusOrItsClass() throws Exception {
    String setup = page("404", "404.html") + page("'5xx'", "5xx.html");
    try (FlowRig rig =
        new FlowRig(
            setup + shop(origins.closed()),
            "return 403 if req.path == '/403'; return 503 if req.path == '/503';"
                + " director.balance 'shop' if req.path == '/shop';")) {
      String absent = rig.get("/absent");
      assertThat(FlowRig.status(absent)).isEqualTo(404);
      assertThat(FlowRig.body(absent)).isEqualTo("<p>nicht da: \u00fc</p>");
      assertThat(absent).contains("Content-Type: text/html;charset=utf-8", "no-store");
      assertThat(absent).contains("Content-Length: 19\r\n");

      assertThat(FlowRig.body(rig.get("/503"))).isEqualTo("<p>503 Service Unavailable</p>");
      String refused = rig.get("/shop");
      assertThat(FlowRig.body(refused)).isEqualTo("<p>502 Bad Gateway</p>");
      assertThat(refused).contains("Retry-After: ", "X-Director-Cluster: shop");
      assertThat(FlowRig.body(rig.get("/403"))).startsWith("403 Forbidden: ");
      assertThat(rig.ask("HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
          .contains("Content-Length: 19\r\n")
          .endsWith("\r\n\r\n");
    }
  }

  @Test
  void errorBeforeTheProgram_hasThePageOfSetup() throws Exception {
    try (FlowRig rig = new FlowRig(page("'4xx'", "e.json"), "echo 'x';")) {
      assertThat(rig.ask("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"))
          .startsWith("HTTP/1.1 400")
          .contains("Content-Type: application/json\r\n")
          .endsWith("\r\n\r\n{\"status\":400}");
      assertThat(rig.ask("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"))
          .contains("Allow: ")
          .endsWith("{\"status\":405}");
    }
  }

  @Test
  void errorOfABackend_isShownUnlessIntercepted() throws Exception {
    int port =
        origins.saying(
            "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\nContent-Type: a/b\r\nETag: \"e\"\r\n"
                + "Set-Cookie: a=b\r\nCache-Control: max-age=9\r\nContent-Encoding: gzip\r\n"
                + "\r\nbody");
    try (FlowRig rig =
        new FlowRig(
            page("404", "404.html") + shop(port),
            "error.intercept if req.path =^ '/i'; cache true if req.path =$ '/c';"
                + " director.balance 'shop';")) {
      assertThat(FlowRig.body(rig.get("/"))).isEqualTo("body");
      for (String path : new String[] {"/i", "/i/c", "/i/c"}) {
        String shown = rig.get(path);
        assertThat(FlowRig.status(shown)).isEqualTo(404);
        assertThat(FlowRig.body(shown)).startsWith("<p>nicht da");
        assertThat(shown)
            .contains("Content-Type: text/html", "Set-Cookie: a=b", "Cache-Control: max-age=9")
            .contains("X-Director-Backend: a\r\n")
            .doesNotContain("gzip", "ETag", "a/b");
      }
    }
  }

  @Test
  void interceptedError_leavesTheConnectionOfTheBackendToOthers() throws Exception {
    int port = origins.saying("HTTP/1.1 503 X\r\nContent-Length: 4\r\n\r\nbody");
    try (FlowRig rig =
        new FlowRig(
            page("503", "5xx.html") + "error.intercept;" + shop(port),
            "director.balance 'shop';")) {
      for (int i = 0; i < 5; i++) {
        assertThat(FlowRig.body(rig.get("/"))).isEqualTo("<p>503 Service Unavailable</p>");
      }
      assertThat(origins.connections(port)).isLessThan(3);
      var backend = rig.directors.find("shop").orElseThrow().snapshot().backends().get(0);
      assertThat(backend.counts().failed()).isZero();
    }
  }

  @Test
  void answerThatIsNoError_isNeverReplaced() throws Exception {
    int port = origins.answering("fine");
    try (FlowRig rig =
        new FlowRig(
            page("'4xx'", "404.html") + "error.intercept true;" + shop(port),
            "return 204 if req.path == '/204'; director.balance 'shop';")) {
      assertThat(FlowRig.body(rig.get("/"))).isEqualTo("fine");
      assertThat(FlowRig.status(rig.get("/204"))).isEqualTo(204);
    }
  }

  @Test
  void page_ofOneRequest_goesBeforeThatOfSetup() throws Exception {
    try (FlowRig rig =
        new FlowRig(
            page("404", "404.html") + "error.page 410, 'https://a.test/gone';",
            "if req.path =^ '/api/' { "
                + page("404", "e.json")
                + " } return 410 if req.path == '/410'; return 404;")) {
      assertThat(FlowRig.body(rig.get("/api/x"))).isEqualTo("{\"status\":404}");
      assertThat(FlowRig.body(rig.get("/x"))).startsWith("<p>");
      String gone = rig.get("/410");
      assertThat(FlowRig.status(gone)).isEqualTo(302);
      assertThat(gone).contains("Location: https://a.test/gone\r\n");
    }
  }
}
