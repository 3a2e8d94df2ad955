package io.x0.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.link.ProxyProtocol;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntroductionTest {
  private static Upstream.Client client(String from, String to) {
    return new Upstream.Client(from, 56324, to, 443, true, "HTTP/1.1");
  }

  private static String text(Upstream.Client client) {
    return new String(Introduction.of(ProxyProtocol.V1, client), StandardCharsets.US_ASCII);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void v1_isALine() {
    assertThat(text(client("192.0.2.1", "198.51.100.7")))
        .isEqualTo("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n");
    assertThat(text(client("2001:db8::1", "2001:db8::2")))
        .isEqualTo("PROXY TCP6 2001:db8:0:0:0:0:0:1 2001:db8:0:0:0:0:0:2 56324 443\r\n");
  }

  @ParameterizedTest
  @CsvSource({"unix, 192.0.2.1", "192.0.2.1, unix", "192.0.2.1, 2001:db8::1", "'', ''"})
  void addressesThatDoNotFit_areUnknown(String from, String to) {
    assertThat(text(client(from, to))).isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(hex(Introduction.of(ProxyProtocol.V2, client(from, to))))
        .isEqualTo("0d0a0d0a000d0a515549540a20000000");
  }

  @Test
  void v2_isBinary() {
    assertThat(hex(Introduction.of(ProxyProtocol.V2, client("192.0.2.1", "198.51.100.7"))))
        .isEqualTo("0d0a0d0a000d0a515549540a2111000cc0000201c6336407dc0401bb");
    assertThat(hex(Introduction.of(ProxyProtocol.V2, client("2001:db8::1", "2001:db8::2"))))
        .isEqualTo(
            "0d0a0d0a000d0a515549540a21210024"
                + "20010db8000000000000000000000001"
                + "20010db8000000000000000000000002"
                + "dc0401bb");
  }

  @Test
  void off_isNothing() {
    assertThat(Introduction.of(ProxyProtocol.OFF, client("192.0.2.1", "192.0.2.2"))).isEmpty();
    assertThat(Introduction.ofItself(ProxyProtocol.OFF)).isEmpty();
  }

  @Test
  void ofItself_namesNobody() {
    assertThat(Introduction.ofItself(ProxyProtocol.V1)).asString().isEqualTo("PROXY UNKNOWN\r\n");
    assertThat(hex(Introduction.ofItself(ProxyProtocol.V2)))
        .isEqualTo("0d0a0d0a000d0a515549540a20000000");
  }
}
