package io.x0.proxy;

import static io.x0.proxy.RawHttp2Client.CONTINUATION;
import static io.x0.proxy.RawHttp2Client.DATA;
import static io.x0.proxy.RawHttp2Client.END_HEADERS;
import static io.x0.proxy.RawHttp2Client.END_STREAM;
import static io.x0.proxy.RawHttp2Client.GOAWAY;
import static io.x0.proxy.RawHttp2Client.HEADERS;
import static io.x0.proxy.RawHttp2Client.PADDED;
import static io.x0.proxy.RawHttp2Client.PING;
import static io.x0.proxy.RawHttp2Client.PRIORITY;
import static io.x0.proxy.RawHttp2Client.PUSH_PROMISE;
import static io.x0.proxy.RawHttp2Client.RST_STREAM;
import static io.x0.proxy.RawHttp2Client.SETTINGS;
import static io.x0.proxy.RawHttp2Client.WINDOW_UPDATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What HTTP/2 can say and HTTP/1.1 cannot, or what costs the one who hears it more than the one who
 * says it. Requests are judged by what a backend gets, frames by whether others are served.
 */
@Timeout(60)
class HostileHttp2IT {
  /** More than anybody means well with; fewer are allowed in a second. */
  private static final int FLOOD = 20_000;

  private static final int FRAME_BYTES = 16_384;
  private static final int FLOW_CONTROL_BYTES = 65_535;

  /** Fields of a request that is otherwise good: names and values in turn. */
  static final List<List<String>> FIELDS =
      List.of(
          List.of("x", "a\r\nb: c"),
          List.of("x", "a\nb"),
          List.of("x", "a\rb"),
          List.of("x", "a\u0000b"),
          List.of("x\r\ny", "a"),
          List.of("x\ny", "a"),
          List.of("x: y", "a"),
          List.of("x:y", "a"),
          List.of("x y", "a"),
          List.of("x\u0000", "a"),
          List.of("x\u00e4", "a"),
          List.of("", "a"),
          List.of("X", "a"),
          List.of("Transfer-Encoding", "chunked"),
          List.of(":x", "a"),
          List.of(":status", "200"),
          List.of(":method", "POST"),
          List.of(":scheme", "http"),
          List.of(":path", "/y"),
          List.of(":authority", "shop.test"),
          List.of("x", "a", ":path", "/y"),
          List.of("host", "other.test"),
          List.of("host", "shop.test", "host", "other.test"),
          List.of("connection", "x"),
          List.of("keep-alive", "timeout=5"),
          List.of("proxy-connection", "close"),
          List.of("upgrade", "h2c"),
          List.of("transfer-encoding", "chunked"),
          List.of("transfer-encoding", "identity"),
          List.of("te", "gzip"),
          List.of("te", "trailers, gzip"),
          List.of("content-length", "5"),
          List.of("content-length", ""),
          List.of("content-length", "0x5"),
          List.of("content-length", "-5"),
          List.of("content-length", "5, 5"),
          List.of("content-length", "5", "content-length", "6"),
          List.of("content-length", "99999999999999999999"));

  /** Heads that make no request of HTTP/1.1, or another one than they seem to. */
  static final List<List<String>> HEADS =
      List.of(
          head("", "http", "/x", "shop.test"),
          head("GE T", "http", "/x", "shop.test"),
          head("GET\u0000", "http", "/x", "shop.test"),
          head("GET /smuggled HTTP/1.1\r\nX: y", "http", "/x", "shop.test"),
          head("CONNECT", "http", "/x", "shop.test"),
          head("TRACE", "http", "/x", "shop.test"),
          head("GET", "", "/x", "shop.test"),
          head("GET", "ftp", "/x", "shop.test"),
          head("GET", "http\r\nX: y", "/x", "shop.test"),
          head("GET", "http", "", "shop.test"),
          head("GET", "http", "*", "shop.test"),
          head("GET", "http", "x", "shop.test"),
          head("GET", "http", "?x", "shop.test"),
          head("GET", "http", "@other.test/x", "shop.test"),
          head("GET", "http", "http://other.test/x", "shop.test"),
          head("GET", "http", "/x y", "shop.test"),
          head("GET", "http", "/x HTTP/1.1\r\nX: y", "shop.test"),
          head("GET", "http", "/x\u0000", "shop.test"),
          head("GET", "http", "/\u00e4", "shop.test"),
          head("GET", "http", "/x?\u00e4", "shop.test"),
          head("GET", "http", "/x?a b", "shop.test"),
          head("GET", "http", "/x?a HTTP/1.1\r\nX: y", "shop.test"),
          head("GET", "http", "/x?\u0000", "shop.test"),
          head("GET", "http", "/x?a#b", "shop.test"),
          head("GET", "http", "/x\ty", "shop.test"),
          head("GET", "http", "/x#y", "shop.test"),
          head("GET", "http", "//x", "shop.test"),
          head("GET", "http", "/../x", "shop.test"),
          head("GET", "http", "/%2e%2e/x", "shop.test"),
          head("GET", "http", "/a%2fb", "shop.test"),
          head("GET", "http", "/a/..;/b", "shop.test"),
          head("GET", "http", "/%zz", "shop.test"),
          head("GET", "http", "/a\\b", "shop.test"),
          head("GET", "http", "/x", ""),
          head("GET", "http", "/x", "u@shop.test"),
          head("GET", "http", "/x", "a b"),
          head("GET", "http", "/x", "a\r\nX: y"),
          head("GET", "http", "/x", "a/b"),
          head("GET", "http", "/x", "a,b"),
          head("GET", "http", "/x", "a:port"),
          head("GET", "http", "/x", "a?b"),
          head("GET", "http", "/x", "[::1"),
          List.of(":scheme", "http", ":path", "/x", ":authority", "shop.test"),
          List.of(":method", "GET", ":path", "/x", ":authority", "shop.test"),
          List.of(":method", "GET", ":scheme", "http", ":authority", "shop.test"),
          List.of(":method", "GET", ":scheme", "http", ":path", "/x"),
          List.of(":method", "GET", "x", "y", ":scheme", "http", ":path", "/x", ":authority", "a"));

