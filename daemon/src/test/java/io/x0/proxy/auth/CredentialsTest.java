package io.x0.proxy.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
  private static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }

  @Test
  void of_basic_splitsAtTheFirstColon() {
    assertThat(Credentials.of(basic("anna:a:b"))).isEqualTo(new Credentials("anna", "a:b"));
    assertThat(Credentials.of("bAsIc " + basic("änna:ü").substring(6)))
        .isEqualTo(new Credentials("änna", "ü"));
    assertThat(Credentials.of(basic("anna:"))).isEqualTo(new Credentials("anna", ""));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", "Basic", "Basic ", "Basic !!!", "Bearer YTpi", "Basic YWI=", "Basic OmI="})
  void of_anythingElse_isNull(String field) {
    assertThat(Credentials.of(field)).isNull();
  }

  @Test
  void of_controlCharactersBadUtf8AndGiants_areNull() {
    assertThat(Credentials.of(basic("an\nna:x"))).isNull();
    assertThat(Credentials.of(basic("anna:x\0y"))).isNull();
    assertThat(Credentials.of(basic("anna:" + "x".repeat(2000)))).isNull();
    assertThat(
            Credentials.of(
                "Basic " + Base64.getEncoder().encodeToString("ä:b".getBytes(ISO_8859_1))))
        .isNull();
  }

  @Test
  void toString_tellsNothing() {
    assertThat(new Credentials("anna", "secret")).hasToString("credentials");
  }
}
