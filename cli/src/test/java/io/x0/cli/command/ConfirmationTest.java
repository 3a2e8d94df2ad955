package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import io.x0.cli.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfirmationTest extends CommandTest {
  private static final String B1 = Samples.backend("b1", "http://h:1", "online");
  private static final String VIP = Samples.bucket("vip", "root");
  private static final String SHOP = Samples.director("shop", "up", B1);
  private static final String QUESTION =
      "delete director shop with 1 backend and 2 requests in flight? [y/N] ";

  @ParameterizedTest
  @ValueSource(strings = {"y", "Y", " yes "})
  void delete_yesOnATerminal_deletes(String answer) {
    daemon.answer(200, SHOP).answer(200, SHOP);

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80, answer), "director", "delete", "shop");

    assertThat(run).isEqualTo(new CliRun(0, "director shop deleted\n", QUESTION));
    assertThat(daemon.lines())
        .containsExactly("GET /director/shop HTTP/1.1", "DELETE /director/shop HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n", "yep", "no"})
  void delete_anythingElse_leavesIt(String answer) {
    daemon.answer(200, SHOP);

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80, answer), "director", "delete", "shop");

    assertThat(run)
        .isEqualTo(
            new CliRun(1, "", QUESTION + "x0ctl: cancelled, director shop stays as it is\n"));
    assertThat(daemon.lines()).containsExactly("GET /director/shop HTTP/1.1");
  }

  @Test
  void delete_endOfInput_leavesIt() {
    daemon.answer(200, SHOP);

    assertThat(CliRun.of(daemon, FakeTerminal.of(80), "director", "delete", "shop").exitCode())
        .isEqualTo(1);
  }

  @Test
  void delete_noSuchDirector_doesNotAsk() {
    daemon.refuse(404, "director: nope (no such director)");

    assertThat(CliRun.of(daemon, FakeTerminal.of(80, "y"), "director", "delete", "nope"))
        .isEqualTo(CliRun.failed(3, "director: nope (no such director)"));
  }

  @Test
  void remove_onATerminal_saysWhatIsHit() {
    daemon.answer(200, B1).answer(200, B1);

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80, "y"), "backend", "remove", "shop", "b1");

    assertThat(run.err())
        .isEqualTo("remove backend shop/b1 at http://h:1 with 1 request in flight? [y/N] ");
    assertThat(run.out()).isEqualTo("backend shop/b1 removed\n");
  }

  @Test
  void remove_bucketOnATerminal_saysWhereItsRequestsGo() {
    daemon.answer(200, VIP).answer(200, "{\"vip\":" + VIP + "}").answer(200, VIP);

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80, "y"), "bucket", "remove", "shop", "vip");

    assertThat(run)
        .isEqualTo(
            new CliRun(
                0,
                "bucket shop/vip removed\n",
                "remove bucket shop/vip with 5 requests in flight and 2 waiting,"
                    + " which go on in bucket root? [y/N] "));
    assertThat(daemon.lines())
        .containsExactly(
            "GET /director/shop/buckets/vip HTTP/1.1",
            "GET /director/shop/buckets/ HTTP/1.1",
            "DELETE /director/shop/buckets/vip HTTP/1.1");
  }

  @Test
  void remove_bucketAboveOthers_saysHowManyGoWithIt() {
    daemon
        .answer(200, VIP)
        .answer(
            200,
            "{\"root\":%s,\"vip\":%s,\"gold\":%s,\"mine\":%s,\"crawlers\":%s}"
                .formatted(
                    Samples.rootBucket(),
                    VIP,
                    Samples.bucket("gold", "vip"),
                    Samples.bucket("mine", "gold"),
                    Samples.bucket("crawlers", "root")));

    CliRun run = CliRun.of(daemon, FakeTerminal.of(80, ""), "bucket", "remove", "shop", "vip");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("remove bucket shop/vip and 2 below it with 5 requests in flight")
        .endsWith("x0ctl: cancelled, bucket shop/vip stays as it is\n");
    assertThat(daemon.lines()).noneMatch(line -> line.startsWith("DELETE"));
  }
}
