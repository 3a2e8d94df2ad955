package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Answers that a backend can give over HTTP/2 and not over HTTP/1.1, for a client of HTTP/1.1: it
 * gets 502, or one answer that is whole, of fields that are one line each.
 */
@Timeout(60)
class HostileHttp2AnswersIT {
  private static final int PREFACE_BYTES = 24;

  /** Heads of answers without a body: names and values in turn. */
  static final List<List<String>> HEADS =
      List.of(
          List.of(":status", "200", "x", "a\r\nevil: b"),
          List.of(":status", "200", "x", "a\nevil: b"),
          List.of(":status", "200", "x", "a\revil: b"),
          List.of(":status", "200", "x", "a\u0000evil: b"),
          List.of(":status", "200", "x", "a\r\n\r\nHTTP/1.1 200 OK\r\nevil: b"),
          List.of(":status", "200", "x\r\nevil: b", "a"),
          List.of(":status", "200", "evil: b", "a"),
          List.of(":status", "200", "evil ", "a"),
          List.of(":status", "200", "", "a"),
          List.of(":status", "200", "Evil", "a"),
          List.of(":status", "200", ":evil", "a"),
          List.of(":status", "200", ":path", "/evil"),
          List.of(":status", "200", ":status", "200", "evil", "a"),
          List.of("x", "a", ":status", "200", "evil", "a"),
          List.of("evil", "a"),
          List.of(":status", "", "evil", "a"),
          List.of(":status", "abc", "evil", "a"),
          List.of(":status", "20", "evil", "a"),
          List.of(":status", "2000", "evil", "a"),
          List.of(":status", "-200", "evil", "a"),
          List.of(":status", "101", "evil", "a"),
          List.of(":status", "200", "transfer-encoding", "chunked"),
          List.of(":status", "200", "content-length", "5"),
          List.of(":status", "200", "content-length", "-5"),
          List.of(":status", "200", "content-length", "5, 6"),
          List.of(":status", "200", "content-length", "0", "content-length", "5"));

  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private static String frame(int type, int flags, int stream, byte[] payload) {
    ByteBuffer out = ByteBuffer.allocate(9 + payload.length);
    out.put((byte) 0).putShort((short) payload.length).put((byte) type).put((byte) flags);
    out.putInt(stream).put(payload);
    return new String(out.array(), StandardCharsets.ISO_8859_1);
  }

  /** A backend that answers the first request so, and others well. */
  private ScriptedBackend backend(List<String> head) throws Exception {
    AtomicBoolean isFirst = new AtomicBoolean(true);
    return rig.backend(
        c -> {
          c.read(PREFACE_BYTES);
          c.write(frame(RawHttp2Client.SETTINGS, 0, 0, new byte[0]));
          for (String start = c.read(9); start.length() == 9; start = c.read(9)) {
            c.read(start.charAt(0) << 16 | start.charAt(1) << 8 | start.charAt(2));
            int type = start.charAt(3);
            if (type == RawHttp2Client.SETTINGS && start.charAt(4) == 0) {
              c.write(frame(RawHttp2Client.SETTINGS, 1, 0, new byte[0]));
            } else if (type == RawHttp2Client.HEADERS) {
              List<String> fields =
                  isFirst.getAndSet(false) ? head : List.of(":status", "204", "good", "yes");
              c.write(
                  frame(
                      RawHttp2Client.HEADERS,
                      RawHttp2Client.END_STREAM | RawHttp2Client.END_HEADERS,
                      start.charAt(5) << 24
                          | start.charAt(6) << 16
                          | start.charAt(7) << 8
                          | start.charAt(8),
                      RawHttp2Client.block(fields.toArray(String[]::new))));
            }
          }
        });
  }

  @ParameterizedTest
  @FieldSource("HEADS")
  void answer_thatHttp1WouldSayOtherwise_isOneAnswerOr502(List<String> head) throws Exception {
    ScriptedBackend backend = backend(head);
    rig.balanceTo(
        Map.of("max-retry-count", "0", "read-timeout", "1s"),
        8,
        List.of("h2c://127.0.0.1:" + backend.port()),
        Map.of());
    RawClient client = rig.client();

    RawClient.Answer got = client.get("/").answer();

    String said = got.head().toLowerCase(Locale.ROOT);
    // An answer without a status is none, which the timeout tells.
    boolean isRefused = got.status() == 502 || (got.status() == 504 && head.contains("evil"));
    assertThat(isRefused || (got.status() == 200 && got.complete())).as(got.toString()).isTrue();
    assertThat(said).doesNotContain("\nevil", "\revil", "\u0000", "path");
    assertThat(said.contains("content-length:") && said.contains("transfer-encoding:")).isFalse();

    RawClient.Answer next = client.get("/next").answer();
    assertThat(next.status()).as("the next answer is that of the next request").isEqualTo(204);
    assertThat(next.header("good")).isEqualTo("yes");
  }
}
