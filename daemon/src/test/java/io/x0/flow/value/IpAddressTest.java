package io.x0.flow.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0,0.0.0.0",
    "255.255.255.255,255.255.255.255",
    "10.1.2.3,10.1.2.3",
    "::,::",
    "::1,::1",
    "1::,1::",
    "2001:DB8::1,2001:db8::1",
    "1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8",
    "1:0:0:4:0:0:0:8,1:0:0:4::8",
    "1:0:3:4:5:6:7:8,1:0:3:4:5:6:7:8",
    "0:0:3:4:5:6:0:0,::3:4:5:6:0:0",
    "1::8,1::8",
    "1:2:3:4:5:6:7::,1:2:3:4:5:6:7:0",
    "::ffff:10.0.0.1,10.0.0.1",
    "64:ff9b::1.2.3.4,64:ff9b::102:304",
    "1:2:3:4:5:6:1.2.3.4,1:2:3:4:5:6:102:304",
  })
  void parse_address_readsBack(String text, String expected) throws UnknownHostException {
    IpAddress address = IpAddress.parse(text).orElseThrow();

    assertThat(address).hasToString(expected);
    assertThat(IpAddress.parse(expected)).contains(address);
    assertThat(address.toInetAddress()).isEqualTo(InetAddress.getByName(text));
    assertThat(IpAddress.of(address.toInetAddress())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.",
        "1.2.3.0004",
        "a.b.c.d",
        "1:2",
        ":",
        ":::",
        "1::2::3",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "12345::",
        "g::",
        ":1::",
        "1:::2",
        "::1.2.3",
        "::1.2.3.4:5",
        "1.2.3.4::",
        "1:2:3:4:5:6:7:1.2.3.4",
        "::1%eth0"
      })
  void parse_noAddress_isEmpty(String text) {
    assertThat(IpAddress.parse(text)).isEmpty();
  }

  @Test
  void isV4_mappedAddress_isTrue() {
    assertThat(IpAddress.parse("::ffff:1.2.3.4").orElseThrow().isV4()).isTrue();
    assertThat(IpAddress.parse("::1").orElseThrow().isV4()).isFalse();
    assertThat(IpAddress.parse("1::ffff:1.2.3.4").orElseThrow().isV4()).isFalse();
  }
}
