package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.cli.CliRun;
import io.x0.cli.FakeDaemon;
import io.x0.cli.FakeTerminal;
import io.x0.common.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyFileTest {
  private static final String FILE =
      """
      {"directors":[
        {"name":"shop","queue-limit":5,"backends":[{"name":"b1","url":"http://h:1"}]},
        {"name":"new"}]}\
      """;
  private static final String PRESENT =
      """
      {"shop":{"name":"shop","mutable":true,"revision":7},
       "old":{"name":"old","mutable":true,"revision":3},
       "fixed":{"name":"fixed","mutable":false,"revision":1}}\
      """;
  private static final String CHANGED =
      """
      {"director":"shop","changes":[
        {"kind":"director","name":"shop","change":"changed",
         "settings":{"queue-limit":{"before":1000,"after":5}}},
        {"kind":"backend","name":"b1","change":"created"}]}\
      """;
  private static final String CREATED =
      """
      {"director":"new","changes":[{"kind":"director","name":"new","change":"created"}]}\
      """;
  private static final String DELETED =
      """
      {"director":"old","changes":[{"kind":"director","name":"old","change":"removed"}]}\
      """;
  private static final String SAME = "{\"director\":\"shop\",\"changes\":[]}";
  private static final String LINES =
      """
      ~ director shop: queue-limit 1000 -> 5
      + backend shop/b1
      + director new
      """;

  @TempDir Path directory;
  private FakeDaemon daemon;
  private String file;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(directory);
    file = Files.writeString(directory.resolve("all.json"), FILE).toString();
    daemon.answer(200, PRESENT);
  }

  @AfterEach
  void stop() throws IOException {
    daemon.close();
  }

  private static String answer(String... changes) {
    return "{\"changes\":[" + String.join(",", changes) + "]}";
  }

  private JsonArray sent(int request) {
    return Json.object(daemon.received().get(request).body()).getAsJsonArray("changes");
  }

  @Test
  void apply_differences_areOneBatchOnWhatWasSeen() {
    daemon.answer(200, answer(CHANGED, CREATED)).answer(200, answer(CHANGED, CREATED));

    CliRun run = CliRun.of(daemon, "apply", "-f", file);

    assertThat(run).isEqualTo(CliRun.ok("2 directors applied\n"));
    assertThat(daemon.lines())
        .containsExactly(
            "GET /director/?members=false HTTP/1.1",
            "POST /batch?dry-run=true HTTP/1.1",
            "POST /batch HTTP/1.1");
    assertThat(sent(2)).isEqualTo(sent(1));
    JsonObject shop = sent(2).get(0).getAsJsonObject();
    assertThat(shop.get("method").getAsString()).isEqualTo("PUT");
    assertThat(shop.get("path").getAsString()).isEqualTo("/director/shop");
    assertThat(shop.get("if-match").getAsString()).isEqualTo("7");
    assertThat(shop.getAsJsonObject("settings"))
        .hasToString(
            "{\"queue-limit\":5,\"backends\":[{\"name\":\"b1\",\"url\":\"http://h:1\"}],"
                + "\"buckets\":[]}");
    JsonObject created = sent(2).get(1).getAsJsonObject();
    assertThat(created.has("if-match")).isFalse();
    assertThat(created.getAsJsonObject("settings")).hasToString("{\"backends\":[],\"buckets\":[]}");
  }

  @Test
  void apply_someDiffer_sendsOnlyThose() {
    daemon.answer(200, answer(SAME, CREATED)).answer(200, answer(CREATED));

    assertThat(CliRun.of(daemon, "apply", "--file=" + file))
        .isEqualTo(CliRun.ok("1 director applied\n"));
    assertThat(sent(2)).hasSize(1);
    assertThat(sent(2).get(0)).isEqualTo(sent(1).get(1));
  }

  @Test
  void apply_nothingDiffers_changesNothing() {
    daemon.answer(200, answer(SAME, SAME));

    assertThat(CliRun.of(daemon, "apply", "-f", file))
        .isEqualTo(CliRun.ok("nothing differs from " + file + "\n"));
    assertThat(daemon.lines()).hasSize(2);
  }

  @Test
  void apply_dryRun_showsWhatDiffers() {
    daemon.answer(200, answer(CHANGED, CREATED));

    assertThat(CliRun.of(daemon, "apply", "-f", file, "--dry-run")).isEqualTo(CliRun.ok(LINES));
    assertThat(daemon.lines()).hasSize(2);
  }

  @Test
  void apply_prune_deletesWhatTheFileLacksAndAsksFirst() {
    daemon.answer(200, answer(CHANGED, CREATED, DELETED)).answer(200, answer());

    CliRun run = CliRun.of(daemon, FakeTerminal.of(100, "y"), "apply", "-f", file, "--prune");

    assertThat(run)
        .isEqualTo(new CliRun(0, "3 directors applied\n", LINES + "- director old\napply? [y/N] "));
    JsonObject deleted = sent(2).get(2).getAsJsonObject();
    assertThat(deleted)
        .hasToString("{\"method\":\"DELETE\",\"path\":\"/director/old\",\"if-match\":\"3\"}");
    assertThat(sent(2)).as("what the configuration file declares stays").hasSize(3);
  }

  @Test
  void apply_removalNobodyAgreesTo_changesNothing() {
    daemon.answer(200, answer(CHANGED, CREATED, DELETED));
    assertThat(CliRun.of(daemon, "apply", "-f", file, "--prune"))
        .isEqualTo(
            CliRun.failed(
                2,
                "apply asks before it removes anything, and there is no terminal to ask on; look"
                    + " with --dry-run, then add --yes"));
    daemon.answer(200, PRESENT).answer(200, answer(CHANGED, CREATED, DELETED));
    assertThat(
            CliRun.of(daemon, FakeTerminal.of(100, "n"), "apply", "-f", file, "--prune").exitCode())
        .isEqualTo(1);
    assertThat(daemon.lines()).hasSize(4).doesNotContain("POST /batch HTTP/1.1");
  }

  @Test
  void apply_busyBackendThatGoes_isARemoval() {
    daemon.answer(
        200,
        answer(
            "{\"director\":\"shop\",\"changes\":[{\"kind\":\"backend\",\"name\":\"b1\","
                + "\"change\":\"changed\",\"settings\":{\"role\":{\"before\":\"active\","
                + "\"after\":\"terminate\"}}}]}",
            SAME));

    CliRun run = CliRun.of(daemon, FakeTerminal.of(100, "n"), "apply", "-f", file);

    assertThat(run.err()).startsWith("- backend shop/b1, which finishes its requests\napply? ");
  }

  @Test
  void apply_somebodyWasFaster_isAConflict() {
    daemon
        .answer(200, answer(CHANGED, CREATED))
        .refuse(412, "change 1: director shop has changed; nothing was changed");

    assertThat(CliRun.of(daemon, "apply", "-f", file))
        .isEqualTo(CliRun.failed(4, "change 1: director shop has changed; nothing was changed"));
  }

  @Test
  void apply_fileThatCannotBeUsed_saysWhatIsWrong() throws IOException {
    String twice =
        Files.writeString(
                directory.resolve("twice.json"),
                "{\"directors\":[{\"name\":\"a\"},{\"name\":\"a\"}]}")
            .toString();
    String broken = Files.writeString(directory.resolve("broken.json"), "{\n\"a\":").toString();

    assertThat(CliRun.of(daemon, "apply").err()).contains("-f FILE is missing");
    assertThat(CliRun.of(daemon, "apply", "-f", "/nonexistent").err())
        .isEqualTo("x0ctl: /nonexistent: cannot be read: no such file or folder\n");
    assertThat(CliRun.of(daemon, "apply", "-f", broken).err())
        .isEqualTo("x0ctl: " + broken + ":2: it is not JSON (RFC 8259)\n");
    assertThat(daemon.lines()).isEmpty();
    assertThat(CliRun.of(daemon, "apply", "-f", twice).err())
        .isEqualTo("x0ctl: " + twice + ": director a is there twice\n");
  }
}
