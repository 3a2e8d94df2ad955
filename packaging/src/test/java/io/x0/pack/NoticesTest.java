package io.x0.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No work of others is shipped without its license. */
class NoticesTest {
  @TempDir Path folder;
  private Path lib;
  private Path licenses;
  private Path apache;

  @BeforeEach
  void setUp() throws IOException {
    lib = Files.createDirectories(folder.resolve("lib"));
    licenses = Files.createDirectories(folder.resolve("licenses"));
    Files.createDirectories(licenses.resolve("texts"));
    apache = Files.writeString(folder.resolve("LICENSE"), "all of Apache\n");
  }

  @Test
  void of_jarWithoutLicense_isRefused() throws IOException {
    jar("lost-1.0.jar", "org/lost/License.class", "");

    assertThatThrownBy(this::notices)
        .isInstanceOf(IOException.class)
        .hasMessage("lost-1.0.jar names no license: write one into a file below " + licenses);
  }

  @Test
  void of_sharedTexts_comeOnceAtTheEnd() throws IOException {
    jar("gson-2.jar", "A.class", "");
    jar("gson-extra-2.jar", "A.class", "");
    jar("picocli-4.jar", "A.class", "");
    Files.writeString(licenses.resolve("gson.txt"), "Gson\nLicense: Apache-2.0\n");
    Files.writeString(licenses.resolve("picocli.txt"), "picocli\nLicense: Apache-2.0\n");

    String text = notices();

    assertThat(text)
        .containsOnlyOnce("gson-2.jar\ngson-extra-2.jar\n\nGson\n")
        .containsOnlyOnce("picocli-4.jar\n\npicocli\n")
        .containsOnlyOnce("all of Apache")
        .endsWith("License: Apache-2.0\n\nall of Apache\n\n");
  }

  @Test
  void of_jarThatCarriesItsLicense_showsIt() throws IOException {
    String mit = "Permission is granted\r\n".repeat(20);
    jar("slf4j-2.jar", "META-INF/LICENSE.txt", mit);

    assertThat(notices()).contains("slf4j-2.jar\n\nPermission is granted\nPermission");
  }

  @Test
  void of_noticeAlone_isNoLicense() throws IOException {
    jar("half-1.jar", "META-INF/NOTICE", "made by somebody");

    assertThatThrownBy(this::notices).hasMessageContaining("half-1.jar names no license");
  }

  @Test
  void of_ownJars_areLeftOut() throws IOException {
    jar("x0-cli-1.jar", "A.class", "");

    assertThat(notices()).doesNotContain("x0-cli");
  }

  private String notices() throws IOException {
    return Notices.of(lib, licenses, apache);
  }

  private void jar(String name, String entry, String content) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(lib.resolve(name)))) {
      out.putNextEntry(new ZipEntry(entry));
      out.write(content.getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
  }
}
