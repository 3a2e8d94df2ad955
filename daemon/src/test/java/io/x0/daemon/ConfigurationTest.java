package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.DirectorConfig;
import io.x0.director.Directors;
import io.x0.director.SchedulerKind;
import io.x0.health.CheckMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {
  @TempDir Path folder;

  private String home;

  @BeforeEach
  void rememberHome() {
    home = System.getProperty("x0.home");
  }

  @AfterEach
  void restoreHome() {
    if (home == null) {
      System.clearProperty("x0.home");
    } else {
      System.setProperty("x0.home", home);
    }
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("x0d.conf"), text);
  }

  private Configuration load(String text) throws Exception {
    return Configuration.load(write(text), new Directors());
  }

  @Test
  void load_goodFile_hasRunItsSetup() throws Exception {
    Configuration configuration =
        load("setup { listen '127.0.0.1:0' }\nmain { director.balance 'shop' }\n");

    assertThat(configuration.file()).isEqualTo(folder.resolve("x0d.conf"));
    assertThat(configuration.setup().listeners()).hasSize(1);
    assertThat(configuration.references()).hasSize(1);
    assertThat(configuration.references().get(0).name()).isEqualTo("shop");
    assertThat(configuration.warnings()).isEmpty();
  }

  @Test
  void load_severalErrors_reportsAllWithTheirPlaces() {
    assertThatThrownBy(() -> load("setup { listen 'x' }\nmain {\n  nonsense\n  return 999\n}\n"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("x0d.conf:1:")
        .hasMessageContaining("x0d.conf:3:")
        .hasMessageContaining("x0d.conf:4:")
        .message()
        .doesNotEndWith("\n");
  }

  @Test
  void load_directorSet_changesTheDeclaredDirector() throws Exception {
    Configuration configuration =
        load(
            """
            setup {
              listen '127.0.0.1:0';
              director.create 'shop', 'b1' => 'http://127.0.0.1:81?slow-start=5s';
              director.set 'shop', 'scheduler' => 'least-load', 'health-check-mode' => 'lazy';
            }
            main { director.balance 'shop' }
            """);

    DirectorConfig shop = configuration.setup().declared().get(0);
    assertThat(shop.settings().scheduler()).isEqualTo(SchedulerKind.LEAST_LOAD);
    assertThat(shop.settings().health().mode()).isEqualTo(CheckMode.LAZY);
    assertThat(shop.backends().get(0).own().slowStart()).contains(Duration.ofSeconds(5));
  }

  @Test
  void load_directorSetWrong_saysWhere() {
    assertThatThrownBy(
            () ->
                load(
                    """
                    setup {
                      director.create 'shop', 'b1' => 'http://127.0.0.1:81';
                      director.set 'shop', 'scheduler' => 'fastest';
                    }
                    main { director.balance 'shop' }
                    """))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("x0d.conf:3:")
        .hasMessageContaining("one of rr, chance, least-load, p2c, hash");
  }

  @Test
  void load_directorSetUnknown_saysSo() {
    assertThatThrownBy(() -> load("setup { director.set 'blog', 'enabled' => 'false' }\nmain {}\n"))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("director.set: no director blog is created in this file");
  }

  @Test
  void load_missingFile_saysWhich() {
    Path missing = folder.resolve("missing.conf");

    assertThatThrownBy(() -> Configuration.load(missing, new Directors()))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining(missing.toString())
        .hasMessageContaining("cannot read");
  }

  @Test
  void load_noListener_saysWhatToAdd() {
    assertThatThrownBy(() -> load("setup { }\nmain { return 404 }\n"))
        .isInstanceOf(StartupException.class)
        .hasMessage(
            folder.resolve("x0d.conf")
                + ": error: setup opens no listener: add a line such as listen '127.0.0.1:8080';");
  }

  @Test
  void load_setupFails_saysWhy() {
    assertThatThrownBy(
            () ->
                load(
                    "setup { listen ':0'; director.create 'a'; director.create 'a' }\n"
                        + "main { return 404 }\n"))
        .isInstanceOf(StartupException.class)
        .hasMessageEndingWith("error: in setup: director a is created twice");
  }

  @Test
  void defaultFile_besideTheProgram_isPreferred() throws Exception {
    System.clearProperty("x0.home");
    assertThat(Configuration.defaultFile()).isEqualTo(Path.of("/etc/x0d/x0d.conf"));

    System.setProperty("x0.home", folder.toString());
    assertThat(Configuration.defaultFile()).isEqualTo(Path.of("/etc/x0d/x0d.conf"));

    Files.createDirectories(folder.resolve("etc"));
    Path beside = Files.writeString(folder.resolve("etc/x0d.conf"), "");
    assertThat(Configuration.defaultFile()).isEqualTo(beside);
  }
}
