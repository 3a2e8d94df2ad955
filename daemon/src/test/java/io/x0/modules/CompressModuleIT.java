package io.x0.modules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.Origins;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CompressModuleIT {
  private static final String BODY = "0123456789".repeat(500);
  private static final String GZIP = "Accept-Encoding: gzip";
  private final Origins origins = new Origins();

  @AfterEach
  void close() throws Exception {
    origins.close();
  }

  private static String answer(String body, String... lines) {
    StringBuilder out = new StringBuilder("HTTP/1.1 200 OK\r\n");
    for (String line : lines) {
      out.append(line).append("\r\n");
    }
    return out.append("Content-Length: " + body.length() + "\r\n\r\n").append(body).toString();
  }

  private FlowRig rig(String origin, String setup, String main) throws Exception {
    return new FlowRig(
        "director.create 'shop', 'a' => 'http://127.0.0.1:"
            + origins.saying(origin)
            + "?capacity=4';"
            + setup,
        main + "director.balance 'shop';");
  }

  private static byte[] raw(FlowRig rig, String target, String... lines) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", rig.port())) {
      String request = "GET " + target + " HTTP/1.0\r\nHost: a\r\n" + String.join("\r\n", lines);
      socket.getOutputStream().write((request + "\r\n\r\n").getBytes(ISO_8859_1));
      return socket.getInputStream().readAllBytes();
    }
  }

  private static String unzipped(byte[] answer) throws Exception {
    int body = new String(answer, ISO_8859_1).indexOf("\r\n\r\n") + 4;
    InputStream in = new ByteArrayInputStream(answer, body, answer.length - body);
    return new String(new GZIPInputStream(in).readAllBytes(), ISO_8859_1);
  }

  @Test
  void answer_isCompressed_andItsFieldsAreTrue() throws Exception {
    String origin =
        answer(BODY, "Content-Type: text/html;charset=x", "ETag: \"e\"", "Accept-Ranges: bytes");
    try (FlowRig rig = rig(origin, "compress.types;", "")) {
      byte[] answer = raw(rig, "/", GZIP);
      String head = new String(answer, ISO_8859_1);

      assertThat(unzipped(answer)).isEqualTo(BODY);
      assertThat(answer.length).isLessThan(1000);
      assertThat(head)
          .contains("Content-Encoding: gzip\r\n", "Vary: Accept-Encoding\r\n", "ETag: W/\"e\"\r\n")
          .doesNotContain("Content-Length: 5000", "Accept-Ranges");
      FlowRig.await(() -> rig.proxy.compression().bytesOut() > 0);
      var counts = rig.proxy.compression();
      assertThat(counts.gzip()).isEqualTo(1);
      assertThat(counts.bytesIn()).isEqualTo(5000);
      assertThat(counts.bytesOut()).isBetween(20L, 500L);
    }
  }

  @Test
  void client_thatTakesNone_getsTheBodyAndIsToldThatItVaries() throws Exception {
    String origin = answer(BODY, "Content-Type: text/html", "ETag: \"e\"", "Vary: Cookie");
    try (FlowRig rig = rig(origin, "compress.types;", "")) {
      String got = rig.get("/");

      assertThat(FlowRig.body(got)).isEqualTo(BODY);
      assertThat(got)
          .contains("Vary: Cookie\r\n", "Vary: Accept-Encoding\r\n", "ETag: \"e\"\r\n")
          .contains("Content-Length: 5000\r\n")
          .doesNotContain("Content-Encoding");
    }
  }

  @Test
  void head_isToldWhatAGetWouldBe() throws Exception {
    String origin =
        "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nETag: \"e\"\r\nContent-Length: 5000\r\n\r\n";
    try (FlowRig rig = rig(origin, "compress.types;", "")) {
      String got =
          rig.ask("HEAD / HTTP/1.1\r\nHost: a\r\n" + GZIP + "\r\nConnection: close\r\n\r\n");

      assertThat(got)
          .contains("Content-Encoding: gzip\r\n", "ETag: W/\"e\"", "Vary: Accept-Encoding")
          .doesNotContain("Content-Length")
          .endsWith("\r\n\r\n");
      assertThat(rig.proxy.compression().gzip()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HTTP/1.1 200 OK|Content-Type: image/png",
        "HTTP/1.1 200 OK|X-No: type",
        "HTTP/1.1 200 OK|Content-Type: text/html*Content-Encoding: br",
        "HTTP/1.1 200 OK|Content-Type: text/html*Cache-Control: max-age=1, no-transform",
        "HTTP/1.1 206 Partial|Content-Type: text/html*Content-Range: bytes 0-4999/9999"
      })
  void answer_thatMustNotBeChanged_isPassedOn(String status, String lines) throws Exception {
    String origin = answer(BODY, lines.split("\\*")).replace("HTTP/1.1 200 OK", status);
    try (FlowRig rig = rig(origin, "compress.types;", "")) {
      String got = rig.get("/", GZIP);

      assertThat(FlowRig.body(got)).isEqualTo(BODY);
      assertThat(got).contains("Content-Length: 5000").doesNotContain("gzip", "Vary");
    }
  }

  @Test
  void length_decidesWithinItsBounds() throws Exception {
    String setup = "compress.types ['text/*']; compress.min 5000B; compress.max 5000B;";
    String type = "Content-Type: text/anything";
    try (FlowRig rig = rig(answer(BODY, type), setup, "")) {
      assertThat(rig.get("/", GZIP)).contains("Content-Encoding: gzip");
    }
    for (String other : new String[] {BODY + "x", BODY.substring(1)}) {
      try (FlowRig rig = rig(answer(other, type), setup, "")) {
        assertThat(FlowRig.body(rig.get("/", GZIP))).isEqualTo(other);
      }
    }
  }

  @Test
  void nothing_isCompressedUnlessAskedFor_norWhereMainForbidsIt() throws Exception {
    String origin = answer(BODY, "Content-Type: text/html");
    try (FlowRig rig = rig(origin, "compress.level 9;", "")) {
      assertThat(FlowRig.body(rig.get("/", GZIP))).isEqualTo(BODY);
    }
    try (FlowRig rig = rig(origin, "compress.types;", "compress false if req.path == '/no'; ")) {
      assertThat(FlowRig.body(rig.get("/no", GZIP))).isEqualTo(BODY);
      assertThat(rig.get("/yes", GZIP)).contains("Content-Encoding: gzip");
    }
  }

  @Test
  void cachedAnswer_isStoredAsItIs_andCompressedForWhoWantsIt() throws Exception {
    String origin =
        answer(BODY, "Content-Type: text/html", "ETag: \"e\"", "Cache-Control: max-age=60");
    int port = origins.saying(origin);
    try (FlowRig rig =
        new FlowRig(
            "director.create 'shop', 'a' => 'http://127.0.0.1:" + port + "'; compress.types;",
            "cache true; director.balance 'shop';")) {
      assertThat(unzipped(raw(rig, "/", GZIP))).isEqualTo(BODY);
      byte[] hit = raw(rig, "/", GZIP);
      assertThat(unzipped(hit)).isEqualTo(BODY);
      assertThat(new String(hit, ISO_8859_1)).contains("; hit;");
      assertThat(FlowRig.body(rig.get("/"))).isEqualTo(BODY);
      assertThat(FlowRig.body(rig.get("/", GZIP, "Range: bytes=1-3"))).isEqualTo("123");
      String same = rig.get("/", GZIP, "If-None-Match: W/\"e\"");
      assertThat(FlowRig.status(same)).isEqualTo(304);
      assertThat(same).contains("ETag: W/\"e\"");
      assertThat(rig.get("/", "If-None-Match: \"e\"")).contains("304", "ETag: \"e\"");
      assertThat(origins.connections(port)).isEqualTo(1);
    }
  }

  /** Who waits for a line of a stream gets it when the backend sends it. */
  @Test
  void stream_isNotHeldBack() throws Exception {
    Origins.Paced paced = origins.paced("Content-Type: text/event-stream");
    try (FlowRig rig =
            new FlowRig(
                "compress.types ['text/event-stream'];"
                    + "director.create 'shop', 'a' => 'http://127.0.0.1:"
                    + paced.port()
                    + "';",
                "director.balance 'shop';");
        Socket socket = new Socket("127.0.0.1", rig.port())) {
      socket.setSoTimeout(10_000);
      String request = "GET / HTTP/1.0\r\nHost: a\r\n" + GZIP + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      assertThat(head).contains("Content-Encoding: gzip");
      paced.send("data: 1\n\n");
      GZIPInputStream events = new GZIPInputStream(in, 16);
      assertThat(events.readNBytes(9)).asString(ISO_8859_1).isEqualTo("data: 1\n\n");
      paced.send("data: 2\n\n");
      assertThat(events.readNBytes(9)).asString(ISO_8859_1).isEqualTo("data: 2\n\n");
      paced.end();
      assertThat(events.read()).isNegative();
    }
  }
}
