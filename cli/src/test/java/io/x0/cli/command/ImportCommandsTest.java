package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.common.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ImportCommandsTest extends CommandTest {
  private static final String LEGACY =
      """
      [director]
      queue-limit=127
      queue-timeout=10
      retry-after=60
      max-retry-count=3
      sticky-offline-mode=false
      connect-timeout=10
      read-timeout=120
      write-timeout=10
      transfer-mode=file
      health-check-host-header=example.org
      health-check-request-path=/
      [backend=b1]
      capacity=1
      host=127.0.0.1
      port=3101
      """;

  private String file(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void import_legacyFile_putsOneDocumentAndWarns() throws IOException {
    daemon.answer(201, "{}");
    String file = file("shop.cluster.conf", LEGACY);

    CliRun run = CliRun.of(daemon, "import", file);

    assertThat(run)
        .isEqualTo(
            new CliRun(
                0,
                "director shop created with 1 backend and 0 buckets, times read as seconds\n",
                file
                    + ":10: warning: transfer-mode=file is not carried over: answers are always"
                    + " passed on as they come\n"));
    assertThat(daemon.lines()).containsExactly("PUT /director/shop HTTP/1.1");
    assertThat(Json.object(daemon.received().get(0).body()).getAsJsonArray("backends")).hasSize(1);
  }

  @Test
  void import_dryRun_asksTheDaemonToCheckOnly() throws IOException {
    daemon.answer(200, "{}");

    CliRun run =
        CliRun.of(
            daemon, "import", file("a.db", LEGACY), "--name", "b", "--dry-run", "--times", "ms");

    assertThat(run.out())
        .isEqualTo(
            "director b can be created with 1 backend and 0 buckets, times read as"
                + " milliseconds (dry run: nothing was changed)\n");
    assertThat(daemon.lines()).containsExactly("PUT /director/b?dry-run=true HTTP/1.1");
  }

  @Test
  void import_valueThatTheDaemonRefuses_isLocatedInTheFile() throws IOException {
    daemon.answer(
        400,
        "{\"status\":400,\"detail\":\"backends[0].url: ftp (expected: http)\","
            + "\"field\":\"backends[0].url\"}");
    String file = file("a.db", LEGACY.replace("transfer-mode=file\n", ""));

    assertThat(CliRun.of(daemon, "import", file))
        .isEqualTo(CliRun.failed(1, file + ":14: backends[0].url: ftp (expected: http)"));
  }

  @Test
  void import_nameThatIsTaken_isAConflict() throws IOException {
    daemon.refuse(409, "director a exists already");

    CliRun run = CliRun.of(daemon, "import", file("a.db", LEGACY));

    assertThat(run.exitCode()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).endsWith("x0ctl: director a exists already\n");
  }

  @Test
  void import_brokenFiles_areOneLineAndAskNobody() throws IOException {
    String missing = directory.resolve("none.db").toString();
    assertThat(CliRun.of(daemon, "import", missing))
        .isEqualTo(CliRun.failed(1, missing + ": cannot be read: no such file or folder"));

    String legacy = file("bad.db", "[director]\nqueue-limit=x\n");
    assertThat(CliRun.of(daemon, "import", legacy))
        .isEqualTo(CliRun.failed(1, legacy + ":2: queue-limit: x (expected: a whole number)"));

    String json = file("bad.json", "{\n  \"name\": shop\n}\n");
    assertThat(CliRun.of(daemon, "import", json))
        .isEqualTo(CliRun.failed(1, json + ":2: it is not JSON (RFC 8259)"));

    Path binary = Files.write(directory.resolve("a.bin"), new byte[] {(byte) 0xFF, 1});
    assertThat(CliRun.of(daemon, "import", binary.toString()))
        .isEqualTo(CliRun.failed(1, binary + ": it is not text in UTF-8"));

    String nameless = file("-.db", LEGACY);
    assertThat(CliRun.of(daemon, "import", nameless).exitCode()).isEqualTo(2);
    assertThat(CliRun.of(daemon, "import", file("x.db", LEGACY), "--times", "h").exitCode())
        .isEqualTo(2);
    assertThat(CliRun.of(daemon, "import").exitCode()).isEqualTo(2);
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void import_severalDirectors_areAllCheckedBeforeOneIsCreated() throws IOException {
    daemon.answer(200, "{}").refuse(409, "director b exists already");
    String file = file("all.json", "{\"directors\": [{\"name\": \"a\"}, {\"name\": \"b\"}]}");

    assertThat(CliRun.of(daemon, "import", file))
        .isEqualTo(CliRun.failed(4, "director b exists already"));
    assertThat(daemon.lines())
        .containsExactly(
            "PUT /director/a?dry-run=true HTTP/1.1", "PUT /director/b?dry-run=true HTTP/1.1");

    daemon.answer(200, "{}").answer(200, "{}").answer(201, "{}").answer(201, "{}");
    assertThat(CliRun.of(daemon, "import", file).out())
        .isEqualTo(
            "director a created with 0 backends and 0 buckets\n"
                + "director b created with 0 backends and 0 buckets\n");
  }

  @Test
  void export_one_isItsDocumentWithoutWhatIsDerived() {
    daemon.answer(
        200,
        """
        {"name": "shop", "origin": "managed", "mutable": true, "revision": 3, "queue-limit": 7,
         "state": "up", "capacity": 4, "stats": {"load": {"current": 1}},
         "backends": [
           {"name": "b1", "revision": 2, "url": "http://h:1", "weight": 2, "protocol": "http",
            "hostname": "h", "port": 1, "state": "online", "health": {"mode": "lazy"}, "stats": {}},
           {"name": "old", "role": "terminate", "url": "http://h:2"}
         ],
         "buckets": [
           {"name": "root", "parent": "", "rate": "100%"},
           {"name": "vip", "parent": "root", "rate": "20%", "token-rate": 4, "stats": {}}
         ]}
        """);

    CliRun run = CliRun.of(daemon, "export", "shop");

    assertThat(run.err())
        .isEqualTo("x0ctl: warning: backend shop/old is left out: it is being removed\n");
    assertThat(Json.object(run.out()))
        .isEqualTo(
            Json.object(
                """
                {"name": "shop", "queue-limit": 7,
                 "backends": [{"name": "b1", "url": "http://h:1", "weight": 2}],
                 "buckets": [{"name": "vip", "parent": "root", "rate": "20%"}]}
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/shop HTTP/1.1");
  }

  @Test
  void export_all_leavesOutThoseOfTheConfigurationFile() {
    daemon.answer(
        200,
        "{\"a\": {\"name\": \"a\", \"mutable\": true}, \"b\": {\"name\": \"b\", \"mutable\":"
            + " false}}");

    CliRun run = CliRun.of(daemon, "export");

    assertThat(run.exitCode()).isZero();
    assertThat(Json.object(run.out()))
        .isEqualTo(
            Json.object("{\"directors\": [{\"name\": \"a\", \"backends\": [], \"buckets\": []}]}"));
    assertThat(run.err()).contains("director b is left out");
  }

  @Test
  void export_unknown_isNotFound() {
    daemon.refuse(404, "no director x");

    assertThat(CliRun.of(daemon, "export", "x")).isEqualTo(CliRun.failed(3, "no director x"));
  }
}
