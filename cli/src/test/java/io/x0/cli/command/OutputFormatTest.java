package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import io.x0.cli.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Every form that data may be wanted in. */
class OutputFormatTest extends CommandTest {
  private static final String BACKENDS =
      "{\"b1\":%s,\"b2\":%s}"
          .formatted(
              Samples.backend("b1", "http://a:1", "online"),
              Samples.backend("b2", "http+unix:/run/x,\\\"y\\\".sock", "offline"));

  private String out(String answer, String... line) {
    daemon.answer(200, answer);
    CliRun run = CliRun.of(daemon, line);
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    return run.out();
  }

  @Test
  void csv_backends_areQuotedAndHaveNumbersWithoutDecoration() {
    assertThat(out(BACKENDS, "backend", "list", "shop", "-o", "csv"))
        .isEqualTo(
            "name,url,role,state,capacity,effective-capacity,load,max,total,failed,weight,throttle,unreachable,aborted,retried,slow-start,checks,since,cause\r\n"
                + "b1,http://a:1,active,online,8,,1,8,2000,0,1,,,,,,,,\r\n"
                + "b2,\"http+unix:/run/x,\"\"y\"\".sock\",active,offline,8,,1,8,2000,0,1,,,,,,,,\r\n");
  }

  @Test
  void csv_timesAndTrees_areForPrograms() {
    String buckets =
        "{\"root\":%s,\"vip\":%s}".formatted(Samples.rootBucket(), Samples.bucket("vip", "root"));

    assertThat(out(buckets, "bucket", "list", "shop", "-o", "csv", "--no-headers"))
        .isEqualTo(
            "root,,100%,100%,20,20,6,0,2,4711,0,unlimited\r\n"
                + "vip,root,20%,40%,4,8,5,1,2,2000,7,unlimited\r\n");

    String stats =
        """
        {"name":"shop","state":"up","stats":{"traffic":{"requests":3,
        "latency-ms":{"count":2,"p50":1.234,"p99":1234.5}}},
        "buckets":[{"name":"root"}],"backends":[{"name":"b1","state":"online"}]}
        """;
    List<String> lines = out(stats, "stats", "shop", "-o", "csv").lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .startsWith("kind,name,state,load,queued,requests,errors,rate,p50-ms,p90-ms");
    assertThat(lines.get(1)).startsWith("director,shop,up,,,3,,,1.234,,1234.5,");
    assertThat(lines.get(2)).startsWith("bucket,root,,");
    assertThat(lines.get(3)).startsWith("backend,b1,online,");
  }

  @Test
  void csv_namedValues_areRows() {
    assertThat(
            out("{\"version\":\"1\",\"java\":\"17, of \\\"D\\\"\"}", "config", "show", "-o", "csv"))
        .isEqualTo("name,value\r\nversion,1\r\njava,\"17, of \"\"D\"\"\"\r\n");
  }

  @Test
  void name_rows_areWhatIsTypedOnACommandLine() {
    assertThat(out(BACKENDS, "backend", "list", "shop", "-o", "name")).isEqualTo("b1\nb2\n");
    String health = "{\"backends\":[{\"director\":\"shop\",\"backend\":\"b1\"}]}";
    assertThat(out(health, "health", "list", "-o", "name")).isEqualTo("shop b1\n");
    assertThat(out(Samples.director("shop", "up"), "director", "show", "shop", "-o", "name"))
        .isEqualTo("shop\n");
  }

