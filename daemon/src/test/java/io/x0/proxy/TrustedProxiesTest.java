package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
  private static final TrustedProxies TRUSTED =
      new TrustedProxies(
          List.of(
              Cidr.parse("10.0.0.0/8").orElseThrow(), Cidr.parse("2001:db8::/32").orElseThrow()));

  private static String client(String peer, String... values) {
    HttpFields.Mutable fields = HttpFields.build();
    for (String value : values) {
      fields.add("X-Forwarded-For", value);
    }
    return Objects.requireNonNull(
            TRUSTED.client(FakeRequest.of(fields, peer, HttpVersion.HTTP_1_1, false)))
        .toString();
  }

  private static List<String> toServer(String peer, String... lines) {
    HttpFields.Mutable fields = HttpFields.build();
    for (String line : lines) {
      int colon = line.indexOf(':');
      fields.add(line.substring(0, colon), line.substring(colon + 1).trim());
    }
    return new HeaderRules("x0d", TRUSTED)
        .toServer(FakeRequest.of(fields, peer, HttpVersion.HTTP_1_1, false)).stream()
            .map(HttpField::toString)
            .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1.2.3.4|9.9.9.9|1.2.3.4",
        "10.0.0.1|9.9.9.9|9.9.9.9",
        "10.0.0.1|6.6.6.6, 9.9.9.9|9.9.9.9",
        "10.0.0.1|6.6.6.6, 9.9.9.9, 10.0.0.2|9.9.9.9",
        "10.0.0.1|10.0.0.3, 10.0.0.2|10.0.0.3",
        "10.0.0.1|nonsense, 10.0.0.2|10.0.0.2",
        "10.0.0.1|9.9.9.9, nonsense|10.0.0.1",
        "10.0.0.1|9.9.9.9:4711|9.9.9.9",
        "10.0.0.1|[2001:db9::1]:80|2001:db9::1",
        "10.0.0.1|[2001:db9::1]|2001:db9::1",
        "10.0.0.1|2001:db9::1|2001:db9::1",
        "2001:db8::1|9.9.9.9|9.9.9.9",
        "10.0.0.1|9.9.9.9,|10.0.0.1",
        "10.0.0.1|,|10.0.0.1",
        "10.0.0.1|''|10.0.0.1",
        "10.0.0.1|9.9.9.9:port|10.0.0.1",
        "10.0.0.1|unknown|10.0.0.1",
        "10.0.0.1|999.9.9.9|10.0.0.1",
        "10.0.0.1|9.9.9.9 8.8.8.8|10.0.0.1"
      })
  void client_isTheRightmostThatIsNotTrusted(String peer, String chain, String expected) {
    assertThat(client(peer, chain)).isEqualTo(expected);
  }

  @Test
  void client_severalFields_areOneChain() {
    assertThat(client("10.0.0.1", "6.6.6.6", "9.9.9.9", "10.0.0.2")).isEqualTo("9.9.9.9");
  }

  @Test
  void client_noField_isThePeer() {
    assertThat(client("10.0.0.1")).isEqualTo("10.0.0.1");
  }

  /** Whatever a client says, what the trusted proxies put behind it decides. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void client_hostileChain_changesNothing(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String forged = forged(random);
      List<String> behind = new ArrayList<>(List.of("9.9.9." + random.nextInt(256)));
      for (int hop = random.nextInt(4); hop > 0; hop--) {
        behind.add("10.1.2." + random.nextInt(256));
      }
      String chain = forged + ", " + String.join(", ", behind);

      assertThat(client("10.0.0.1", chain)).as(chain).isEqualTo(behind.get(0));
      assertThat(client("8.8.8.8", chain)).as(chain).isEqualTo("8.8.8.8");
      String passed =
          toServer("10.0.0.1", "X-Forwarded-For: " + chain).stream()
              .filter(line -> line.startsWith("X-Forwarded-For: "))
              .findFirst()
              .orElseThrow()
              .substring(17);
      assertThat(passed).endsWith(String.join(", ", behind) + ", 10.0.0.1");
      assertThat(passed.split(", ")).allMatch(entry -> IpAddress.parse(entry).isPresent());
    }
  }

  private static String forged(Random random) {
    String alphabet = "0123456789abcdef.:,[] \t\"\\;=%_x\u00e4";
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      out.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return out.toString();
  }

  @Test
  void toServer_fromATrustedProxy_continuesWhatItSaid() {
    assertThat(
            toServer(
                "10.0.0.1",
                "Host: inner.test",
                "X-Forwarded-For: 6.6.6.6, 9.9.9.9",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: shop.test:444",
                "Forwarded: for=9.9.9.9;proto=https"))
        .containsExactly(
            "Host: inner.test",
            "X-Forwarded-For: 6.6.6.6, 9.9.9.9, 10.0.0.1",
            "X-Forwarded-Proto: https",
            "X-Forwarded-Host: shop.test:444",
            "Forwarded: for=9.9.9.9;proto=https, for=10.0.0.1;host=\"inner.test\";proto=http",
            "Via: 1.1 x0d");
  }

  @Test
  void toServer_fromAnybodyElse_replacesWhatItSaid() {
    assertThat(
            toServer(
                "9.9.9.9",
                "Host: shop.test",
                "X-Forwarded-For: 6.6.6.6",
                "X-Forwarded-Proto: https",
                "X-Forwarded-Host: evil.test",
                "Forwarded: for=6.6.6.6"))
        .containsExactly(
            "Host: shop.test",
            "X-Forwarded-For: 9.9.9.9",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: shop.test",
            "Forwarded: for=9.9.9.9;host=\"shop.test\";proto=http",
            "Via: 1.1 x0d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-Proto: gopher",
        "X-Forwarded-Host: a b",
        "X-Forwarded-Host: evil\"",
        "Forwarded: for=\"1.2.3.4",
        "Forwarded: for=\"1.2.3.4\\",
        "Forwarded: for=<x>",
        "X-Forwarded-For: nonsense"
      })
  void toServer_malformedEvenFromATrustedProxy_isDropped(String line) {
    assertThat(toServer("10.0.0.1", "Host: shop.test", line))
        .containsExactly(
            "Host: shop.test",
            "X-Forwarded-For: 10.0.0.1",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: shop.test",
            "Forwarded: for=10.0.0.1;host=\"shop.test\";proto=http",
            "Via: 1.1 x0d");
  }
}
