package io.x0.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileModeTest {
  @ParameterizedTest
  @CsvSource({
    "0640, rw-r-----",
    "640, rw-r-----",
    "0777, rwxrwxrwx",
    "000, ---------",
    "0421, r---w---x",
    "0600, rw-------"
  })
  void permissions_ofOctalDigits(String octal, String shown) {
    assertThat(PosixFilePermissions.toString(FileMode.permissions(octal))).isEqualTo(shown);
  }
}
