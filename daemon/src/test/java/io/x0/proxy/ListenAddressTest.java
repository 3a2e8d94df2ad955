package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8080, 127.0.0.1, 8080, 127.0.0.1:8080",
    "localhost:0, localhost, 0, localhost:0",
    "web-1.example:65535, web-1.example, 65535, web-1.example:65535",
    ":80, 0.0.0.0, 80, 0.0.0.0:80",
    "*:80, 0.0.0.0, 80, 0.0.0.0:80",
    "0.0.0.0:80, 0.0.0.0, 80, 0.0.0.0:80",
    "[::]:80, ::, 80, [::]:80",
    "[::1]:8080, ::1, 8080, [::1]:8080",
    "[2001:db8::1]:443, 2001:db8::1, 443, [2001:db8::1]:443"
  })
  void parse_address_isHostAndPort(String text, String host, int port, String shown) {
    ListenAddress address = ListenAddress.parse(text);

    assertThat(address).isEqualTo(new ListenAddress(host, port)).hasToString(shown);
    assertThat(ListenAddress.parse(shown)).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "8080",
        "127.0.0.1",
        "::1:80",
        "::1",
        "[]:80",
        "[:80",
        "]:80",
        "[*]:80",
        "[abc]:80",
        "[1.2.3.4]:80",
        "[:::]:80",
        "[::1:80",
        "::1]:80",
        "[[::1]]:80",
        "a b:80",
        "a/b:80",
        "http://h:80",
        "256.1.1.1:80",
        "1.2.3:80",
        "-h:80",
        "h_!:80",
        " :80",
        "**:80",
        "\n:80"
      })
  void parse_garbage_isRefused(String text) {
    assertThatThrownBy(() -> ListenAddress.parse(text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("listen: ")
        .hasMessageContaining("HOST:PORT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "65536", "99999", "+1", "x", "8 0", "80 ", "80/", "0x50"})
  void parse_badPort_isRefused(String port) {
    assertThatThrownBy(() -> ListenAddress.parse("127.0.0.1:" + port))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("port: ")
        .hasMessageEndingWith("(expected: a whole number from 0 to 65535)");
  }
}
