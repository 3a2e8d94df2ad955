package io.x0.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadTest {
  private static final byte[] NONE = {};

  private final RequestHead head = new RequestHead();

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.ISO_8859_1.decode(bytes).toString();
  }

  @Test
  void fields_areWrittenInOrder() {
    HttpFields fields =
        HttpFields.build().add("Host", "shop.test").add("Accept", "*/*").add("X-Own", "ü");

    head.begin(Requests.of("GET", "/a?b=c", fields), NONE);

    assertThat(text(head.end("GET")))
        .isEqualTo("GET /a?b=c HTTP/1.1\r\nHost: shop.test\r\nAccept: */*\r\nX-Own: ü\r\n\r\n");
  }

  @Test
  void missingHost_isThatOfTheBackend() {
    head.begin(Requests.of("GET", "/", HttpFields.EMPTY), NONE);

    assertThat(text(head.end("GET"))).isEqualTo("GET / HTTP/1.1\r\nHost: 127.0.0.1:81\r\n\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, false",
    "HEAD, false",
    "DELETE, false",
    "POST, true",
    "PUT, true",
    "PATCH, true"
  })
  void noBody_isSaidWhereOneCouldBe(String method, boolean isSaid) {
    head.begin(Requests.of(method, "/", HttpFields.EMPTY), NONE);

    assertThat(text(head.end(method)).contains("Content-Length: 0\r\n")).isEqualTo(isSaid);
  }

  @Test
  void body_isFramedByItsLengthOrInChunks() {
    head.begin(Requests.of("POST", "/", HttpFields.EMPTY), NONE);
    assertThat(text(head.end(12345))).endsWith("Content-Length: 12345\r\n\r\n");

    head.begin(Requests.of("POST", "/", HttpFields.EMPTY), NONE);
    assertThat(text(head.end(-1)))
        .endsWith("Transfer-Encoding: chunked\r\n\r\n")
        .doesNotContain("Content-Length");
  }

  @Test
  void introduction_comesFirstAndSaysThatNothingFollows() {
    head.begin(
        Requests.of("GET", "/", HttpFields.EMPTY),
        "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII));

    assertThat(text(head.end("GET")))
        .startsWith("PROXY UNKNOWN\r\nGET / HTTP/1.1\r\n")
        .contains("\r\nConnection: close\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: b", "a\nb", "a\0b", "a\u010ab", "a\u0a0db", "a\u007fb"})
  void value_cannotEndItsLine(String value) {
    head.begin(
        Requests.of("GET", "/", HttpFields.build().add("Host", "h").add("X-Probe", value)), NONE);

    assertThat(text(head.end("GET")).split("\r\n")).hasSize(3);
  }

  @Test
  void name_isOfTokensOnly() {
    head.begin(
        Requests.of("GET", "/", HttpFields.build().add("Host", "h").add("X\r\nY: z", "v")), NONE);

    assertThat(text(head.end("GET"))).contains("\r\nX??Y??z: v\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/a b", "/a\rb", "/a\nb", "/\u0120", "/\u007f"})
  void target_thatCannotBeSent_isRefused(String target) {
    assertThatThrownBy(() -> head.begin(Requests.of("GET", target, HttpFields.EMPTY), NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("target: ");
  }

  @Test
  void largeHead_isWrittenWholeAndItsMemoryNotKept() {
    String large = "x".repeat(20_000);
    head.begin(Requests.of("GET", "/", HttpFields.build().add("X-Large", large)), NONE);
    assertThat(text(head.end("GET"))).contains(large);

    head.begin(Requests.of("GET", "/", HttpFields.EMPTY), NONE);
    assertThat(head.end("GET").capacity()).isLessThanOrEqualTo(4096);
  }
}
