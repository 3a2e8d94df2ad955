package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.DirectorConfig;
import io.x0.director.Directors;
import io.x0.shaper.BucketSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The configurations that x0 ships can be used as they are. */
class ShippedConfigurationsTest {
  private static final Path FOLDER = Path.of("../packaging/src/tree/etc");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".conf")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void load_shippedFile_hasNeitherErrorsNorWarnings(Path file, @TempDir Path folder)
      throws Exception {
    // The one file of somebody else's that a shipped configuration reads.
    Path haproxy =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            defaults
              mode http
              timeout client 30s
              timeout server 30s
              timeout connect 4s
            listen web
              bind 127.0.0.1:8080
              server b1 127.0.0.1:8081
            """);
    Path copy = folder.resolve(file.getFileName());
    Files.writeString(
        copy, Files.readString(file).replace("/etc/haproxy/haproxy.cfg", haproxy.toString()));

    Configuration configuration = Configuration.load(copy, new Directors());

    assertThat(configuration.warnings()).isEmpty();
    assertThat(configuration.setup().listeners()).isNotEmpty();
  }

  @Test
  void files_areThoseThatWePromise() throws IOException {
    assertThat(files())
        .extracting(file -> file.getFileName().toString())
        .contains(
            "minimal.conf",
            "x0d.conf",
            "classful.conf",
            "haproxy.conf",
            "ondemand.conf",
            "cache.conf");
  }

  @Test
  void classful_hasItsBuckets() throws Exception {
    DirectorConfig shop =
        Configuration.load(FOLDER.resolve("classful.conf"), new Directors())
            .setup()
            .declared()
            .get(0);

    assertThat(shop.buckets().buckets())
        .extracting(BucketSpec::name)
        .containsExactlyInAnyOrder("vip", "upload", "backend", "jail");
  }

  @Test
  void cache_hasItsMemory_andItsDirectorKeepsAnswers() throws Exception {
    Configuration configuration = Configuration.load(FOLDER.resolve("cache.conf"), new Directors());

    assertThat(configuration.proxy().cacheBytes()).isEqualTo(256 << 20);
    assertThat(configuration.setup().declared().get(0).settings().cache().enabled()).isTrue();
  }

  static List<String> examples() throws IOException {
    return Pattern.compile("(?s)```flow\n(.*?)```")
        .matcher(Files.readString(Path.of("../docs/configuration.md")))
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void load_exampleOfTheDocument_hasNeitherErrorsNorWarnings(String text, @TempDir Path folder)
      throws Exception {
    // What examples name of this machine is made for them.
    for (String page : List.of("sorry.html", "404.html", "error.json")) {
      Files.writeString(folder.resolve(page), "<p>sorry</p>");
    }
    Path file =
        Files.writeString(
            folder.resolve("x0d.conf"),
            text.replace("/etc/x0d/pages", folder.toString())
                .replace("/srv/reports", folder.toString()));

    assertThat(Configuration.load(file, new Directors()).warnings()).isEmpty();
  }

  /** What is commented out in x0d.conf works when somebody takes the comment away. */
  @Test
  void x0dConf_withoutComments_isGood(@TempDir Path folder) throws Exception {
    Path users = Files.writeString(folder.resolve("users"), "");
    String text =
        Files.readString(FOLDER.resolve("x0d.conf"))
            .replace("/etc/x0d/users", users.toString())
            .replace("group: 'x0'", "group: 'root'")
            .replaceAll("(?m)^  # ([a-z_.]+ .*;|auth.require;)$", "  $1")
            .replaceAll("(?m)^  # (director.create .*)$", "  $1")
            .replaceAll("(?m)^  #   ('.*[,;])$", "  $1");
    Path file = Files.writeString(folder.resolve("x0d.conf"), text);

    Configuration configuration = Configuration.load(file, new Directors());

    assertThat(configuration.warnings()).isEmpty();
    assertThat(configuration.setup().declared()).hasSize(1);
    assertThat(text.lines().filter(line -> line.startsWith("  auth.require"))).hasSize(1);
  }
}
