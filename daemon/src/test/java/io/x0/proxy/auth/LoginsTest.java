package io.x0.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.common.InvalidValueException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The hashes were made by glibc and OpenSSL. */
class LoginsTest {
  private static final String SALTED = "$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";
  private static final String LONG = "$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i";
  private static final String APR1 = "$apr1$r31....$wBK4QazZOYKWp4EEIOXvk.";

  private static Logins logins(String... lines) {
    return new Logins(Htpasswd.parse("users", List.of(lines)));
  }

  private static boolean check(Logins logins, String user, String password) {
    return logins.check(new Credentials(user, password));
  }

  @ParameterizedTest
  @CsvSource({
    "secret, $2b" + SALTED,
    "secret, $2y" + SALTED,
    "secret, $2a$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
    "myPassword, " + APR1,
    "geheim ü, $apr1$abcdefgh$CXvq4rFfJqZRd2S/QcPJF0"
  })
  void check_knownHash_acceptsItsPasswordOnly(String password, String hash) {
    Logins logins = logins("anna:" + hash);

    assertThat(check(logins, "anna", password)).isTrue();
    assertThat(check(logins, "anna", password + "x")).isFalse();
    assertThat(check(logins, "anna", "")).isFalse();
    assertThat(check(logins, "Anna", password)).isFalse();
    assertThat(check(logins, "berta", password)).isFalse();
  }

  @Test
  void check_bcrypt_looksAt72Bytes() {
    Logins logins = logins("anna:" + LONG);

    assertThat(check(logins, "anna", "x".repeat(80))).isTrue();
    assertThat(check(logins, "anna", "x".repeat(72))).isTrue();
    assertThat(check(logins, "anna", "x".repeat(71))).isFalse();
  }

  @Test
  void remembered_isWhatWasFoundOut() {
    Logins logins = logins("anna:" + APR1);
    Credentials right = new Credentials("anna", "myPassword");
    Credentials wrong = new Credentials("anna", "myPasswort");
    Credentials stranger = new Credentials("berta", "myPassword");
    assertThat(logins.remembered(right)).isNull();

    assertThat(logins.check(right)).isTrue();
    assertThat(logins.check(wrong)).isFalse();
    assertThat(logins.check(stranger)).isFalse();

    assertThat(logins.remembered(right)).isTrue();
    assertThat(logins.remembered(wrong)).isFalse();
    assertThat(logins.remembered(stranger)).isFalse();
    assertThat(logins.check(right)).isTrue();
    assertThat(logins.check(wrong)).isFalse();
  }

  @Test
  void remembered_manyWrongGuesses_doNotPushOutTheRightOne() {
    Logins logins = new Logins(Htpasswd.parse("users", List.of("anna:" + APR1)), 1, 1);
    Credentials right = new Credentials("anna", "myPassword");
    assertThat(logins.check(right)).isTrue();

    for (int i = 0; i < 20; i++) {
      Credentials guess = new Credentials("anna", "guess " + i);
      assertThat(logins.check(guess)).isFalse();
    }
    assertThat(logins.remembered(right)).isTrue();
  }

  @Test
  void parse_uselessLines_areWarningsAndCannotLogIn() {
    Htpasswd file =
        Htpasswd.parse(
            "users",
            List.of(
                "# comment",
                "",
                "plain:secret",
                "sha:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
                "nonsense",
                "anna:" + APR1 + ":Anna:rest",
                "anna:$2b" + SALTED));

    assertThat(file.warnings())
        .containsExactly(
            "users:3: neither bcrypt nor apr1, user plain cannot log in",
            "users:4: neither bcrypt nor apr1, user sha cannot log in",
            "users:5: not USER:HASH, nobody can log in with it",
            "users:7: user anna stands there twice, the first line counts");
    Logins logins = new Logins(file);
    assertThat(check(logins, "plain", "secret")).isFalse();
    assertThat(check(logins, "anna", "myPassword")).isTrue();
    assertThat(check(logins, "anna", "secret")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"03", "15", "31"})
  void parse_costThatNobodyWaitsFor_isRefused(String cost) {
    assertThatThrownBy(
            () -> Htpasswd.parse("users", List.of("anna:$2b$" + cost + SALTED.substring(3))))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "users:1: cost: " + Integer.parseInt(cost) + " (expected: a bcrypt cost from 4 to 14)");
  }

  @Test
  void stranger_takesAsLongAsTheSlowest() {
    String slow = "$2a$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    assertThat(
            Htpasswd.parse("users", List.of("a:" + APR1, "b:" + slow, "c:$2b" + SALTED))
                .stranger()
                .effort())
        .isEqualTo(32);
    assertThat(Htpasswd.parse("users", List.of()).stranger().effort()).isEqualTo(1024);
    assertThat(check(logins(), "anybody", "anything")).isFalse();
  }

  @Test
  void read_file_isReadOnce(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("users"), "anna:" + APR1 + "\n");
    Logins logins = Logins.read(file);
    Files.delete(file);

    assertThat(check(logins, "anna", "myPassword")).isTrue();
    assertThatThrownBy(() -> Logins.read(file))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("auth.userfile: " + file + " (expected: a file that can be read");
  }
}
