package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import io.x0.cli.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectorCommandsTest extends CommandTest {
  private static final String SHOP =
      Samples.director("shop", "up", Samples.backend("b1", "http://127.0.0.1:8081", "online"));

  @Test
  void create_withoutSettings_putsAnEmptyObject() {
    daemon.answer(201, SHOP);

    CliRun run = CliRun.of(daemon, "director", "create", "shop");

    assertThat(run).isEqualTo(CliRun.ok("director shop created\n"));
    assertThat(daemon.lines()).containsExactly("PUT /director/shop HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{}");
    assertThat(daemon.received().get(0).headers())
        .contains("connection: close", "content-type: application/json", "content-length: 2");
  }

  @Test
  void create_withSettings_sendsThemAsText() {
    daemon.answer(201, SHOP);

    CliRun run =
        CliRun.of(
            daemon, "director", "create", "shop", "--set", "queue-limit=5", "--set=retry-after=0s");

    assertThat(run.exitCode()).isZero();
    assertThat(daemon.received().get(0).body())
        .isEqualTo("{\"queue-limit\":\"5\",\"retry-after\":\"0s\"}");
  }

  @Test
  void create_hostnameAndPort_sendsThem() {
    daemon.answer(201, SHOP);

    CliRun run =
        CliRun.of(
            daemon,
            "director",
            "create",
            "shop",
            "--hostname",
            "*.shop.test",
            "--port=8080",
            "--set",
            "queue-limit=5");

    assertThat(run).isEqualTo(CliRun.ok("director shop created\n"));
    assertThat(daemon.received().get(0).body())
        .isEqualTo("{\"hostname\":\"*.shop.test\",\"port\":\"8080\",\"queue-limit\":\"5\"}");
  }

  @Test
  void set_hostnameAndPort_asSettingOrOption() {
    daemon.answer(200, SHOP);

    CliRun run = CliRun.of(daemon, "director", "set", "shop", "hostname=blog.test", "--port", "");

    assertThat(run).isEqualTo(CliRun.ok("director shop changed\n"));
    assertThat(daemon.received().get(0).body())
        .isEqualTo("{\"hostname\":\"blog.test\",\"port\":\"\"}");
  }

  @Test
  void list_onDemand_showsWhatEachServes() {
    String shop = SHOP.replaceFirst("\"revision\"", "\"hostname\":\"*.shop.test\",\"revision\"");
    String port =
        Samples.director("port", "empty").replaceFirst("\"revision\"", "\"port\":81,\"revision\"");
    daemon.answer(
        200,
        "{\"shop\":"
            + shop
            + ",\"port\":"
            + port
            + ",\"a\":"
            + Samples.director("a", "empty")
            + "}");

    assertThat(CliRun.of(daemon, "director", "list"))
        .isEqualTo(
            CliRun.ok(
                """
                NAME  ORIGIN   STATE  BACKENDS  CAPACITY  LOAD  QUEUED  TOTAL  SERVES
                shop  managed  up            1        16     2       0   4711  *.shop.test
                port  managed  empty         0        16     2       0   4711  :81
                a     managed  empty         0        16     2       0   4711  -
                """));
  }

  @Test
  void show_onDemand_showsHostnameAndPort() {
    daemon.answer(
        200, "{\"name\":\"shop\",\"hostname\":\"shop.test\",\"port\":81,\"backends\":[]}");

    assertThat(CliRun.of(daemon, "director", "show", "shop").out())
        .startsWith("name      shop\nhostname  shop.test\nport      81\n");
  }

  @Test
  void create_quiet_printsNothing() {
    daemon.answer(201, SHOP);

    assertThat(CliRun.of(daemon, "director", "create", "shop", "--quiet")).isEqualTo(CliRun.ok(""));
  }

  @Test
  void create_json_printsTheNewDirector() {
    daemon.answer(201, "{\"name\":\"shop\",\"revision\":1}");

    assertThat(CliRun.of(daemon, "-o", "json", "director", "create", "shop"))
        .isEqualTo(CliRun.ok("{\n  \"name\": \"shop\",\n  \"revision\": 1\n}\n"));
  }

  @Test
  void list_twoDirectors_printsATable() {
    daemon.answer(200, "{\"shop\":" + SHOP + ",\"a\":" + Samples.director("a", "empty") + "}");

    CliRun run = CliRun.of(daemon, "director", "list");

    assertThat(run)
        .isEqualTo(
            CliRun.ok(
                """
                NAME  ORIGIN   STATE  BACKENDS  CAPACITY  LOAD  QUEUED  TOTAL
                shop  managed  up            1        16     2       0   4711
                a     managed  empty         0        16     2       0   4711
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/?members=false HTTP/1.1");
    assertThat(daemon.received().get(0).headers()).noneMatch(h -> h.startsWith("content-"));
  }

  @Test
  void list_json_printsTheBodyIndented() {
    daemon.answer(200, "{\"shop\":{\"capacity\":1.50,\"stats\":{},\"backends\":[]}}");

    assertThat(CliRun.of(daemon, "director", "list", "--output=json").out())
        .isEqualTo(
            """
            {
              "shop": {
                "capacity": 1.50,
                "stats": {},
                "backends": []
              }
            }
            """);
  }

  @Test
  void list_noneOnATerminal_printsTheHeaderAndAHint() {
    daemon.answer(200, "{}");

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80), "director", "list");

    assertThat(run.out())
        .isEqualTo("NAME ORIGIN STATE BACKENDS CAPACITY LOAD QUEUED TOTAL\n".replace(" ", "  "));
    assertThat(run.err())
        .isEqualTo("no directors yet (create one with 'x0ctl director create NAME')\n");
  }

  @Test
  void list_noneWithoutATerminal_printsTheHeaderOnly() {
    daemon.answer(200, "{}");

    CliRun run = CliRun.of(daemon, "director", "list");

    assertThat(run.out()).startsWith("NAME");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void show_director_printsSettingsThenBackends() {
    daemon.answer(200, SHOP);

    CliRun run = CliRun.of(daemon, "director", "show", "shop");

    assertThat(run)
        .isEqualTo(
            CliRun.ok(
                """
                name           shop
                origin         managed
                mutable        true
                revision       3
                enabled        true
                queue-limit    1000
                queue-timeout  30s
                state          up
                capacity       16
                load           2 (max 9, total 4711)
                queued         0 (max 3, total 12)
                dropped        1

                NAME  URL                    ROLE    STATE   CAPACITY  LOAD  MAX  TOTAL  FAILED  WEIGHT
                b1    http://127.0.0.1:8081  active  online         8     1    8   2000       0       1
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/shop HTTP/1.1");
  }

  @Test
  void show_buckets_printsThemAfterTheBackends() {
    daemon.answer(200, withBuckets(Samples.rootBucket() + "," + Samples.bucket("vip", "root")));

    assertThat(CliRun.of(daemon, "director", "show", "shop").out())
        .endsWith(
            """
            NAME  URL  ROLE  STATE  CAPACITY  LOAD  MAX  TOTAL  FAILED  WEIGHT

            NAME   RATE  CEIL  TOKENS  LOAD  BORROWED  QUEUED  TOTAL  DROPPED
            root   100%  100%      20     6         0       2   4711        0
              vip   20%   40%    4..8     5         1       2   2000        7
            """);
  }

  @Test
  void show_rootBucketOnly_printsNoBuckets() {
    daemon.answer(200, withBuckets(Samples.rootBucket()));

    assertThat(CliRun.of(daemon, "director", "show", "shop").out()).endsWith("FAILED  WEIGHT\n");
  }

  private static String withBuckets(String buckets) {
    return "{\"name\":\"shop\",\"backends\":[],\"buckets\":[" + buckets + "]}";
  }

  @Test
  void show_json_printsTheBody() {
    daemon.answer(200, "{\"name\":\"shop\"}");

    assertThat(CliRun.of(daemon, "director", "show", "shop", "-ojson"))
        .isEqualTo(CliRun.ok("{\n  \"name\": \"shop\"\n}\n"));
  }

  @Test
  void set_twoSettings_patchesBoth() {
    daemon.answer(200, SHOP);

    CliRun run =
        CliRun.of(daemon, "director", "set", "shop", "queue-limit=-1", "queue-timeout=1m=");

    assertThat(run).isEqualTo(CliRun.ok("director shop changed\n"));
    assertThat(daemon.lines()).containsExactly("PATCH /director/shop HTTP/1.1");
    assertThat(daemon.received().get(0).body())
        .isEqualTo("{\"queue-limit\":\"-1\",\"queue-timeout\":\"1m=\"}");
  }

  @Test
  void set_ifRevision_sendsIfMatch() {
    daemon.answer(200, SHOP);

    CliRun run = CliRun.of(daemon, "director", "set", "shop", "enabled=no", "--if-revision", "3");

    assertThat(run.exitCode()).isZero();
    assertThat(daemon.received().get(0).headers()).contains("if-match: \"3\"");
  }

  @ParameterizedTest
  @CsvSource({"enable,UNLOCK,enabled", "disable,LOCK,disabled"})
  void switch_director_sendsTheVerb(String word, String method, String done) {
    daemon.answer(200, SHOP);

    CliRun run = CliRun.of(daemon, "director", word, "shop", "--if-revision=7");

    assertThat(run).isEqualTo(CliRun.ok("director shop " + done + "\n"));
    assertThat(daemon.lines()).containsExactly(method + " /director/shop HTTP/1.1");
    assertThat(daemon.received().get(0).headers()).contains("if-match: \"7\"", "content-length: 0");
  }

  @Test
  void delete_yes_deletesWithoutAsking() {
    daemon.answer(200, SHOP);

    CliRun run = CliRun.of(daemon, "--yes", "director", "delete", "shop");

    assertThat(run).isEqualTo(CliRun.ok("director shop deleted\n"));
    assertThat(daemon.lines()).containsExactly("DELETE /director/shop HTTP/1.1");
  }
}