  @Test
  void name_whatHasNone_isRefused() {
    daemon.answer(200, "{\"pid\":1}").answer(200, "{\"changes\":[]}");

    for (String command : List.of("status", "history")) {
      assertThat(CliRun.of(daemon, command, "-o", "name"))
          .isEqualTo(
              CliRun.failed(
                  2,
                  "--output: name (expected: table, wide, json, yaml or csv: nothing here has a"
                      + " name)"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "version",
        "config show",
        "director list",
        "director show d",
        "backend list",
        "backend list d",
        "backend show d b",
        "bucket list d",
        "bucket show d k",
        "health list",
        "stats",
        "stats d",
        "events",
        "history",
        "export d"
      })
  void yaml_everyReadingCommand_saysWhatJsonSays(String line) {
    String answer =
        "{\"name\":\"d\",\"stats\":{\"load\":1},\"backends\":[{\"name\":\"b\",\"a\":\"x: y\"}]}";

    String json = out(answer, (line + " -o json").split(" "));
    String yaml = out(answer, (line + " -o yaml").split(" "));

    assertThat(yaml).isNotEqualTo(json);
    Object fromYaml = new Yaml().load(yaml);
    Object fromJson = new Yaml().load(JsonParser.parseString(json).toString());
    assertThat(fromYaml).isEqualTo(fromJson);
  }

  @Test
  void wide_hasMoreColumnsThanTheTable() {
    String table = out(BACKENDS, "backend", "list", "shop");
    String wide = out(BACKENDS, "backend", "list", "shop", "-o", "wide");

    assertThat(table.lines().findFirst().orElseThrow()).endsWith("FAILED  WEIGHT");
    assertThat(wide.lines().findFirst().orElseThrow())
        .startsWith(table.lines().findFirst().orElseThrow())
        .contains("UNREACHABLE", "CAUSE")
        .doesNotContain("EFFECTIVE");
  }

  @Test
  void noHeaders_tableBeginsWithTheFirstRow() {
    assertThat(out(BACKENDS, "backend", "list", "shop", "--no-headers"))
        .startsWith("b1  http://a:1")
        .hasLineCount(2);
  }

  @Test
  void color_alwaysAndNever_winOverTheTerminal() {
    assertThat(out(BACKENDS, "backend", "list", "shop", "--color", "always"))
        .contains("\u001b[32monline\u001b[0m");

    daemon.answer(200, BACKENDS);
    assertThat(
            CliRun.of(daemon, FakeTerminal.of(120), "backend", "list", "shop", "--color=never")
                .out())
        .doesNotContain("\u001b");
  }

  private CliRun onScreen(Map<String, String> environment, int backends, String... line) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < backends; i++) {
      members.add("\"b" + i + "\":" + Samples.backend("b" + i, "http://a:1", "online"));
    }
    daemon.answer(200, "{" + String.join(",", members) + "}");
    return CliRun.of(daemon.socket(), FakeTerminal.of(100), environment, line);
  }

  @Test
  void pager_tallerThanTheScreen_getsAllOfIt() throws IOException {
    Path seen = directory.resolve("seen");
    Map<String, String> pager = Map.of("X0_PAGER", "cat > " + seen, "PAGER", "false");

    CliRun run = onScreen(pager, 23, "backend", "list", "shop");

    assertThat(run).isEqualTo(CliRun.ok(""));
    assertThat(Files.readString(seen)).startsWith("NAME").hasLineCount(24);
  }

  @Test
  void pager_fitsOrIsForPrograms_isNotAsked() {
    Map<String, String> pager = Map.of("PAGER", "exit 3");

    assertThat(onScreen(pager, 22, "backend", "list", "shop").out()).hasLineCount(23);
    assertThat(onScreen(pager, 50, "backend", "list", "shop", "-o", "json").out()).startsWith("{");
    assertThat(onScreen(pager, 50, "backend", "list", "shop", "-o", "csv").out()).hasLineCount(51);
    assertThat(onScreen(Map.of("X0_PAGER", ""), 50, "backend", "list", "shop").out())
        .hasLineCount(51);
  }

  @Test
  void pager_thereIsNone_printsAllTheSame() {
    CliRun run =
        onScreen(Map.of("PAGER", "/nonexistent/pager 2>&-"), 50, "backend", "list", "shop");

    assertThat(run.out()).hasLineCount(51);
  }
}
