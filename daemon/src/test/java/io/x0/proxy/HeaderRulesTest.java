package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderRulesTest {
  private final HeaderRules rules = new HeaderRules("x0d", TrustedProxies.NONE);

  private static HttpFields fields(String... lines) {
    HttpFields.Mutable fields = HttpFields.build();
    for (String line : lines) {
      int colon = line.indexOf(':');
      fields.add(line.substring(0, colon), line.substring(colon + 1).trim());
    }
    return fields;
  }

  private static List<String> lines(HttpFields fields) {
    return fields.stream().map(HttpField::toString).toList();
  }

  private List<String> toServer(String... lines) {
    return lines(
        rules.toServer(FakeRequest.of(fields(lines), "10.0.0.7", HttpVersion.HTTP_1_1, false)));
  }

  private List<String> toClient(String... lines) {
    HttpFields.Mutable out = HttpFields.build();
    rules.toClient(fields(lines), out);
    return lines(out);
  }

  @Test
  void toServer_addsWhereTheRequestComesFrom() {
    assertThat(toServer("Host: shop.test:81", "Accept: */*"))
        .containsExactly(
            "Host: shop.test:81",
            "Accept: */*",
            "X-Forwarded-For: 10.0.0.7",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: shop.test:81",
            "Forwarded: for=10.0.0.7;host=\"shop.test:81\";proto=http",
            "Via: 1.1 x0d");
  }

  @Test
  void toServer_ipv6OverTlsWithHttp10_isSpeltAsEachFieldWants() {
    HttpFields out =
        rules.toServer(FakeRequest.of(fields("A: b"), "2001:db8::7", HttpVersion.HTTP_1_0, true));

    assertThat(lines(out))
        .containsExactly(
            "A: b",
            "X-Forwarded-For: 2001:db8:0:0:0:0:0:7",
            "X-Forwarded-Proto: https",
            "Forwarded: for=\"[2001:db8:0:0:0:0:0:7]\";proto=https",
            "Via: 1.0 x0d");
  }

  @Test
  void toServer_hostWithQuotes_cannotForgeForwarded() {
    assertThat(toServer("Host: a\";for=1.2.3.4;x=\"\\"))
        .contains("Forwarded: for=10.0.0.7;host=\"a\\\";for=1.2.3.4;x=\\\"\\\\\";proto=http");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection: close",
        "Keep-Alive: timeout=5",
        "Proxy-Connection: keep-alive",
        "Proxy-Authenticate: Basic",
        "Proxy-Authorization: Basic eDp5",
        "TE: gzip",
        "Trailer: X",
        "Transfer-Encoding: chunked",
        "Upgrade: websocket",
        "HTTP2-Settings: AAMAAABkAAQAAP__",
        "hTtP2-sEtTiNgS: x"
      })
  void hopByHop_neverPasses(String line) {
    assertThat(toServer(line, "A: b")).contains("A: b").doesNotContain(line);
    assertThat(toClient(line, "A: b")).containsExactly("A: b", "Via: 1.1 x0d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Forwarded: for=1.2.3.4",
        "X-Forwarded-For: 1.2.3.4",
        "X-Forwarded-Proto: https",
        "X-Forwarded-Host: evil",
        "X-Forwarded-Port: 1",
        "X-Forwarded-Server: evil",
        "X-Real-IP: 1.2.3.4",
        "Proxy: http://evil",
        "Expect: 100-continue",
        "Content-Length: 7",
        "X-X0-Anything: x",
        "X_Forwarded_For: 1.2.3.4",
        "X-Forwarded_For: 1.2.3.4",
        "Transfer_Encoding: chunked",
        "Content_Length: 7",
        "Any_Name: x"
      })
  void toServer_whatAClientMayNotSay_isReplaced(String line) {
    assertThat(toServer(line, "A: b")).contains("A: b").doesNotContain(line);
  }

  @Test
  void connection_nominatedFields_areRemoved() {
    assertThat(
            toServer(
                "Connection: close, X-Secret",
                "Connection: x-OTHER",
                "X-Secret: 1",
                "x-other: 2",
                "X-Kept: 3"))
        .contains("X-Kept: 3")
        .noneMatch(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("x-secret"))
        .noneMatch(line -> line.startsWith("x-other"));
    assertThat(toClient("Connection: X-Secret", "X-Secret: 1", "X-Kept: 3"))
        .containsExactly("X-Kept: 3", "Via: 1.1 x0d");
  }

  @ParameterizedTest
  @CsvSource({"OPTIONS,3,2", "OPTIONS,1,0", "OPTIONS,soon,soon", "GET,3,3"})
  void maxForwards_ofOptions_isCountedDown(String method, String received, String sent) {
    HttpFields out =
        rules.toServer(
            FakeRequest.of(
                method,
                fields("Max-Forwards: " + received),
                "10.0.0.7",
                HttpVersion.HTTP_1_1,
                false));

    assertThat(out.getValuesList("Max-Forwards")).containsExactly(sent);
  }

  @ParameterizedTest
  @CsvSource({
    "Host",
    "Authorization",
    "Cookie",
    "Content-Type",
    "Cache-Control",
    "Content-Encoding",
    "Content-Range"
  })
  void connection_endToEndFields_cannotBeNominatedAway(String name) {
    assertThat(toServer("Connection: " + name, name + ": v")).contains(name + ": v");
    assertThat(toClient("Connection: " + name, name + ": v")).contains(name + ": v");
  }

  @Test
  void connection_nominatingWhatTheProxySets_doesNotRemoveIt() {
    assertThat(toServer("Connection: X-Forwarded-For, Via, Forwarded"))
        .contains("X-Forwarded-For: 10.0.0.7", "Via: 1.1 x0d");
  }

  @Test
  void te_trailers_isPassedOnAsSuch() {
    assertThat(toServer("TE: gzip, trailers")).contains("TE: trailers");
    assertThat(toServer("TE: gzip")).noneMatch(line -> line.startsWith("TE"));
  }

  @Test
  void via_ofOthers_isKeptBeforeOurs() {
    assertThat(toServer("Via: 1.1 other")).containsSubsequence("Via: 1.1 other", "Via: 1.1 x0d");
    assertThat(toClient("Via: 1.0 other")).containsExactly("Via: 1.0 other", "Via: 1.1 x0d");
  }

  @Test
  void toServer_repeatedFields_keepTheirOrder() {
    assertThat(toServer("A: 1", "B: 2", "A: 3")).startsWith("A: 1", "B: 2", "A: 3");
  }

  @Test
  void toClient_dateAndServer_areTheOriginsAndOthersAreAdded() {
    HttpFields.Mutable out = HttpFields.build();
    out.add("Date", "ours").add("Server", "ours").add("Set-Cookie", "ours=1");

    rules.toClient(
        fields("Date: theirs", "Server: theirs", "Set-Cookie: a=1", "Set-Cookie: b=2"), out);

    assertThat(lines(out))
        .containsExactly(
            "Date: theirs",
            "Server: theirs",
            "Set-Cookie: ours=1",
            "Set-Cookie: a=1",
            "Set-Cookie: b=2",
            "Via: 1.1 x0d");
  }
}