  private static ProxyRig rig;
  private static ScriptedBackend backend;

  /** What a client does to the connection. */
  interface Attack {
    void on(RawHttp2Client client) throws Exception;
  }

  private static List<String> head(String method, String scheme, String path, String authority) {
    return List.of(":method", method, ":scheme", scheme, ":path", path, ":authority", authority);
  }

  private static String[] good(String... more) {
    String[] out =
        Arrays.copyOf(
            new String[] {
              ":method", "GET", ":scheme", "http", ":path", "/x", ":authority", "shop.test"
            },
            8 + more.length);
    System.arraycopy(more, 0, out, 8, more.length);
    return out;
  }

  private static String[] upload(String... more) {
    String[] out = good(more);
    out[1] = "POST";
    return out;
  }

  @BeforeAll
  static void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterAll
  static void stop() throws Exception {
    rig.close();
  }

  /** Each has its own: what clients have broken off may still be on its way to the one before. */
  @BeforeEach
  void balance() throws Exception {
    backend = rig.backend(HostileHttp2IT::serve);
    rig.balance(Map.of(), backend);
  }

  /** Reports bodies that came to their end. */
  private static void serve(ScriptedBackend.Connection connection) throws Exception {
    for (String head = connection.readRequest(); head != null; head = connection.readRequest()) {
      int length = head.indexOf("Content-Length: ");
      if (length > 0) {
        int bytes = Integer.parseInt(head.substring(length + 16).split("\r\n", 2)[0]);
        if (connection.read(bytes).length() < bytes) {
          return;
        }
        connection.report("whole");
      } else if (head.contains("chunked")) {
        String body = connection.readChunks();
        if (body == null) {
          return;
        }
        connection.report("whole: " + body);
      }
      connection.write(ScriptedBackend.ok("here"));
    }
  }

  private static RawHttp2Client client() throws IOException {
    return new RawHttp2Client(rig.port());
  }

  /** Somebody else is served, and nothing came to the backend before. */
  private static void assertNothingCame() throws Exception {
    assertOthersAreServed();
    assertThat(backend.nextRequest()).startsWith("GET /probe ");
    assertThat(backend.requests).isEmpty();
  }

