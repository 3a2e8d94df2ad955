package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that two programs could understand differently. They are judged by what a backend gets:
 * nothing, or a request whose end never comes.
 */
@Timeout(60)
class HostileRequestIT {
  private static final String NEXT = "GET /smuggled HTTP/1.1\r\nHost: shop.test\r\n\r\n";

  /** Fields of a request that is otherwise good. */
  static final List<String> FIELDS =
      List.of(
          "Content-Length: +5",
          "Content-Length: -5",
          "Content-Length: 0x5",
          "Content-Length: 5,5",
          "Content-Length: 5, 6",
          "Content-Length: 5 5",
          "Content-Length: 5;",
          "Content-Length: 5\u000b",
          "Content-Length: 1e1",
          "Content-Length:",
          "Content-Length: 99999999999999999999",
          "Content-Length: 9223372036854775808",
          "Content-Length: 18446744073709551621",
          "Content-Length: \u00b2",
          "Content-Length: 5\u00a0",
          "Content-Length: 5_0",
          "Content-Length: \"5\"",
          "Content-Length: 5\r\nContent-Length:",
          "Content-Length: 5\r\nTransfer-Encoding:",
          "Content-Length: 5\r\nContent-Length: 5",
          "Content-Length: 5\r\ncontent-length: 6",
          "Content-Length : 5",
          "Content-Length\t: 5",
          "Content-Length: 5\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\nContent-Length: 5",
          "Transfer-Encoding: identity",
          "Transfer-Encoding: gzip",
          "Transfer-Encoding: xchunked",
          "Transfer-Encoding: chunked, identity",
          "Transfer-Encoding: chunked, chunked",
          "Transfer-Encoding: identity, chunked",
          "Transfer-Encoding: gzip, chunked",
          "Transfer-Encoding: ,chunked",
          "Transfer-Encoding: chunked,",
          "Transfer-Encoding: chunk",
          "Transfer-Encoding: chunkedx",
          "Transfer-Encoding: chunked chunked",
          "Transfer-Encoding: chunked\u0000",
          "Transfer-Encoding: c\u0068unked\u00a0",
          "Transfer-Encoding: \ufeffchunked",
          "Transfer-Encoding:",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
          "Transfer-Encoding: chunked\r\ntransfer-encoding: x",
          "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
          "Transfer-Encoding: \u000bchunked",
          "Transfer-Encoding: chunked\u000b",
          "Transfer-Encoding: \"chunked\"",
          "Transfer-Encoding: chunked;q=1",
          "Transfer-Encoding : chunked",
          "Transfer-Encoding:\r\n chunked",
          "Transfer-Encoding\r\n: chunked",
          "Transfer-Encoding\u0000: chunked",
          "\u0000Transfer-Encoding: chunked",
          "X: a\rTransfer-Encoding: chunked",
          "X: a\n\nGET /smuggled HTTP/1.1",
          "Content-Length: 5\nTransfer-Encoding: chunked",
          " Transfer-Encoding: chunked",
          "X: a\r\n b",
          "X: a\r\n\tb",
          "X: a\nY: b",
          "X: a\rY: b",
          "X: a\u0000b",
          "X a",
          ": a",
          "X Y: a",
          "X(Y): a",
          "X\u000b: a",
          "X;Y: a",
          "X=Y: a",
          "[X]: a",
          "\"X\": a",
          "X\u0080: a",
          "Host: other.test",
          "host: shop.test");

