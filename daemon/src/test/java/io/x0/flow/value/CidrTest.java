package io.x0.flow.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8,10.255.255.255,true",
    "10.0.0.0/8,11.0.0.0,false",
    "10.0.0.0/8,9.255.255.255,false",
    "10.0.0.1/32,10.0.0.1,true",
    "10.0.0.1/32,10.0.0.0,false",
    "10.0.0.1,10.0.0.1,true",
    "0.0.0.0/0,1.2.3.4,true",
    "0.0.0.0/0,::1,false",
    "::/0,1.2.3.4,true",
    "10.0.0.0/31,10.0.0.1,true",
    "10.0.0.0/31,10.0.0.2,false",
    "2001:db8::/32,2001:db8:ffff::1,true",
    "2001:db8::/32,2001:db9::1,false",
    "2001:db8::/64,2001:db8::1:2:3:4,true",
    "2001:db8::/64,2001:db8:0:1::,false",
    "2001:db8::/65,2001:db8::8000:0:0:0,false",
    "2001:db8::/65,2001:db8::7000:0:0:0,true",
    "::1/128,::1,true",
    "::1/128,::2,false",
  })
  void contains_address_comparesThePrefix(String network, String address, boolean expected) {
    Cidr cidr = Cidr.parse(network).orElseThrow();

    assertThat(cidr.contains(IpAddress.parse(address).orElseThrow())).isEqualTo(expected);
  }

  @Test
  void contains_network_needsALongerPrefix() {
    Cidr wide = Cidr.parse("10.0.0.0/8").orElseThrow();
    Cidr narrow = Cidr.parse("10.1.0.0/16").orElseThrow();

    assertThat(wide.contains(narrow)).isTrue();
    assertThat(wide.contains(wide)).isTrue();
    assertThat(narrow.contains(wide)).isFalse();
    assertThat(Cidr.parse("10.0.0.0/16").orElseThrow().contains(wide)).isFalse();
  }

  @Test
  void toString_network_hasItsOtherBitsCleared() {
    assertThat(Cidr.parse("10.1.2.3/8").orElseThrow()).hasToString("10.0.0.0/8");
    assertThat(Cidr.parse("2001:db8::1/32").orElseThrow()).hasToString("2001:db8::/32");
    assertThat(Cidr.parse("::/0").orElseThrow()).hasToString("::/0");
    assertThat(Cidr.parse("0.0.0.0/0").orElseThrow()).hasToString("0.0.0.0/0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"10.0.0.0/33", "::/129", "10.0.0.0/", "10.0.0.0/x", "/8", "10/8", "::/1000"})
  void parse_noNetwork_isEmpty(String text) {
    assertThat(Cidr.parse(text)).isEmpty();
  }

  @Test
  void new_prefixOutOfRange_isRefused() {
    IpAddress address = IpAddress.parse("::").orElseThrow();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Cidr(address, 129))
        .withMessage("prefix: 129 (expected: 0 to 128)");
    assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(address, -1));
  }
}