  private static void assertOthersAreServed() throws Exception {
    try (RawHttp2Client other = client()) {
      String[] probe = good();
      probe[5] = "/probe";
      assertThat(other.request(1, probe).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @FieldSource("FIELDS")
  void field_thatHttp1WouldReadOtherwise_reachesNoBackend(List<String> fields) throws Exception {
    try (RawHttp2Client client = client()) {
      assertThat(client.request(1, good(fields.toArray(String[]::new))).refusal())
          .isNotEqualTo(200);
    }
    assertNothingCame();
  }

  @ParameterizedTest
  @FieldSource("HEADS")
  void head_thatHttp1WouldReadOtherwise_reachesNoBackend(List<String> head) throws Exception {
    try (RawHttp2Client client = client()) {
      assertThat(client.request(1, head.toArray(String[]::new)).refusal()).isNotEqualTo(200);
    }
    assertNothingCame();
  }

  static Stream<Arguments> trailers() {
    return Stream.of(
        Arguments.of((Object) new String[] {":path", "/y"}),
        Arguments.of((Object) new String[] {":status", "200"}),
        Arguments.of((Object) new String[] {"X", "a"}),
        Arguments.of((Object) new String[] {"x", "a\r\nb"}),
        Arguments.of((Object) new String[] {"x\r\ny", "a"}));
  }

  @ParameterizedTest
  @MethodSource("trailers")
  void trailers_thatNoOriginShouldSee_neverEndTheBody(String[] fields) throws Exception {
    try (RawHttp2Client client = client()) {
      client.head(1, upload()).frame(DATA, 0, 1, new byte[] {'a', 'b', 'c'});

      assertThat(client.trailers(1, fields).refusal()).isNotEqualTo(200);
    }
    assertOthersAreServed();
    assertThat(backend.events).isEmpty();
  }

  /** A body that is not as long as declared is none. */
  @ParameterizedTest
  @MethodSource("lengths")
  void body_notAsLongAsDeclared_neverEnds(String length, boolean isTrailed) throws Exception {
    try (RawHttp2Client client = client()) {
      client
          .head(1, upload("content-length", length))
          .frame(DATA, isTrailed ? 0 : END_STREAM, 1, new byte[] {'a', 'b', 'c'});
      if (isTrailed) {
        client.trailers(1, "x", "y");
      }

      assertThat(client.refusal()).isNotEqualTo(200);
    }
    assertOthersAreServed();
    assertThat(backend.events).isEmpty();
  }

  static Stream<Arguments> lengths() {
    return Stream.of(
        Arguments.of("2", false),
        Arguments.of("4", false),
        Arguments.of("2", true),
        Arguments.of("4", true),
        Arguments.of("0", false));
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  private static byte[] setting(int id, int value) {
    return ByteBuffer.allocate(6).putShort((short) id).putInt(value).array();
  }

  private static Arguments attack(String name, Attack attack) {
    return Arguments.of(name, attack);
  }

  static Stream<Arguments> frames() {
    byte[] block = RawHttp2Client.block(good());
    byte[] most = number(Integer.MAX_VALUE);
    return Stream.of(
        attack("data of the connection", c -> c.frame(DATA, 0, 0, new byte[1])),
        attack("data of nobody", c -> c.frame(DATA, 0, 7, new byte[1])),
        attack("head of the connection", c -> c.frame(HEADERS, END_HEADERS, 0, block)),
        attack("stream of the server", c -> c.request(2, good())),
        attack("head after another", c -> c.frame(HEADERS, 0, 1, block).request(3, good())),
        attack("data within a head", c -> c.frame(HEADERS, 0, 1, block).frame(DATA, 1, 1, block)),
        attack("rest of no head", c -> c.frame(CONTINUATION, END_HEADERS, 1, block)),
        attack("padding", c -> c.head(1, upload()).frame(DATA, PADDED, 1, new byte[] {9, 'a'})),
        attack("padded head", c -> c.frame(HEADERS, END_HEADERS | PADDED, 1, new byte[] {9, 1})),
        attack("too large", c -> c.head(1, upload()).frame(DATA, 0, 1, new byte[FRAME_BYTES + 1])),
        attack("HPACK", c -> c.frame(HEADERS, 5, 1, new byte[] {-1, -1, -1, -1, -1, 15})),
        attack("index of nothing", c -> c.frame(HEADERS, 5, 1, new byte[] {(byte) 0xfe})),
        attack("promise", c -> c.frame(PUSH_PROMISE, END_HEADERS, 1, new byte[8])),
        attack("short ping", c -> c.frame(PING, 0, 0, new byte[7])),
        attack("ping of a stream", c -> c.frame(PING, 0, 1, new byte[8])),
        attack("short settings", c -> c.frame(SETTINGS, 0, 0, new byte[5])),
        attack("settings of a stream", c -> c.frame(SETTINGS, 0, 1, new byte[6])),
        attack("confirmed settings", c -> c.frame(SETTINGS, 1, 0, new byte[6])),
        attack("tiny frames", c -> c.frame(SETTINGS, 0, 0, setting(5, 1))),
        attack("huge window", c -> c.frame(SETTINGS, 0, 0, setting(4, Integer.MIN_VALUE))),
        attack("no more window", c -> c.frame(WINDOW_UPDATE, 0, 0, number(0))),
        attack("short window", c -> c.frame(WINDOW_UPDATE, 0, 0, new byte[3])),
        attack("endless window", c -> c.frame(WINDOW_UPDATE, 0, 0, most)),
        attack("reset of nobody", c -> c.frame(RST_STREAM, 0, 9, number(8))),
        attack("priority of nothing", c -> c.frame(PRIORITY, 0, 1, new byte[4])));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("frames")
  void frame_againstTheRules_endsItsConnectionAndNoOther(String name, Attack attack)
      throws Exception {
    try (RawHttp2Client client = client()) {
      try {
        attack.on(client);
      } catch (IOException e) {
        // It is closed already.
      }

      assertThat(client.refusal()).as(name).isZero();
    }
    assertOthersAreServed();
    assertThat(backend.events).as("bodies that came to an end").isEmpty();
    assertThat(backend.requests).filteredOn(head -> head.startsWith("GET /x ")).isEmpty();
  }

  @Test
  void stream_thatIsOlderThanAnother_isRefused() throws Exception {
    try (RawHttp2Client client = client()) {
      assertThat(client.request(5, good()).status()).isEqualTo(200);

      assertThat(client.request(3, good()).refusal()).isNotEqualTo(200);
    }
    backend.requests.clear();
    assertNothingCame();
  }

  /** Says that a stream may send more than any of them may. */
  @Test
  void moreThanTheWindowAllows_isNotTaken() throws Exception {
    ScriptedBackend silent =
        rig.backend(
            c -> {
              c.readRequest();
              c.think(20_000);
            });
    rig.balance(Map.of(), silent);
    try (RawHttp2Client client = client()) {
      client.head(1, upload());
      silent.nextRequest();

      assertThat(sent(client, 4096, c -> c.frame(DATA, 0, 1, new byte[FRAME_BYTES])))
          .as("frames of 16 KiB until the connection was ended")
          .isLessThan(4096);
    } finally {
      rig.balance(Map.of(), backend);
    }
    assertOthersAreServed();
  }

  /** A field that is said once and meant a thousand times. */
  @Test
  void head_thatIsLargeOnlyWhenItIsRead_isRefused() throws Exception {
    String value = "v".repeat(3000);
    byte[] good = RawHttp2Client.block(good());
    byte[] named = RawHttp2Client.block("x", value);
    named[0] = 0x40; // literal, to be indexed
    ByteBuffer bomb = ByteBuffer.allocate(good.length + named.length + 4000);
    bomb.put(good).put(named);
    while (bomb.hasRemaining()) {
      bomb.put((byte) (0x80 | 62)); // the newest field of the table
    }
    try (RawHttp2Client client = client()) {
      client.frame(HEADERS, END_HEADERS | END_STREAM, 1, bomb.array());

      assertThat(client.refusal()).isNotEqualTo(200);
    }
    assertNothingCame();
  }

  @Test
  void streams_beyondTheLimit_areRefused() throws Exception {
    try (RawHttp2Client client = client()) {
      for (int stream = 1; stream < 2 * 150; stream += 2) {
        client.head(stream, upload());
      }

      RawHttp2Client.Frame refused = client.next(RST_STREAM);
      assertThat(refused.payload().getInt()).as("REFUSED_STREAM").isEqualTo(7);
      assertThat(refused.stream()).isGreaterThanOrEqualTo(200);
    }
    assertOthersAreServed();
  }

  static Stream<Arguments> floods() {
    byte[] block = RawHttp2Client.block(good());
    return Stream.of(
        attack("pings", c -> c.frame(PING, 0, 0, new byte[8])),
        attack("settings", c -> c.frame(SETTINGS, 0, 0, setting(4, FLOW_CONTROL_BYTES))),
        attack("priorities", c -> c.frame(PRIORITY, 0, 1, new byte[] {0, 0, 0, 3, 1})),
        attack("empty data", c -> c.frame(DATA, 0, 1, new byte[0])),
        attack("empty rests of a head", c -> c.frame(CONTINUATION, 0, 3, new byte[0])),
        attack("rests of a head", c -> c.frame(CONTINUATION, 0, 3, block)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void flood_endsItsConnection(String name, Attack attack) throws Exception {
    try (RawHttp2Client client = client()) {
      client.head(1, upload());
      if (name.contains("rests")) {
        client.frame(HEADERS, 0, 3, RawHttp2Client.block(good()));
      }

      assertThat(sent(client, FLOOD, attack)).as(name).isLessThan(FLOOD);
    }
    assertOthersAreServed();
  }

  /** CVE-2023-44487. */
  @Test
  void requests_thatAreTakenBackAtOnce_areFewForTheBackend() throws Exception {
    int[] stream = {-1};
    try (RawHttp2Client client = client()) {
      int sent =
          sent(
              client,
              FLOOD,
              c -> {
                stream[0] += 2;
                c.request(stream[0], good()).frame(RST_STREAM, 0, stream[0], number(8));
              });

      assertThat(sent).isLessThan(FLOOD);
    }
    assertOthersAreServed();
    assertThat(backend.requests.size()).isLessThan(FLOOD / 10);
  }

  /** Returns how often something could be done until the connection was ended. */
  private static int sent(RawHttp2Client client, int most, Attack attack) throws Exception {
    for (int i = 0; i < most; i++) {
      try {
        attack.on(client);
      } catch (IOException e) {
        return i;
      }
    }
    // All of it may have been written before the end was noticed.
    return endsWithGoAway(client) ? most - 1 : most;
  }

  private static boolean endsWithGoAway(RawHttp2Client client) {
    try {
      return client.next(GOAWAY) != null;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
