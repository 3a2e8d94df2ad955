package io.x0.modules;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.proxy.Origins;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class SendfileModuleIT {
  private static final String MODIFIED = "Sat, 01 Jan 2022 00:00:00 GMT";

  @TempDir private Path folder;
  private Path root;
  private Path file;
  private final Origins origins = new Origins();

  @BeforeEach
  void makeFiles() throws Exception {
    root = Files.createDirectory(folder.resolve("public"));
    file = root.resolve("hello.txt");
    Files.writeString(file, "0123456789");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2022-01-01T00:00:00Z")));
    Files.writeString(folder.resolve("secret"), "secret");
    Files.writeString(root.resolve(".htpasswd"), "secret");
    Files.createDirectory(root.resolve(".git"));
    Files.writeString(root.resolve(".git/config"), "secret");
    Files.createSymbolicLink(root.resolve("out"), folder.resolve("secret"));
    Files.createSymbolicLink(root.resolve("in"), file);
  }

  @AfterEach
  void close() throws Exception {
    origins.close();
  }

  private FlowRig rig(String origin, String setup, String main) throws Exception {
    return new FlowRig(
        "director.create 'shop', 'a' => 'http://127.0.0.1:"
            + origins.saying(origin)
            + "?capacity=4';"
            + setup,
        main + "director.balance 'shop';");
  }

  private static String naming(Object path, String... headerLines) {
    StringBuilder out = new StringBuilder("HTTP/1.1 200 OK\r\nX-Sendfile: " + path + "\r\n");
    for (String line : headerLines) {
      out.append(line).append("\r\n");
    }
    return out.append("Content-Length: 4\r\n\r\nbody").toString();
  }

  private String setup() {
    return "sendfile.root '" + root + "';";
  }

  @Test
  void named_withoutRoots_isNotSentAndNotTold() throws Exception {
    try (FlowRig rig = rig(naming(file), "", "")) {
      String got = rig.get("/");

      assertThat(FlowRig.body(got)).isEqualTo("body");
      assertThat(got.toLowerCase(java.util.Locale.ROOT)).doesNotContain("x-sendfile");
    }
  }

  @Test
  void named_belowARoot_isSentInPlaceOfTheBody() throws Exception {
    String origin =
        naming(file, "ETag: \"b\"", "Content-Encoding: gzip", "X-Kind: a", "Set-Cookie: a=b");
    try (FlowRig rig = rig(origin, setup(), "")) {
      String got = rig.get("/");

      assertThat(FlowRig.status(got)).isEqualTo(200);
      assertThat(FlowRig.body(got)).isEqualTo("0123456789");
      assertThat(got)
          .contains("Content-Length: 10\r\n", "Last-Modified: " + MODIFIED, "X-Kind: a")
          .contains("Content-Type: text/plain", "Accept-Ranges: bytes", "Set-Cookie: a=b")
          .contains("X-Director-Backend: a")
          .doesNotContain("Content-Encoding")
          .doesNotContain("\"b\"")
          .doesNotContain("Sendfile");
    }
  }

  @Test
  void named_ofOneRequestOnly_isSentForThatOne() throws Exception {
    String main = "if req.path == '/a' { sendfile.root '" + root + "' } ";
    try (FlowRig rig = rig(naming(file, "Content-Type: a/b"), "", main)) {
      assertThat(rig.get("/a")).endsWith("0123456789").contains("Content-Type: a/b\r\n");
      assertThat(rig.get("/b")).endsWith("body");
    }
  }

  @Test
  void head_hasTheFieldsAndNoBody() throws Exception {
    try (FlowRig rig =
        rig(
            "HTTP/1.1 200 OK\r\nX-Sendfile: " + file + "\r\nContent-Length: 4\r\n\r\n",
            setup(),
            "")) {
      String got = rig.ask("HEAD / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n");

      assertThat(got).contains("Content-Length: 10\r\n").endsWith("\r\n\r\n");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/secret",
        "/public/../secret",
        "/public/../public/hello.txt",
        "/public/out",
        "/public/.htpasswd",
        "/public/.git/config",
        "/public",
        "/public/absent",
        "/public/hello.txt/x",
        "/publicx",
        "/public/hello.txt%00"
      })
  void named_otherwise_is404AndTellsNothing(String path) throws Exception {
    try (FlowRig rig = rig(naming(folder + path), setup(), "")) {
      String got = rig.get("/");

      assertThat(FlowRig.status(got)).isEqualTo(404);
      assertThat(got).doesNotContain("secret").doesNotContain(folder.toString());
    }
  }

  @Test
  void named_relatively_is404() throws Exception {
    try (FlowRig rig = rig(naming("hello.txt"), setup(), "")) {
      assertThat(FlowRig.status(rig.get("/"))).isEqualTo(404);
    }
  }

  @Test
  void linkWithinTheRoot_isFollowed_andTheRootMayBeALink() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("current"), root);
    try (FlowRig rig = rig(naming(link.resolve("in")), "sendfile.root '" + link + "';", "")) {
      assertThat(rig.get("/")).endsWith("0123456789");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Range: bytes=2-4|206|bytes 2-4/10|234",
        "Range: bytes=-3|206|bytes 7-9/10|789",
        "Range: bytes=20-|416|bytes */10|''",
        "Range: apples=2-4|200|''|0123456789"
      })
  void range_isServed(String line, int status, String range, String body) throws Exception {
    try (FlowRig rig = rig(naming(file), setup(), "")) {
      String got = rig.get("/", line);

      assertThat(FlowRig.status(got)).isEqualTo(status);
      assertThat(FlowRig.body(got)).isEqualTo(body);
      assertThat(got).contains("Content-Length: " + body.length() + "\r\n");
      if (range.isEmpty()) {
        assertThat(got).doesNotContain("Content-Range");
      } else {
        assertThat(got).contains("Content-Range: " + range + "\r\n");
      }
    }
  }

  @Test
  void ranges_areParts() throws Exception {
    try (FlowRig rig = rig(naming(file, "Content-Type: a/b"), setup(), "")) {
      String got = rig.get("/", "Range: bytes=0-1,5-6");

      assertThat(FlowRig.status(got)).isEqualTo(206);
      assertThat(got).contains("Content-Type: multipart/byteranges; boundary=");
      assertThat(FlowRig.body(got))
          .contains("Content-Type: a/b\r\nContent-Range: bytes 0-1/10\r\n\r\n01\r\n--")
          .contains("Content-Range: bytes 5-6/10\r\n\r\n56\r\n--")
          .endsWith("--\r\n");
      assertThat(got).contains("Content-Length: " + FlowRig.body(got).length() + "\r\n");
    }
  }

  @Test
  void condition_isDecidedByTheFile() throws Exception {
    try (FlowRig rig = rig(naming(file), setup(), "")) {
      String first = rig.get("/");
      String etag = first.substring(first.indexOf("ETag: ") + 6).lines().findFirst().orElseThrow();

      String same = rig.get("/", "If-None-Match: W/" + etag);
      assertThat(FlowRig.status(same)).isEqualTo(304);
      assertThat(same).contains("ETag: " + etag).endsWith("\r\n\r\n");
      assertThat(FlowRig.status(rig.get("/", "If-Modified-Since: " + MODIFIED))).isEqualTo(304);
      assertThat(FlowRig.status(rig.get("/", "If-None-Match: \"x\""))).isEqualTo(200);
      assertThat(FlowRig.status(rig.get("/", "If-Match: \"x\""))).isEqualTo(412);
      assertThat(FlowRig.status(rig.get("/", "If-Match: W/" + etag))).isEqualTo(412);
      assertThat(FlowRig.status(rig.get("/", "If-Match: \"x\", " + etag))).isEqualTo(200);
      assertThat(FlowRig.status(rig.get("/", "If-Unmodified-Since: Fri, 31 Dec 2021 23:59:59 GMT")))
          .isEqualTo(412);
      assertThat(FlowRig.body(rig.get("/", "Range: bytes=1-2", "If-Range: " + etag)))
          .isEqualTo("12");
      assertThat(FlowRig.body(rig.get("/", "Range: bytes=1-2", "If-Range: \"x\"")))
          .isEqualTo("0123456789");

      Files.writeString(file, "abcdefghij");
      assertThat(rig.get("/", "If-None-Match: " + etag)).endsWith("abcdefghij");
    }
  }

  @Test
  void named_withAnotherStatus_isTheBodyOfThat() throws Exception {
    String origin = naming(file).replace("200 OK", "403 Forbidden");
    try (FlowRig rig = rig(origin, setup(), "")) {
      String got = rig.get("/", "If-Match: \"x\"", "Range: bytes=0-1");

      assertThat(FlowRig.status(got)).isEqualTo(403);
      assertThat(FlowRig.body(got)).isEqualTo("0123456789");
    }
  }

  @Test
  void named_throughTheCache_isSentAndNotStored() throws Exception {
    String origin = naming(file, "Cache-Control: max-age=60");
    try (FlowRig rig = rig(origin, setup(), "cache true; ")) {
      assertThat(rig.get("/")).endsWith("0123456789").contains("Cache-Status: ");
      Files.writeString(file, "abcdefghij");
      assertThat(rig.get("/")).endsWith("abcdefghij").doesNotContain("; hit");
    }
  }

  @Test
  void bigFile_toASlowClient_isComplete() throws Exception {
    byte[] bytes = new byte[24_000_001];
    new Random(5).nextBytes(bytes);
    Files.write(root.resolve("big"), bytes);
    try (FlowRig rig = rig(naming(root.resolve("big")), setup(), "");
        Socket socket = new Socket("127.0.0.1", rig.port())) {
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(ISO_8859_1));
      // Whoever reads nothing holds up nobody else.
      assertThat(FlowRig.status(rig.get("/", "Range: bytes=0-9"))).isEqualTo(206);
      InputStream in = socket.getInputStream();
      byte[] got = in.readAllBytes();

      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(got, got.length - bytes.length, bytes.length);
      assertThat(digest.digest()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
  }

  @Test
  void backend_withALongBody_isLeftBehind() throws Exception {
    String origin =
        naming(file).replace("Content-Length: 4\r\n\r\nbody", "\r\n" + "x".repeat(300_000));
    try (FlowRig rig = rig(origin, setup(), "")) {
      assertThat(rig.get("/")).endsWith("0123456789");
    }
  }
}
