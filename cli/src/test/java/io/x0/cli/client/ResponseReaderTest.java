package io.x0.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ResponseReaderTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";
  private static final int MAX_BODY = 64;

  @ParameterizedTest
  @ValueSource(
      strings = {
        OK + "Content-Length: 2\r\n\r\n{}trailing",
        OK + "content-length:2\r\nContent-Length: 2\r\n\r\n{}",
        OK + "Transfer-Encoding: Chunked\r\n\r\n1;x=y\r\n{\r\n01\r\n}\r\n0\r\n\r\n",
        OK + "Content-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nA: b\r\n\r\n",
        OK + "\r\n{}",
        "HTTP/1.0 200\n\n{}",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\n" + OK + "\r\n{}"
      })
  void read_wellFormed_givesTheBody(String text) throws IOException {
    assertThat(read(text)).isEqualTo(new Response(200, "{}", 0));
  }

  @Test
  void read_noContent_readsNoBody() throws IOException {
    assertThat(read("HTTP/1.1 204 None\r\n\r\nxx")).isEqualTo(new Response(204, "", 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|it is empty",
        "SSH-2.0-OpenSSH~~|it is not HTTP",
        "HTTP/2 200 OK~~|it is not HTTP",
        "HTTP/1.1 20x OK~~|it is not HTTP",
        "HTTP/1.1 2000 OK~~|it is not HTTP",
        "HTTP/1.1 099 OK~~|it is not HTTP",
        "HTTP/1.1 200 OK|it ends too early",
        "HTTP/1.1 200 OK~Content-Length: 3~~{}|it ends too early",
        "HTTP/1.1 200 OK~Content-Length: 3~Content-Length: 4~~{}|two lengths",
        "HTTP/1.1 200 OK~Content-Length: -3~~{}|a length that is no number",
        "HTTP/1.1 200 OK~Content-Length:~~{}|a length that is no number",
        "HTTP/1.1 200 OK~Content-Length: 9999999999999999999~~|a length that is no number",
        "HTTP/1.1 200 OK~Content-Length: 65~~{}|longer than 64 bytes",
        "HTTP/1.1 200 OK~no colon~~{}|a header without a name",
        "HTTP/1.1 200 OK~ folded: x~~{}|a header without a name",
        "HTTP/1.1 200 OK~Transfer-Encoding: gzip~~{}|a transfer encoding other than chunked",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~g~|a chunk without a size",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~123456789~|a chunk without a size",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~1~{}~0~~|a chunk is longer than it says",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~{}~|it ends too early",
        "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~FFFFFFFF~{}|longer than 64 bytes"
      })
  void read_malformed_saysWhy(String text, String why) {
    assertThatThrownBy(() -> read(text.replace("~", "\r\n")))
        .isInstanceOf(MalformedResponseException.class)
        .hasMessage(why);
  }

  @Test
  void read_endlessBody_stopsAtTheLimit() {
    assertThatThrownBy(() -> read(OK + "\r\n" + "x".repeat(MAX_BODY + 1)))
        .hasMessage("longer than 64 bytes");
  }

  @Test
  void read_endlessHead_stopsAtTheLimit() {
    assertThatThrownBy(() -> read(OK + "A: b\r\n".repeat(100_000)))
        .hasMessage("a head longer than 65536 bytes");
  }

  @Test
  void read_endlessInterimResponses_stops() {
    assertThatThrownBy(() -> read("HTTP/1.1 100 Continue\r\n\r\n".repeat(1000)))
        .hasMessage("too many interim responses");
  }

  @Test
  void read_notUtf8_isMalformed() {
    assertThatThrownBy(() -> read(OK + "\r\n\u00ff")).hasMessage("not UTF-8");
  }

  /** Valid responses, damaged at random: only a response or its own exception may come out. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void read_damaged_givesAResponseOrItsOwnException(long seed) throws IOException {
    String[] valid = {
      OK + "Content-Length: 2\r\n\r\n{}",
      OK + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\nA: b\r\n\r\n",
      "HTTP/1.1 100 Continue\r\n\r\n" + OK + "A: b\r\n\r\n{}"
    };
    Random random = new Random(seed);
    int responses = 0;
    int refusals = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes =
          valid[random.nextInt(valid.length)].getBytes(StandardCharsets.ISO_8859_1).clone();
      for (int damage = random.nextInt(4); damage > 0; damage--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int end = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      try {
        Response response = read(new ByteArrayInputStream(bytes, 0, end));
        assertThat(response.status()).isBetween(200, 599);
        responses++;
      } catch (MalformedResponseException e) {
        refusals++;
      }
    }
    assertThat(responses).isPositive();
    assertThat(refusals).isPositive();
  }

  private static Response read(String text) throws IOException {
    return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static Response read(InputStream bytes) throws IOException {
    return new ResponseReader(Channels.newChannel(bytes), MAX_BODY).read();
  }
}