  /** First lines and the field that follows them, which make no good request together. */
  static final List<String> HEADS =
      List.of(
          "GET /x HTTP/1.1\r\nX: y",
          "GET /x HTTP/1.1\r\nHost: a b",
          "GET /x HTTP/1.1\r\nHost: a/b",
          "GET /x HTTP/1.1\r\nHost: u@a",
          "GET /x HTTP/1.1\r\nHost: a,b",
          "GET /x HTTP/1.1\r\nHost: a\\b",
          "GET /x HTTP/1.1\r\nHost: a?b",
          "GET /x HTTP/1.1\r\nHost: a#b",
          "GET /x HTTP/1.1\r\nHost: a:port",
          "GET /x HTTP/1.1\r\nHost: a:99999",
          "GET /x HTTP/1.1\r\nHost: a:0x50",
          "GET /x HTTP/1.1\r\nHost: a:-1",
          "GET /x HTTP/1.1\r\nHost: a:+80",
          "GET /x HTTP/1.1\r\nHost: a:80:80",
          "GET /x HTTP/1.1\r\nHost: :80",
          "GET /x HTTP/1.1\r\nHost: http://a",
          "GET /x HTTP/1.1\r\nHost: a\tb",
          "GET /x HTTP/1.1\r\nHost: a\u0000b",
          "GET /x HTTP/1.1\r\nHost: a%00b",
          "GET /x HTTP/1.1\r\nHost: a<b>",
          "GET /x HTTP/1.1\r\nHost: a\"b",
          "GET /x HTTP/1.1\r\n Host: a",
          "GET /x HTTP/1.1\r\nHost : a",
          "GET /x HTTP/1.1\r\nHost: a\r\nHost: a",
          "GET /x HTTP/1.1\r\nHost: [::1",
          "GET /x HTTP/1.1\r\nHost: [::1]x",
          "GET /x HTTP/1.1\r\nHost: [::1]:x",
          "GET /x HTTP/1.1\r\nHost: [g]",
          "GET http://other.test/x HTTP/1.1\r\nHost: shop.test",
          "GET http://u@shop.test/x HTTP/1.1\r\nHost: shop.test",
          "GET http:///x HTTP/1.1\r\nHost: shop.test",
          "GET http://shop.test:81/x HTTP/1.1\r\nHost: shop.test",
          "GET http://shop.test/x HTTP/1.1\r\nX: y",
          "GET ftp://shop.test/x HTTP/1.1\r\nHost: shop.test",
          "GET shop.test:80 HTTP/1.1\r\nHost: shop.test:80",
          "GET @shop.test/x HTTP/1.1\r\nHost: shop.test",
          "GET :80/x HTTP/1.1\r\nHost: shop.test",
          "GET ?x HTTP/1.1\r\nHost: shop.test",
          "GET * HTTP/1.1\r\nHost: shop.test",
          "GET \\x HTTP/1.1\r\nHost: shop.test",
          "GET /x\\..\\y HTTP/1.1\r\nHost: shop.test",
          "GET  /x HTTP/1.1\r\nHost: a",
          "GET /x  HTTP/1.1\r\nHost: a",
          "GET\t/x HTTP/1.1\r\nHost: a",
          "GET /x y HTTP/1.1\r\nHost: a",
          "GET /x HTTP/1.1 z\r\nHost: a",
          "GET /x HTTP/1.1 \r\nHost: a",
          "GET /x\tHTTP/1.1\r\nHost: a",
          "GET /x\u0000 HTTP/1.1\r\nHost: a",
          "GET /%00 HTTP/1.1\r\nHost: a",
          "GET /%0 HTTP/1.1\r\nHost: a",
          "GET /%u002e%u002e/x HTTP/1.1\r\nHost: a",
          "GET /%c0%ae%c0%ae/x HTTP/1.1\r\nHost: a",
          "GET /a/.%2e/b HTTP/1.1\r\nHost: a",
          "GET /a%5c..%5cb HTTP/1.1\r\nHost: a",
          "GET /x\u007f HTTP/1.1\r\nHost: a",
          "GET /x\u0001 HTTP/1.1\r\nHost: a",
          "GET /\u00e4 HTTP/1.1\r\nHost: a",
          "GET /x?\u00e4 HTTP/1.1\r\nHost: a",
          "GET /x?\u007f HTTP/1.1\r\nHost: a",
          "GET /x?\u0001 HTTP/1.1\r\nHost: a",
          "GET /x?a\u0000 HTTP/1.1\r\nHost: a",
          "GET /x?a\tb HTTP/1.1\r\nHost: a",
          "GET /x?a#b HTTP/1.1\r\nHost: a",
          "OPTIONS *x HTTP/1.1\r\nHost: a",
          "GET /a%2fb HTTP/1.1\r\nHost: a",
          "GET //a HTTP/1.1\r\nHost: a",
          "GET /../a HTTP/1.1\r\nHost: a",
          "GET /%2e%2e/a HTTP/1.1\r\nHost: a",
          "GET /a/..;/b HTTP/1.1\r\nHost: a",
          "GET /%zz HTTP/1.1\r\nHost: a",
          "GET /a#b HTTP/1.1\r\nHost: a",
          "GET x HTTP/1.1\r\nHost: a",
          "GET /x http/1.1\r\nHost: a",
          "GET /x HTTP/1.10\r\nHost: a",
          "GET /x HTTP/2.0\r\nHost: a",
          "GET /x HTTP/0.9\r\nHost: a",
          "GET /x\r\nHost: a",
          " GET /x HTTP/1.1\r\nHost: a",
          "GE(T /x HTTP/1.1\r\nHost: a",
          "GET\u0000 /x HTTP/1.1\r\nHost: a",
          "GET /x HTTP/1.1\u0000\r\nHost: a",
          "GET /x HTTP/1.1\rHost: a",
          "GET /x HTTP/1,1\r\nHost: a",
          "GET /x HTTP/ 1.1\r\nHost: a",
          "GET /x HTTP/3.0\r\nHost: a",
          "GET /x HTTP/01.1\r\nHost: a",
          "GET /x HTTPS/1.1\r\nHost: a",
          "GET /x ICY/1.1\r\nHost: a",
          "PRI * HTTP/2.0\r\nHost: a",
          "TRACE /x HTTP/1.1\r\nHost: a",
          "CONNECT shop.test:80 HTTP/1.1\r\nHost: shop.test:80",
          "GET /x HTTP/1.0\r\nTransfer-Encoding: chunked",
          "GET /x HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3");

