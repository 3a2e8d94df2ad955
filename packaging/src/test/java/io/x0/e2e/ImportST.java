package io.x0.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Directors of the predecessor, and exported ones, become directors as a whole. */
@Timeout(180)
class ImportST {
  private static String legacy(String port) throws Exception {
    try (InputStream in = Objects.requireNonNull(ImportST.class.getResourceAsStream("legacy.db"))) {
      return new String(in.readAllBytes(), UTF_8).replace("$PORT", port);
    }
  }

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Test
  void import_fileOfThePredecessor_servesAndSurvivesARestart() throws Exception {
    try (Origin origin = Origin.named("one");
        TestDaemon daemon = TestDaemon.started()) {
      String port = Integer.toString(URI.create(origin.url()).getPort());
      String file = Files.writeString(daemon.folder().resolve("shop.db"), legacy(port)).toString();

      TestDaemon.Ran dry = daemon.ctl("import", file, "--dry-run");
      assertThat(dry.exit()).as(dry.err()).isZero();
      assertThat(daemon.must("director", "list")).doesNotContain("shop");

      TestDaemon.Ran ran = daemon.ctl("import", file);
      assertThat(ran.exit()).as(ran.err()).isZero();
      assertThat(ran.out())
          .isEqualTo(
              "director shop created with 2 backends and 2 buckets, times read as seconds\n");
      assertThat(ran.err().lines())
          .containsExactly(
              file + ":6: warning: queue-limit counts all buckets together now, not each of them",
              file
                  + ":17: warning: transfer-mode=file is not carried over: answers are always"
                  + " passed on as they come");
      assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("one");

      daemon.kill();
      daemon.start();

      JsonObject shop = json(daemon.must("director", "show", "shop", "-o", "json"));
      assertThat(shop.get("queue-timeout").getAsString()).isEqualTo("10s");
      assertThat(shop.get("scheduler").getAsString()).isEqualTo("chance");
      assertThat(shop.get("cache-enabled").getAsBoolean()).isTrue();
      assertThat(shop.get("revision").getAsInt()).isEqualTo(1);
      assertThat(shop.getAsJsonArray("buckets")).hasSize(3);
      JsonObject two = shop.getAsJsonArray("backends").get(1).getAsJsonObject();
      assertThat(two.get("role").getAsString()).isEqualTo("backup");
      assertThat(two.get("state").getAsString()).isEqualTo("disabled");
      assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("one");
      assertThat(daemon.must("history").lines().filter(line -> line.contains("shop"))).hasSize(1);
    }
  }

  @Test
  void import_somethingThatCannotBe_leavesNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      Path file = daemon.folder().resolve("shop.db");
      Files.writeString(file, legacy("0"));

      TestDaemon.Ran port = daemon.ctl("import", file.toString());
      assertThat(port.exit()).isEqualTo(1);
      assertThat(port.err().lines().toList().get(2))
          .startsWith("x0ctl: " + file + ":42: backends[0].url: http://127.0.0.1:0 (expected: ");

      Files.writeString(
          file, legacy("1").replace("ceil=1\n\n[backend=one]", "ceil=0.4\n\n[backend=one]"));
      TestDaemon.Ran ceil = daemon.ctl("import", file.toString());
      assertThat(ceil.exit()).isEqualTo(1);
      assertThat(ceil.err()).contains("x0ctl: " + file + ":32: buckets[1].ceil: ");

