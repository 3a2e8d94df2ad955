package io.x0.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.SchedulerKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Public configurations of HAProxy, if a folder next to the project has them. */
class SampleFilesTest {
  private static final List<Path> FILES = new ArrayList<>();

  @BeforeAll
  static void findFiles() throws IOException {
    FILES.addAll(files());
    assumeTrue(!FILES.isEmpty(), "no folder data/haproxy next to the project: nothing to load");
  }

  /** Returns the files; none if there is no such folder. */
  static List<Path> files() throws IOException {
    List<Path> found = new ArrayList<>();
    Path root = Path.of("").toAbsolutePath().getParent().getParent();
    try (Stream<Path> siblings = Files.list(root)) {
      for (Path sibling : siblings.sorted().toList()) {
        Path folder = sibling.resolve("data/haproxy");
        if (Files.isRegularFile(folder.resolve("MANIFEST.tsv")) && found.isEmpty()) {
          try (Stream<Path> files = Files.list(folder)) {
            files.filter(f -> !f.endsWith("MANIFEST.tsv")).sorted().forEach(found::add);
          }
        }
      }
    }
    return found;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  private static HaproxyConfig load(String name) throws IOException {
    for (Path file : FILES) {
      if (file.getFileName().toString().startsWith(name)) {
        return Loading.load(text(file));
      }
    }
    throw new AssertionError("no file " + name);
  }

  @Test
  void files_areAllLoaded() throws IOException {
    StringBuilder table =
        new StringBuilder("file | frontends | backends | servers | ignored | warnings | errors\n");
    for (Path file : FILES) {
      String text = text(file);
      HaproxyConfig config = Loading.load(text);
      HaproxyReport report = config.report();
      table.append(
          "%s | %d | %d | %d | %d | %d | %d%n"
              .formatted(
                  file.getFileName(),
                  report.frontends(),
                  report.backends(),
                  report.servers(),
                  report.ignored(),
                  report.warnings(),
                  report.errors()));

      assertThat(config.directors()).hasSize(report.backends());
      assertThat(report.lines()).hasSize(config.configuration().proxies().size());
      assertThat(Loading.problems(config))
          .allMatch(p -> p.matches("h\\.cfg:\\d+: (warning|error): [^\\n]+"));
      assertThat(HaproxyFlowTest.compile(config.flow()).program())
          .as(file + HaproxyFlowTest.compile(config.flow()).report())
          .isNotNull();
      assertThat(Loading.load(text, Map.of(), Map.of(), true).report().ignored())
          .isLessThanOrEqualTo(report.ignored());
    }
    System.out.println(table);
  }

  @Test
  void kazoo_hasBackupsAndChecks() throws IOException {
    HaproxyConfig config = load("2600hz");
    DirectorConfig data = config.directors().get(0);

    assertThat(config.listeners())
        .extracting(l -> l.address().toString())
        .contains("127.0.0.1:15984", "127.0.0.1:15986");
    assertThat(data.name()).isEqualTo("bigcouch-data");
    assertThat(data.backends()).hasSize(4);
  }

  @Test
  void octoprint_routesByPath() throws IOException {
    HaproxyConfig config = load("guysoft");
    HaproxyRouter router = config.router();

    assertThat(backend(router, "public", "/webcam/?x")).isEqualTo("webcam");
    assertThat(backend(router, "public", "/hls/1")).isEqualTo("webcam_hls");
    assertThat(backend(router, "public", "/")).isEqualTo("octoprint");
  }

  private static String backend(HaproxyRouter router, String frontend, String uri) {
    Decision decision = router.decide(frontend, TestRequest.get(uri).header("Host", "h"), d -> 1);
    return ((Decision.Forward) decision).backend();
  }

  @Test
  void router_withSpoeOrLua_isRefused() throws IOException {
    assertThat(load("crowdsec").listeners()).isEmpty();
    assertThat(load("3kho").listeners())
        .extracting(Listener::frontend)
        .containsOnly("varnish-to-haproxy-internal");
  }

  @Test
  void openshift_loadsWithItsMaps() throws IOException {
    for (Path file : FILES) {
      if (file.toString().contains("live_haproxy")) {
        HaproxyConfig config =
            HaproxyLoader.load(
                List.of(new HaproxyLoader.Source("h.cfg", text(file))),
                new HaproxyLoader.Options(
                    Map.of(),
                    path ->
                        Optional.of(
                            path.contains("os_http_be")
                                ? "^h/downloads be_edge_http:openshift-console:downloads\n"
                                : ""),
                    false));

        assertThat(backend(config.router(), "public", "/downloads"))
            .isEqualTo("be_edge_http:openshift-console:downloads");
      }
    }
  }

  @Test
  void files_readTogether_shareDefaults() throws IOException {
    List<HaproxyLoader.Source> sources = new ArrayList<>();
    for (String name :
        List.of("HariSekhon__HAProxy-configs__10-global", "HariSekhon__HAProxy-configs__http")) {
      for (Path file : FILES) {
        if (file.getFileName().toString().startsWith(name)) {
          sources.add(new HaproxyLoader.Source(file.getFileName().toString(), text(file)));
        }
      }
    }
    HaproxyConfig config =
        HaproxyLoader.load(
            sources, new HaproxyLoader.Options(Map.of(), path -> Optional.empty(), false));

    assertThat(config.report().ignored()).isZero();
    assertThat(config.report().frontends()).isEqualTo(1);
    assertThat(config.directors()).extracting(DirectorConfig::name).containsExactly("http-generic");
  }

  @Test
  void rinha_isLeastConnOrRoundRobin() throws IOException {
    DirectorConfig director = load("100f").directors().get(0);

    assertThat(director.settings().scheduler()).isIn(SchedulerKind.RR, SchedulerKind.LEAST_LOAD);
    assertThat(director.backends()).extracting(BackendConfig::enabled).containsExactly(true, true);
  }

  @Test
  void files_damaged_areStillOnlyDiagnosed() throws IOException {
    Random random = new Random(20240607);
    List<String> texts = new ArrayList<>();
    for (Path file : FILES) {
      texts.add(text(file));
    }
    for (int round = 0; round < 400; round++) {
      String damaged = Damage.of(texts, random);
      assertThatCode(() -> DamageTest.use(damaged)).as("round " + round).doesNotThrowAnyException();
    }
  }
}
