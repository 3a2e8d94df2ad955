package io.x0.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is secret is in a file that is named, and never in what everybody may read. */
class SecretsTest {
  private static final String SECRET = "geheim";

  private final ApiRig rig = new ApiRig();

  private void assertToldNowhere() {
    for (String path :
        List.of("/history", "/events", "/director/", "/director/shop", "/director/shop/stats")) {
      assertThat(rig.call("GET", path).body().toString()).as(path).doesNotContain(SECRET);
    }
    assertThat(rig.store.load().toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/director/shop/backends/b2",
    "PATCH,/director/shop/backends/b1",
    "PUT,/director/shop/backends/b2?dry-run=true"
  })
  void url_withAPassword_isRefusedAndForgotten(String method, String target) {
    rig.shop();
    String path = target.replaceFirst("\\?.*", "");

    ApiException refused =
        rig.refused(method, path, Map.of("url", "http://anna:" + SECRET + "@10.0.0.1:80"));

    assertThat(refused.problem().status()).isEqualTo(400);
    assertThat(refused.problem().field()).isEqualTo("url");
    assertToldNowhere();
  }

  @Test
  void filesOfSecrets_areNamedInTheHistory_notRead() {
    rig.shop();
    rig.call(
        "PATCH",
        "/director/shop/backends/b1",
        Map.of("url", "https://10.0.0.1:443", "tls-certificate-file", "/etc/x0d/client.pem"));

    assertThat(rig.call("GET", "/director/shop").body().toString()).contains("/etc/x0d/client.pem");
    assertThat(rig.call("GET", "/history").body().toString()).doesNotContain("PRIVATE KEY");
    assertToldNowhere();
  }
}
