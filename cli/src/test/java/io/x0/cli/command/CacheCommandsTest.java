package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CacheCommandsTest extends CommandTest {
  private static final String STATS =
      """
      "stats":{"objects":12,"bytes":3456,"lookups":100,"hits":80,"stale":1,"collapsed":2,\
      "revalidated":3,"misses":10,"expired":7,"bypassed":4,"stored":17,"evicted":5,"purged":6,\
      "on-disk":8,"loaded":9,\
      "hit-ratio":{"10s":0.5,"60s":0.8765,"total":0.86}}\
      """;

  private static final String SHOP =
      "{\"director\":\"shop\",\"cache-enabled\":true,\"cache-default-ttl\":\"0s\"," + STATS + "}";
  private static final String PURGED = "{\"director\":\"shop\",\"soft\":false,\"purged\":12}";

  @Test
  void stats_ofAll_isATable() {
    daemon.answer(
        200,
        "{\"memory\":{\"used-bytes\":1,\"capacity-bytes\":2},\"directors\":{\"blog\":"
            + "{\"enabled\":false},\"shop\":{\"enabled\":true,"
            + STATS
            + "}}}");

    assertThat(CliRun.of(daemon, "cache", "stats"))
        .isEqualTo(
            CliRun.ok(
                """
                DIRECTOR  ENABLED  HIT%  OBJECTS  BYTES  LOOKUPS  HITS  STALE  COLLAPSED  REVALIDATED  MISSES  EXPIRED
                blog      false       -        -      -        -     -      -          -            -       -        -
                shop      true     87.7       12   3456      100    80      1          2            3      10        7
                """));
    assertThat(daemon.lines()).containsExactly("GET /cache HTTP/1.1");
  }

  @Test
  void stats_ofOne_inCsv_hasEveryColumn() {
    daemon.answer(200, SHOP);

    assertThat(CliRun.of(daemon, "cache", "stats", "shop", "-o", "csv"))
        .isEqualTo(
            CliRun.ok(
                """
                director,enabled,hit%,objects,bytes,lookups,hits,stale,collapsed,revalidated,misses,expired,bypassed,stored,evicted,purged,on-disk,loaded
                shop,true,87.7,12,3456,100,80,1,2,3,10,7,4,17,5,6,8,9
                """
                    .replace("\n", "\r\n")));
    assertThat(daemon.lines()).containsExactly("GET /director/shop/cache?history=false HTTP/1.1");
  }

  @Test
  void stats_asNames_areThoseOfTheDirectors() {
    daemon.answer(200, SHOP);

    assertThat(CliRun.of(daemon, "cache", "stats", "shop", "-o", "name"))
        .isEqualTo(CliRun.ok("shop\n"));
  }

  @Test
  void show_isNamesAndValues() {
    daemon.answer(200, SHOP);

    CliRun run = CliRun.of(daemon, "cache", "show", "shop");

    assertThat(run.out())
        .contains("cache-default-ttl  0s\n")
        .contains("objects            12\n")
        .contains("hit-ratio          10s 0.5, 60s 0.8765, total 0.86\n");
  }

  @Test
  void set_patches() {
    daemon.answer(200, SHOP);

    assertThat(CliRun.of(daemon, "cache", "set", "shop", "default-ttl=10m", "--if-revision", "7"))
        .isEqualTo(CliRun.ok("cache of director shop changed\n"));
    assertThat(daemon.lines()).containsExactly("PATCH /director/shop/cache HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"default-ttl\":\"10m\"}");
    assertThat(daemon.received().get(0).headers()).contains("if-match: \"7\"");
  }

  @Test
  void set_nothing_isMisuse() {
    assertThat(CliRun.of(daemon, "cache", "set", "shop").exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"enable, UNLOCK, enabled", "disable, LOCK, disabled"})
  void enableAndDisable_areUnlockAndLock(String word, String method, String done) {
    daemon.answer(200, SHOP);

    assertThat(CliRun.of(daemon, "cache", word, "shop"))
        .isEqualTo(CliRun.ok("cache of director shop " + done + "\n"));
    assertThat(daemon.lines()).containsExactly(method + " /director/shop/cache HTTP/1.1");
  }

  @ParameterizedTest
  @CsvSource({
    "--key, k, key",
    "--url, http://a/b?c, url",
    "--prefix, /static/, prefix",
    "--tag, product-17, tag"
  })
  void purge_sendsWhatIsMeant(String option, String value, String name) {
    daemon.answer(200, PURGED);

    assertThat(CliRun.of(daemon, "cache", "purge", "shop", option, value))
        .isEqualTo(CliRun.ok("12 answers purged from cache of director shop\n"));
    assertThat(daemon.lines()).containsExactly("POST /director/shop/cache/purge HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"" + name + "\":\"" + value + "\"}");
  }

  @Test
  void purge_soft_saysSo() {
    daemon.answer(200, "{\"purged\":1}");

    assertThat(CliRun.of(daemon, "cache", "purge", "shop", "--tag", "x", "--soft"))
        .isEqualTo(CliRun.ok("1 answer declared stale in cache of director shop\n"));
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"tag\":\"x\",\"soft\":true}");
  }

  @Test
  void purge_dryRun_saysThatNothingHappened() {
    daemon.answer(200, PURGED);

    CliRun run = CliRun.of(daemon, "cache", "purge", "shop", "--all", "--dry-run");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("12 answers purged from cache of director shop (");
    assertThat(daemon.lines().get(0)).startsWith("POST /director/shop/cache/purge?dry-run=true ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "|what is to be purged?",
        "--all --tag x|only one of",
        "--key a --url /b|only one of"
      })
  void purge_ofNothingClear_isMisuse(String options, String message) {
    String line = "cache purge shop" + (options == null ? "" : " " + options);

    CliRun run = CliRun.of(daemon, line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(message);
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void purge_all_asksBefore() {
    daemon.answer(200, SHOP).answer(200, PURGED);

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80, "y"), "cache", "purge", "shop", "--all");

    assertThat(run)
        .isEqualTo(
            new CliRun(
                0,
                "12 answers purged from cache of director shop\n",
                "purge all of the cache of director shop with 12 objects? [y/N] "));
    assertThat(daemon.received().get(1).body()).isEqualTo("{\"all\":true}");
  }

  @Test
  void purge_all_notAgreed_leavesIt() {
    daemon.answer(200, SHOP);

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80, "n"), "cache", "purge", "shop", "--all");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).endsWith("cancelled, the cache of director shop stays as it is\n");
    assertThat(daemon.lines()).hasSize(1);
  }

  @Test
  void purge_all_withoutATerminal_wantsYes() {
    assertThat(CliRun.of(daemon, "cache", "purge", "shop", "--all").exitCode()).isEqualTo(2);
    assertThat(daemon.lines()).isEmpty();

    daemon.answer(200, PURGED);
    assertThat(CliRun.of(daemon, "cache", "purge", "shop", "--all", "--yes").exitCode()).isZero();
  }
}
