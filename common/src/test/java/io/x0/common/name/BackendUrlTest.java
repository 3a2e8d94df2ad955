package io.x0.common.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import io.x0.common.name.BackendUrl.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendUrlTest {
  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080, 127.0.0.1, 8080",
    "http://10.0.0.1, 10.0.0.1, 80",
    "http://10.0.0.1/, 10.0.0.1, 80",
    "http://0.0.0.0:1, 0.0.0.0, 1",
    "http://255.255.255.255:65535, 255.255.255.255, 65535",
    "http://[::1]:8080, ::1, 8080",
    "http://[::1], ::1, 80",
    "http://[2001:DB8::1]:81/, 2001:DB8::1, 81",
    "http://[::ffff:10.0.0.1]:81, ::ffff:10.0.0.1, 81",
    "http://localhost:8080, localhost, 8080",
    "http://a, a, 80",
    "http://b1.shop_eu.example.:8080, b1.shop_eu.example., 8080",
    "http://Web-1.Example:00080, Web-1.Example, 80",
    "http://1a.2b:80, 1a.2b, 80"
  })
  void parse_tcp_isHostAndPort(String text, String host, int port) {
    BackendUrl url = BackendUrl.parse("url", text);

    assertThat(url).isEqualTo(new BackendUrl(Protocol.HTTP, host, port, ""));
    assertThat(url.isUnix()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1, http://127.0.0.1:80",
    "http://[::1]:8080/, http://[::1]:8080",
    "http://b1.example:00081, http://b1.example:81",
    "http+unix:/run/b.sock, http+unix:/run/b.sock"
  })
  void toString_normalised_readsBackAsTheSame(String text, String normal) {
    BackendUrl url = BackendUrl.parse("url", text);

    assertThat(url).hasToString(normal);
    assertThat(BackendUrl.parse("url", normal)).isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource({
    "https://b1.example, HTTPS, https://b1.example:443",
    "https://[::1]:8443/, HTTPS, https://[::1]:8443",
    "h2c://10.0.0.1, H2C, h2c://10.0.0.1:80",
    "fcgi://10.0.0.1, FCGI, fcgi://10.0.0.1:9000",
    "fcgi+unix:/run/php.sock, FCGI, fcgi+unix:/run/php.sock",
    "h2c+unix:/run/b.sock, H2C, h2c+unix:/run/b.sock"
  })
  void parse_otherProtocols_haveTheirOwnPorts(String text, Protocol protocol, String normal) {
    BackendUrl url = BackendUrl.parse("url", text);

    assertThat(url.protocol()).isEqualTo(protocol);
    assertThat(url).hasToString(normal);
    assertThat(BackendUrl.parse("url", normal)).isEqualTo(url);
  }

  @Test
  void authority_isWhatAConnectionNeeds() {
    assertThat(BackendUrl.parse("url", "http://10.0.0.1").authority()).isEqualTo("10.0.0.1:80");
    assertThat(BackendUrl.parse("url", "http://[::1]:8").authority()).isEqualTo("[::1]:8");
    assertThat(BackendUrl.parse("url", "http+unix:/run/b").authority()).isEqualTo("/run/b");
  }

  @Test
  void parse_unix_isAPath() {
    BackendUrl url = BackendUrl.parse("url", "http+unix:/run/x0:d/b-1.sock");

    assertThat(url).isEqualTo(new BackendUrl(Protocol.HTTP, "", 0, "/run/x0:d/b-1.sock"));
    assertThat(url.isUnix()).isTrue();
  }

  @Test
  void parse_unixPath_isAsLongAsASocketMayBe() {
    String longest = "http+unix:/" + "p".repeat(105);

    assertThat(BackendUrl.parse("url", longest)).hasToString(longest);
    assertThatThrownBy(() -> BackendUrl.parse("url", longest + "p"))
        .isInstanceOf(InvalidValueException.class);
    String accents = "http+unix:/p" + "\u00e9".repeat(52);
    assertThat(BackendUrl.parse("url", accents)).hasToString(accents);
    assertThatThrownBy(() -> BackendUrl.parse("url", accents + "p"))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void parse_hostName_isAsLongAsDnsAllows() {
    String label = "a".repeat(63);
    String longest = label + "." + label + "." + label + "." + "a".repeat(61);

    assertThat(BackendUrl.parse("url", "http://" + longest).host()).hasSize(253);
    assertThatThrownBy(() -> BackendUrl.parse("url", "http://" + longest + "a"))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> BackendUrl.parse("url", "http://a" + label))
        .isInstanceOf(InvalidValueException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "http",
        "http:",
        "http:/",
        "http://",
        "http:///",
        "http://:80",
        "//h:80",
        "h:80",
        "127.0.0.1",
        "/run/b.sock",
        "HTTP://h:80",
        "Http://h",
        "https+unix:/run/b",
        "h2://h",
        "fastcgi://h",
        "ftp://h",
        "http+tcp://h",
        "ws://h",
        " http://h",
        "http://h ",
        "http://h\n",
        "http://h h",
        "http ://h",
        "http://h/path",
        "http://h//",
        "http://h:80/x",
        "http://h?query",
        "http://h/?q=1",
        "http://h#fragment",
        "http://user@h",
        "http://user:secret@h:80",
        "http://@h",
        "http://h:",
        "http://h:+80",
        "http://h:-1",
        "http://h:8 0",
        "http://h:http",
        "http://h:80:80",
        "http://h:0x50",
        "http://h:123456",
        "http://h:\u0661",
        "http://-h",
        "http://h-",
        "http://h.-x",
        "http://h-.x",
        "http://.h",
        "http://h..x",
        "http://.",
        "http://h!",
        "http://h%20",
        "http://h*",
        "http://h\\x",
        "http://h\u0000",
        "http://h\u007f",
        "http://h\tx",
        "http://\u00e9",
        "http://h\u200b",
        "http://256.0.0.1",
        "http://1.2.3",
        "http://1.2.3.4.5",
        "http://1.2.3.4.",
        "http://01.2.3.4",
        "http://1..2.3",
        "http://8080",
        "http://[]",
        "http://[]:80",
        "http://[::1",
        "http://::1",
        "http://::1:80",
        "http://[::1]80",
        "http://[::1]]:80",
        "http://[[::1]]:80",
        "http://[1:2:3]",
        "http://[::::]",
        "http://[::12345]",
        "http://[1.2.3.4]",
        "http://[localhost]",
        "http://[fe80::1%eth0]",
        "http+unix:",
        "http+unix:run/b.sock",
        "http+unix:/",
        "http+unix:/run/b.sock?x",
        "http+unix:/run/b.sock#x",
        "http+unix:/run/b sock",
        "http+unix:/run/b\nsock",
        "http+unix:/run/b\u0000sock",
        "http+unix:/run/b\u001b[31m",
        "http+unix:/run/b\u007f",
        "http+unix:/run/\u200b",
        "http+unix:/run/\u202eb",
        "HTTP+unix:/run/b",
        "https+unix:/run/b.sock",
        "http+unix:/run/b\n"
      })
  void parse_garbage_isRefused(String text) {
    assertThatThrownBy(() -> BackendUrl.parse("url", text))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("url: ")
        .hasMessageEndingWith(
            "(expected: PROTOCOL://HOST:PORT with http, https, h2c or fcgi, or http+unix:/PATH,"
                + " fcgi+unix:/PATH, such as http://127.0.0.1:8080)")
        .extracting(e -> ((InvalidValueException) e).field())
        .isEqualTo("url");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "00000", "65536", "99999"})
  void parse_portThatIsNone_isRefusedUnderTheNameOfTheUrl(String port) {
    assertThatThrownBy(() -> BackendUrl.parse("backend b1", "http://h:" + port))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("backend b1: http://h:" + port + " (expected: a port from 1 to 65535)");
  }

  @Test
  void parse_veryLongGarbage_isRefusedAtOnce() {
    assertThatThrownBy(() -> BackendUrl.parse("url", "http://" + "a-".repeat(500_000)))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> BackendUrl.parse("url", "http://" + "a.".repeat(500_000) + "!"))
        .isInstanceOf(InvalidValueException.class);
  }
}