      assertThat(daemon.must("director", "list")).doesNotContain("shop");
      assertThat(daemon.must("history")).doesNotContain("shop");
    }
  }

  @Test
  void export_deleteAndImport_isTheIdentity() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must(
          "director", "create", "shop", "--set", "queue-limit=7", "--set", "borrow=reserve");
      daemon.must("director", "set", "shop", "slow-start-aggression=1.5", "retry-buffer=1m");
      daemon.must(
          "backend", "add", "shop", "b1", "http://127.0.0.1:1", "--weight", "3", "--disabled");
      daemon.must("backend", "add", "shop", "b0", "http+unix:/tmp/x.sock", "--role", "backup");
      daemon.must("backend", "set", "shop", "b0", "terminate-protection=true", "slow-start=5s");
      daemon.must("bucket", "add", "shop", "vip", "--rate", "20%", "--ceil", "40%");
      daemon.must("bucket", "add", "shop", "gold", "--rate", "2t", "--parent", "vip");
      daemon.must("director", "create", "blog");

      String all = daemon.must("export");
      String shop = daemon.must("export", "shop");
      Path file = Files.writeString(daemon.folder().resolve("all.json"), all);
      Path one = Files.writeString(daemon.folder().resolve("shop.json"), shop);
      assertThat(daemon.ctl("import", file.toString()).exit()).isEqualTo(4);
      daemon.must("backend", "set", "shop", "b0", "terminate-protection=false");
      daemon.must("director", "delete", "shop", "--yes");
      daemon.must("director", "delete", "blog", "--yes");

      daemon.must("import", file.toString());
      assertThat(daemon.must("export")).isEqualTo(all);
      daemon.must("import", one.toString(), "--name", "copy");

      JsonObject copy = json(daemon.must("export", "copy"));
      assertThat(copy.remove("name").getAsString()).isEqualTo("copy");
      JsonObject original = json(shop);
      original.remove("name");
      assertThat(copy).isEqualTo(original);
      assertThat(copy.get("queue-limit").getAsInt()).isEqualTo(7);
      assertThat(copy.getAsJsonArray("buckets")).hasSize(2);
    }
  }

  /** The samples of the predecessor, if a folder next to the project has them. */
  @Test
  void import_samplesOfThePredecessor_areTakenOrRefusedWithAPlace() throws Exception {
    Path sample = sample();
    try (TestDaemon daemon = TestDaemon.started()) {
      TestDaemon.Ran ran = daemon.ctl("import", sample.toString());

      assertThat(ran.exit()).as(ran.err()).isZero();
      assertThat(ran.out())
          .isEqualTo(
              "director app_cluster created with 5 backends and 2 buckets, times read as"
                  + " seconds\n");
      JsonObject director = json(daemon.must("export", "app_cluster"));
      assertThat(director.getAsJsonArray("backends")).hasSize(5);
      assertThat(director.getAsJsonArray("buckets")).hasSize(2);
      assertThat(director.get("read-timeout").getAsString()).isEqualTo("2m");
      assertThat(director.get("queue-limit").getAsInt()).isEqualTo(127);
      assertThat(director.get("cache-default-ttl").getAsString()).isEqualTo("5m");
      assertThat(director.get("cache-default-shadow-ttl").getAsString()).isEqualTo("1h");

      Path fastCgi = sample.resolveSibling("fcgi_cluster.db");
      assertThat(daemon.must("import", fastCgi.toString()))
          .isEqualTo(
              "director fcgi_cluster created with 1 backend and 0 buckets, times read as"
                  + " seconds\n");
      JsonObject php = json(daemon.must("export", "fcgi_cluster"));
      assertThat(php.getAsJsonArray("backends").get(0).getAsJsonObject().get("url").getAsString())
          .isEqualTo("fcgi://127.0.0.1:9");
      assertThat(php.get("health-check-fcgi-script-filename").getAsString())
          .isEqualTo("/home/trapni/projects/ialu-web/public/phpinfo.php");
    }
  }

  private static Path sample() throws Exception {
    Path root = Path.of("").toAbsolutePath().getParent().getParent();
    try (Stream<Path> siblings = Files.list(root)) {
      for (Path sibling : siblings.sorted().toList()) {
        Path file = sibling.resolve("data/x0/app_cluster.db");
        if (Files.isReadable(file)) {
          return file;
        }
      }
    }
    assumeTrue(false, "no folder data/x0 next to the project: nothing to import");
    throw new AssertionError();
  }
}
