package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemandTest {
  @ParameterizedTest
  @CsvSource({
    "shop.test,shop.test",
    "Shop.TEST,shop.test",
    "shop.test.,shop.test",
    "localhost,localhost",
    "xn--bcher-kva.example,xn--bcher-kva.example",
    "*.Shop.test.,*.shop.test",
    "*.org,*.org",
    "127.0.0.1,127.0.0.1",
    "1.shop.test,1.shop.test"
  })
  void of_hostname_isInLowerCaseWithoutADotAtItsEnd(String text, String expected) {
    assertThat(Demand.of(Map.of("hostname", text))).isEqualTo(new Demand(expected, 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "*",
        "*.",
        ".",
        "a..b",
        ".a",
        "a..",
        "*.*.test",
        "a.*.test",
        "*a.test",
        "*.127.0.0.1",
        "*.0.0.1",
        "1.2.3",
        "-a.test",
        "a-.test",
        "a b",
        "a.test:80",
        "[::1]",
        "::1",
        "b\u00fccher.example",
        "\u212aelvin.test",
        "http://a.test",
        "a/b",
        "a\n"
      })
  void of_noHostname_isRefused(String text) {
    assertThatThrownBy(() -> Demand.of(Map.of("hostname", text)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("hostname: ")
        .hasMessageContaining("such as shop.example.org")
        .hasMessageNotContaining("\n");
  }

  @Test
  void of_hostnameOf253Characters_isTheLongest() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));

    assertThat(Demand.of(Map.of("hostname", longest)).hostname()).hasSize(253);
    assertThat(Demand.of(Map.of("hostname", longest + ".")).hostname()).hasSize(253);
    assertThatThrownBy(() -> Demand.of(Map.of("hostname", longest + "a")))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Demand.of(Map.of("hostname", "*." + longest)))
        .isInstanceOf(InvalidValueException.class);
  }

  @ParameterizedTest
  @CsvSource({"1", "80", "65535"})
  void of_port_isThatPort(int port) {
    assertThat(Demand.of(Map.of("port", "" + port))).isEqualTo(new Demand("", port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "http", "8e1", " 80"})
  void of_noPort_isRefused(String text) {
    assertThatThrownBy(() -> Demand.of(Map.of("port", text)))
        .hasMessageContaining("(expected: a whole number from 1 to 65535)");
  }

  @Test
  void constructor_notInItsForm_isRefused() {
    assertThatThrownBy(() -> new Demand("A.test", 0)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new Demand("a.test.", 0)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new Demand("", 0)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new Demand("", 65536)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> new Demand("a.test", -1)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void taken_partOfTheSettings_leavesTheOthersAlone() {
    Map<String, String> settings = new HashMap<>(Map.of("port", "81", "queue-limit", "3"));

    assertThat(Demand.taken(new Demand("a.test", 80), settings))
        .isEqualTo(new Demand("a.test", 81));
    assertThat(settings).isEqualTo(Map.of("queue-limit", "3"));
  }

  @Test
  void taken_emptyTexts_removeWhatTheySayButNotAll() {
    Demand both = new Demand("a.test", 80);
    assertThat(Demand.taken(both, new HashMap<>(Map.of("port", ""))))
        .isEqualTo(new Demand("a.test", 0));
    assertThat(Demand.taken(both, new HashMap<>(Map.of("hostname", ""))))
        .isEqualTo(new Demand("", 80));
    assertThatThrownBy(() -> Demand.taken(both, new HashMap<>(Map.of("hostname", "", "port", ""))))
        .hasMessage(
            "hostname: '' (expected: a hostname or a port: a director on demand needs one of"
                + " them)");
    assertThatThrownBy(() -> Demand.taken(new Demand("", 80), new HashMap<>(Map.of("port", ""))))
        .hasMessageStartingWith("port: ''");
  }

  @Test
  void texts_areThoseItIsMadeOf() {
    for (Demand demand :
        new Demand[] {new Demand("a.test", 80), new Demand("", 80), new Demand("*.a.test", 0)}) {
      assertThat(Demand.of(demand.texts())).isEqualTo(demand);
    }
    assertThat(new Demand("a.test", 0).texts()).isEqualTo(Map.of("hostname", "a.test"));
  }

  @Test
  void toString_isForAnOperator() {
    assertThat(new Demand("a.test", 80)).hasToString("hostname a.test and port 80");
    assertThat(new Demand("a.test", 0)).hasToString("hostname a.test");
    assertThat(new Demand("", 80)).hasToString("port 80");
  }
}
