package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.flow.value.Cidr;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The binary header of the PROXY protocol before a request, from those who may send it. */
@Timeout(60)
class ProxyProtocolIT {
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final int LOCAL = 0x20;
  private static final int PROXY = 0x21;
  private static final int TCP4 = 0x11;
  private static final int TCP6 = 0x21;
  private static final byte[] FROM_192_0_2_7 = {
    (byte) 192, 0, 2, 7, (byte) 192, 0, 2, 1, 0x13, (byte) 0x88, 0x01, (byte) 0xbb
  };
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n";

  private ProxyRig rig;
  private ScriptedBackend backend;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
    backend = rig.answering("here");
    rig.balance(Map.of(), backend);
    rig.speak(new Wire(null, List.of(Cidr.parse("127.0.0.0/8").orElseThrow())));
  }

  @AfterEach
  void stop() throws Exception {
    rig.close();
  }

  private static String header(int command, int family, byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer out = ByteBuffer.allocate(4 + length);
    out.put((byte) command).put((byte) family).putShort((short) length);
    for (byte[] part : parts) {
      out.put(part);
    }
    return SIGNATURE + new String(out.array(), StandardCharsets.ISO_8859_1);
  }

  private static byte[] tlv(int type, String value) {
    ByteBuffer out = ByteBuffer.allocate(3 + value.length());
    out.put((byte) type).putShort((short) value.length());
    return out.put(value.getBytes(StandardCharsets.ISO_8859_1)).array();
  }

  private String forwardedFor(String header) throws Exception {
    assertThat(rig.client().send(header + REQUEST).answer().body()).isEqualTo("here");
    for (String line : backend.nextRequest().split("\r\n")) {
      if (line.startsWith("X-Forwarded-For: ")) {
        return line.substring("X-Forwarded-For: ".length());
      }
    }
    return "";
  }

  @Test
  void version2_saysWhoTheClientIs() throws Exception {
    assertThat(forwardedFor(header(PROXY, TCP4, FROM_192_0_2_7))).isEqualTo("192.0.2.7");
  }

  @Test
  void version2_overIpv6_saysWhoTheClientIs() throws Exception {
    byte[] addresses = new byte[36];
    addresses[0] = 0x20;
    addresses[1] = 0x01;
    addresses[2] = 0x0d;
    addresses[3] = (byte) 0xb8;
    addresses[15] = 7;
    addresses[31] = 1;
    assertThat(forwardedFor(header(PROXY, TCP6, addresses))).isEqualTo("2001:db8:0:0:0:0:0:7");
  }

  /** ALPN, authority and what x0 does not know: skipped, whatever is in them. */
  @Test
  void version2_withMoreToSay_isReadToItsEnd() throws Exception {
    String header =
        header(
            PROXY,
            TCP4,
            FROM_192_0_2_7,
            tlv(0x01, "h2"),
            tlv(0x02, "shop.test"),
            tlv(0xe0, "GET /smuggled HTTP/1.1\r\n\r\n"),
            tlv(0x04, "x".repeat(300)));

    assertThat(forwardedFor(header)).isEqualTo("192.0.2.7");
    assertThat(backend.requests).as("nothing in it is a request").isEmpty();
  }

  /** A proxy that checks whether x0 is alive speaks for itself. */
  @Test
  void version2_local_isTheProxyItself() throws Exception {
    assertThat(forwardedFor(header(LOCAL, 0))).isEqualTo("127.0.0.1");
    assertThat(forwardedFor(header(LOCAL, TCP4, FROM_192_0_2_7))).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        REQUEST,
        "\r\n\r\n\0\r\nQUIT\n\u0031\u0011\0\014abcdefghijkl" + REQUEST,
        "\r\n\r\n\0\r\nQUIX\n\u0021\u0011\0\014abcdefghijkl" + REQUEST,
        "PROXY TCP4 nonsense\r\n" + REQUEST
      })
  void anythingElse_isClosedWithoutAnAnswer(String bytes) throws Exception {
    assertThat(rig.client().send(bytes).isClosed()).isTrue();
    assertThat(backend.requests).isEmpty();
  }

  /** What is missing is taken from the request, which is none then. */
  @Test
  void version2_shorterThanItsAddresses_isNoRequest() throws Exception {
    byte[] four = {(byte) 192, 0, 2, 7};

    assertThat(rig.client().send(header(PROXY, TCP4, four) + REQUEST).answer().status())
        .isEqualTo(400);
    assertThat(backend.requests).isEmpty();
  }

  @Test
  void sourceThatIsNotListed_isClosedWithoutAnAnswer() throws Exception {
    rig.speak(new Wire(null, List.of(Cidr.parse("10.0.0.0/8").orElseThrow())));

    RawClient client = rig.client();
    try {
      client.send(header(PROXY, TCP4, FROM_192_0_2_7) + REQUEST);
    } catch (java.net.SocketException e) {
      // It was closed before all of it was sent.
    }

    assertThat(client.isClosed()).isTrue();
    assertThat(backend.requests).isEmpty();
  }
}