  /** Bodies that never come to a good end. */
  static final List<String> BODIES =
      List.of(
          "+3\r\nabc\r\n0\r\n\r\n",
          "-3\r\nabc\r\n0\r\n\r\n",
          "0x3\r\nabc\r\n0\r\n\r\n",
          "3 3\r\nabc\r\n0\r\n\r\n",
          "g\r\nabc\r\n0\r\n\r\n",
          ";a\r\nabc\r\n0\r\n\r\n",
          "\r\nabc\r\n0\r\n\r\n",
          "fffffffffffffffff\r\nabc\r\n0\r\n\r\n",
          "3\nabc\n0\n\n",
          "3;a\nabc\r\n0\r\n\r\n",
          "3;a=\"\n\"\r\nabc\r\n0\r\n\r\n",
          "3\rabc\r\n0\r\n\r\n",
          "3\r\nabc0\r\n\r\n",
          "0".repeat(5000) + "3\r\nabc\r\n0\r\n\r\n",
          "8000000000000003\r\nabc\r\n0\r\n\r\n",
          "10000000000000003\r\nabc\r\n0\r\n\r\n",
          "100000003\r\nabc",
          " 3\r\nabc\r\n0\r\n\r\n",
          "3,3\r\nabc\r\n0\r\n\r\n",
          "3\u0000\r\nabc\r\n0\r\n\r\n",
          "3;\u0000\r\nabc\r\n0\r\n\r\n",
          "3;a=b\rc\r\nabc\r\n0\r\n\r\n",
          "3;a=\"\r\n\"\r\nabc\r\n0\r\n\r\n",
          "3;" + "a".repeat(70_000) + "\r\nabc\r\n0\r\n\r\n",
          "3\r\nabc\r\n0x0\r\n\r\n",
          "3\r\nabc\r\n-0\r\n\r\n",
          "3\r\nabc\r\n0 0\r\n\r\n",
          "3\r\nabc\r0\r\n\r\n",
          "3\r\nabc\r\n0\n\r\n",
          "3\r\nabc\r\n0\r\n\n",
          "3\r\nabc\r\n0\r\n\r",
          "3\r\nabcd\r\n0\r\n\r\n",
          "3\r\nabc\n0\r\n\r\n",
          "3\r\nabc\r\n0\r\n",
          "3\r\nabc\r\n0\r\nX : y\r\n\r\n",
          "3\r\nabc\r\n0\r\nX\r\n\r\n",
          "3\r\nabc\r\n0\r\n: y\r\n\r\n",
          "3\r\nabc\r\n0\r\nX Y: z\r\n\r\n",
          "3\r\nabc\r\n0\r\nX: y\rZ: z\r\n\r\n",
          "3\r\nabc\r\n0\r\nGET /smuggled HTTP/1.1\r\n\r\n",
          "3\r\nabc\r\n0\r\nX: y\r\n z\r\n\r\n",
          "3\r\nabc\r\n0\r\nX: y\n\r\n",
          "3\r\nabc\r\n0\r\nX: y\u0000\r\n\r\n");

