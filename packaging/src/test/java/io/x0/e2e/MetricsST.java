package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What monitoring reads is valid, and has all that dashboard, alerts and documents promise. */
@Timeout(120)
class MetricsST {
  private static final Path DOCUMENT = Path.of("../docs/monitoring.md");
  private static final Path SHARE =
      Path.of(System.getProperty("x0.tree", "target/x0")).resolve("share/x0");
  private static final Pattern NAME =
      Pattern.compile("\\b(?:x0|process|jvm)_[a-z0-9_]+\\b(?!\\s*=)");
  private static final String TABLE_BEGIN = "<!-- figures: written by MetricsST -->\n";
  private static final String TABLE_END = "<!-- end of figures -->\n";

  private static String text = "";
  private static String openMetrics = "";

  /** With all that has figures of its own. */
  private static final String CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
        ssl.context '$FOLDER/web.pem', '$FOLDER/web.key';
        ssl.listen 'unix:$FOLDER/tls.sock';
        cache.disk '$FOLDER/cache', 64m;
      }
      handler main {
        director.default;
        return 404;
      }
      """;

  @BeforeAll
  static void readBoth() throws Exception {
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG);
        Origin origin = Origin.named("b1")) {
      Certificate.make(daemon.folder());
      daemon.start();
      read(daemon, origin);
    }
  }

  private static void read(TestDaemon daemon, Origin origin) throws Exception {
    try (Admin admin = daemon.admin();
        Admin other = daemon.admin()) {
      daemon.must("director", "create", "shop");
      daemon.must("backend", "add", "shop", "b1", origin.url(), "--capacity", "2");
      daemon.must("bucket", "add", "shop", "vip", "--rate", "50%");
      daemon.must("cache", "enable", "shop");
      assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("b1");
      text = admin.call("GET", "/metrics").body();
      other.send(
          "GET /metrics HTTP/1.1\r\nHost: x0d\r\n"
              + "Accept: application/openmetrics-text;version=1.0.0\r\n\r\n");
      openMetrics = other.reply().body();
    }
  }

  @AfterAll
  static void forget() {
    text = "";
    openMetrics = "";
  }

  @Test
  void text_isValid() {
    Exposition page = Exposition.parse(text, false);

    assertThat(page.names())
        .contains(
            "x0_requests_total",
            "x0_request_duration_seconds_bucket",
            "process_open_fds",
            "jvm_memory_used_bytes");
    assertThat(text)
        .contains("x0_requests_total{code=\"2xx\",director=\"shop\"} 1.0")
        .contains("x0_requests_total{code=\"2xx\",director=\"\"} 0.0")
        .containsPattern(
            "x0_listener_requests_total\\{code=\"2xx\",listener=\"127.0.0.1:[0-9]+\"} 1.0")
        .containsPattern(
            "x0_certificate_expiry_timestamp_seconds\\{certificate=\"[^\"]*/web.pem\"}"
                + " 1\\.[0-9]+E9")
        .containsPattern("x0_connections_accepted_total\\{listener=\"[0-9.:]+\"} 1.0");
  }

  @Test
  void openMetrics_isValid() {
    Exposition page = Exposition.parse(openMetrics, true);

    assertThat(page.families().get("x0_requests").type()).isEqualTo("counter");
    assertThat(page.families().get("x0_request_duration_seconds").type()).isEqualTo("histogram");
    assertThat(page.families().get("x0_build_info").type()).isEqualTo("gauge");
  }

  @Test
  void text_promtoolAcceptsIt() throws Exception {
    assertThat(promtool(text, "check", "metrics")).isEmpty();
  }

  @Test
  void alerts_promtoolAcceptsThem() throws Exception {
    assertThat(promtool("", "check", "rules", SHARE.resolve("prometheus/alerts.yml").toString()))
        .contains("SUCCESS");
  }

  @Test
  void dashboardAndAlerts_useOnlyWhatThereIs() throws IOException {
    Set<String> used = new TreeSet<>();
    expressions(JsonParser.parseString(Files.readString(SHARE.resolve("grafana/x0.json"))), used);
    for (String line : Files.readAllLines(SHARE.resolve("prometheus/alerts.yml"))) {
      if (!line.contains("summary:") && !line.contains("description:")) {
        names(line, used);
      }
    }

    assertThat(used).hasSizeGreaterThan(25);
    assertThat(Exposition.parse(text, false).names()).containsAll(used);
  }

  private static void expressions(JsonElement element, Set<String> out) {
    if (element.isJsonObject()) {
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(
              member -> {
                if (Set.of("expr", "query").contains(member.getKey())) {
                  names(member.getValue().getAsString(), out);
                } else {
                  expressions(member.getValue(), out);
                }
              });
    } else if (element.isJsonArray()) {
      element.getAsJsonArray().forEach(one -> expressions(one, out));
    }
  }

  private static void names(String expression, Set<String> out) {
    Matcher name = NAME.matcher(expression);
    while (name.find()) {
      out.add(name.group());
    }
  }

  @Test
  void document_listsAllFigures() throws IOException {
    StringBuilder table =
        new StringBuilder("| Name | Type | Labels | What it is |\n|---|---|---|---|\n");
    Exposition.parse(text, false)
        .families()
        .forEach(
            (name, family) -> {
              if (name.startsWith("x0_")) {
                List<String> row =
                    List.of(
                        "`" + name + "`",
                        family.type(),
                        String.join(", ", family.labels()),
                        family.help());
                table.append("| ").append(String.join(" | ", row)).append(" |\n");
              }
            });
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(TABLE_BEGIN) + TABLE_BEGIN.length();
    int end = document.indexOf(TABLE_END);
    assertThat(begin).isLessThanOrEqualTo(end);
    if (Boolean.getBoolean("x0.rewrite")) {
      Files.writeString(DOCUMENT, document.substring(0, begin) + table + document.substring(end));
    } else {
      assertThat(document.substring(begin, end))
          .as("%s is out of date; run this test with -Dx0.rewrite=true", DOCUMENT)
          .isEqualTo(table.toString());
    }
  }

  private static String promtool(String input, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      return Assumptions.abort("promtool is not installed");
    }
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
