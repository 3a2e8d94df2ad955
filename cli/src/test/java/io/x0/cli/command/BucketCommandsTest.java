package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import io.x0.cli.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketCommandsTest extends CommandTest {
  private static final String VIP = Samples.bucket("vip", "root");

  @Test
  void add_rateOnly_putsTheRate() {
    daemon.answer(201, VIP);

    CliRun run = CliRun.of(daemon, "bucket", "add", "shop", "vip", "--rate", "20%");

    assertThat(run).isEqualTo(CliRun.ok("bucket shop/vip added\n"));
    assertThat(daemon.lines()).containsExactly("PUT /director/shop/buckets/vip HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"rate\":\"20%\"}");
  }

  @Test
  void add_everything_putsEverything() {
    daemon.answer(201, VIP);

    CliRun run =
        CliRun.of(
            daemon,
            "bucket",
            "add",
            "--parent=vip",
            "--rate=0.2",
            "shop",
            "--queue-limit",
            "50",
            "gold",
            "--ceil",
            "8t");

    assertThat(run).isEqualTo(CliRun.ok("bucket shop/gold added\n"));
    assertThat(daemon.received().get(0).body())
        .isEqualTo("{\"rate\":\"0.2\",\"ceil\":\"8t\",\"queue-limit\":\"50\",\"parent\":\"vip\"}");
  }

  @Test
  void add_json_printsTheNewBucket() {
    daemon.answer(201, "{\"name\":\"vip\"}");

    assertThat(CliRun.of(daemon, "bucket", "add", "shop", "vip", "--rate=5t", "-o=json").out())
        .isEqualTo("{\n  \"name\": \"vip\"\n}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|2|gold: 90% (expected: from 0 to what its siblings leave)",
        "403|1|director shop is declared in the configuration file",
        "404|3|no director shop",
        "409|4|bucket gold exists already in director shop: set it, or choose another name"
      })
  void add_refused_givesTheWordsOfTheDaemon(int status, int exitCode, String detail) {
    daemon.refuse(status, detail);

    assertThat(CliRun.of(daemon, "bucket", "add", "shop", "gold", "--rate", "90%"))
        .isEqualTo(CliRun.failed(exitCode, detail));
  }

  @Test
  void list_buckets_printsTheTree() {
    daemon.answer(
        200,
        "{\"root\":%s,\"vip\":%s,\"gold\":%s,\"crawlers\":%s}"
            .formatted(
                Samples.rootBucket(),
                VIP,
                Samples.bucket("gold", "vip"),
                Samples.bucket("crawlers", "root")));

    CliRun run = CliRun.of(daemon, "bucket", "list", "shop");

    assertThat(run)
        .isEqualTo(
            CliRun.ok(
                """
                NAME        RATE  CEIL  TOKENS  LOAD  BORROWED  QUEUED  TOTAL  DROPPED
                root        100%  100%      20     6         0       2   4711        0
                  vip        20%   40%    4..8     5         1       2   2000        7
                    gold     20%   40%    4..8     5         1       2   2000        7
                  crawlers   20%   40%    4..8     5         1       2   2000        7
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/shop/buckets/ HTTP/1.1");
  }

  @Test
  void list_onATerminal_fitsWithoutAHint() {
    daemon.answer(200, "{\"root\":" + Samples.rootBucket() + ",\"vip\":" + VIP + "}");

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80), "bucket", "list", "shop");

    assertThat(run.err()).isEmpty();
    assertThat(run.out().lines()).hasSize(3).allMatch(line -> line.length() <= 80);
  }

  @Test
  void list_rootOnlyOnATerminal_hintsHowToAddOne() {
    daemon.answer(200, "{\"root\":" + Samples.rootBucket() + "}");

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80), "bucket", "list", "shop");

    assertThat(run.out()).contains("root");
    assertThat(run.err())
        .isEqualTo(
            "no buckets below the root yet"
                + " (add one with 'x0ctl bucket add shop NAME --rate SHARE')\n");
  }

  @Test
  void list_json_printsTheBody() {
    daemon.answer(200, "{\"root\":{\"rate\":\"100%\"}}");

    assertThat(CliRun.of(daemon, "bucket", "list", "shop", "-o", "json").out())
        .isEqualTo("{\n  \"root\": {\n    \"rate\": \"100%\"\n  }\n}\n");
  }

  @Test
  void list_fieldsMissing_printsDashes() {
    daemon.answer(200, "{\"a\":{\"name\":\"a\",\"parent\":\"gone\",\"stats\":7},\"b\":{}}");

    assertThat(CliRun.of(daemon, "bucket", "list", "shop").out())
        .isEqualTo(
            """
            NAME  RATE  CEIL  TOKENS  LOAD  BORROWED  QUEUED  TOTAL  DROPPED
            a        -     -       -     -         -       -      -        -
            -        -     -       -     -         -       -      -        -
            """);
  }

  @Test
  void show_bucket_printsFacts() {
    daemon.answer(200, VIP);

    CliRun run = CliRun.of(daemon, "bucket", "show", "shop", "vip");

    assertThat(run)
        .isEqualTo(
            CliRun.ok(
                """
                name         vip
                parent       root
                rate         20%
                ceil         40%
                queue-limit  unlimited
                token-rate   4
                token-ceil   8
                load         5 (max 8, total 2000)
                borrowed     1
                queued       2 (max 3, total 12)
                dropped      7
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/shop/buckets/vip HTTP/1.1");
  }

  @Test
  void show_root_isPossible() {
    daemon.answer(200, Samples.rootBucket());

    assertThat(CliRun.of(daemon, "bucket", "show", "shop", "root").out())
        .startsWith("name         root\nparent\nrate         100%\n");
  }

  @Test
  void show_json_printsTheBody() {
    daemon.answer(200, "{\"name\":\"vip\"}");

    assertThat(CliRun.of(daemon, "bucket", "show", "shop", "vip", "-o=json").out())
        .isEqualTo("{\n  \"name\": \"vip\"\n}\n");
  }

  @Test
  void set_optionsAndPairs_patchesAll() {
    daemon.answer(200, VIP);

    CliRun run =
        CliRun.of(
            daemon,
            "bucket",
            "set",
            "shop",
            "vip",
            "--ceil=60%",
            "rate=30%",
            "--queue-limit",
            "unlimited",
            "--if-revision",
            "3");

    assertThat(run).isEqualTo(CliRun.ok("bucket shop/vip changed\n"));
    assertThat(daemon.lines()).containsExactly("PATCH /director/shop/buckets/vip HTTP/1.1");
    assertThat(daemon.received().get(0).headers()).contains("if-match: \"3\"");
    assertThat(daemon.received().get(0).body())
        .isEqualTo("{\"rate\":\"30%\",\"ceil\":\"60%\",\"queue-limit\":\"unlimited\"}");
  }

  @Test
  void set_revisionIsAnotherOne_exitsWithConflict() {
    daemon.refuse(412, "director shop has changed");

    assertThat(CliRun.of(daemon, "bucket", "set", "shop", "vip", "rate=5t", "--if-revision=2"))
        .isEqualTo(CliRun.failed(4, "director shop has changed"));
  }

  @Test
  void remove_yes_removesWithoutAsking() {
    daemon.answer(200, VIP);

    CliRun run =
        CliRun.of(daemon, "bucket", "remove", "shop", "vip", "--yes", "--if-revision", "3");

    assertThat(run).isEqualTo(CliRun.ok("bucket shop/vip removed\n"));
    assertThat(daemon.lines()).containsExactly("DELETE /director/shop/buckets/vip HTTP/1.1");
    assertThat(daemon.received().get(0).headers()).contains("if-match: \"3\"");
  }

  @Test
  void remove_noSuchBucket_doesNotAsk() {
    daemon.refuse(404, "no bucket vip in director shop");

    assertThat(CliRun.of(daemon, FakeTerminal.of(80, "y"), "bucket", "remove", "shop", "vip"))
        .isEqualTo(CliRun.failed(3, "no bucket vip in director shop"));
  }
}