  private static ProxyRig rig;
  private static ScriptedBackend backend;

  @BeforeAll
  static void start() throws IOException {
    rig = new ProxyRig();
  }

  @AfterAll
  static void stop() throws Exception {
    rig.close();
  }

  private static void serve(ScriptedBackend.Connection connection) throws Exception {
    for (String head = connection.readRequest(); head != null; head = connection.readRequest()) {
      if (head.contains("chunked")) {
        String body = connection.readChunks();
        if (body == null) {
          return;
        }
        connection.report("whole: " + body);
      }
      connection.write(ScriptedBackend.ok("here"));
    }
  }

  static Stream<String> heads() {
    List<String> out = new ArrayList<>();
    // The head ends where it ends, whoever reads it; what follows it would be another request.
    HEADS.forEach(head -> out.add(head + "\r\n\r\n"));
    FIELDS.forEach(
        field -> out.add("POST /x HTTP/1.1\r\nHost: shop.test\r\n" + field + "\r\n\r\n" + NEXT));
    return out.stream();
  }

  @ParameterizedTest
  @MethodSource("heads")
  void head_ambiguous_reachesNoBackend(String bytes) throws Exception {
    String answer = ask(bytes);

    assertThat(answer).matches("(?s)(HTTP/1\\.[01] (4\\d\\d|501|505) .*)?");
    assertThat(afterAProbe()).isEmpty();
  }

  /** Each has its own: what was broken off may still be on its way to the one before. */
  @BeforeEach
  void balance() throws IOException {
    backend = rig.backend(HostileRequestIT::serve);
    rig.balance(Map.of(), backend);
  }

  @ParameterizedTest
  @FieldSource("BODIES")
  void body_ambiguous_neverEnds(String body) throws Exception {
    String answer =
        ask("POST /x HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n" + body);

    assertThat(answer).doesNotContain("HTTP/1.1 200");
    afterAProbe();
    assertThat(backend.events).isEmpty();
  }

  /** Sends bytes, and returns what comes until the proxy closes. */
  private static String ask(String bytes) throws IOException {
    StringBuilder out = new StringBuilder();
    try (RawClient client = new RawClient(rig.port())) {
      client.send(bytes);
      client.halfClose();
      for (int b = client.read(); b >= 0; b = client.read()) {
        out.append((char) b);
      }
    } catch (SocketException e) {
      // Closed with unread bytes, a connection is reset; what came before counts.
    }
    return out.toString();
  }

  /** Returns the first lines of the requests that the backend has got since the last time. */
  private static List<String> afterAProbe() throws Exception {
    try (RawClient client = new RawClient(rig.port())) {
      assertThat(client.get("/probe").answer().body()).isEqualTo("here");
    }
    List<String> seen = new ArrayList<>();
    for (String head = backend.nextRequest();
        !head.startsWith("GET /probe ");
        head = backend.nextRequest()) {
      if (!head.contains("chunked")) {
        seen.add(head);
      }
    }
    return seen;
  }
}
