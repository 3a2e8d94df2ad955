package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import org.junit.jupiter.api.Test;

class DrainTest extends CommandTest {
  private CliRun drain(String... more) {
    String[] line = new String[4 + more.length];
    System.arraycopy(new String[] {"backend", "drain", "shop", "b1"}, 0, line, 0, 4);
    System.arraycopy(more, 0, line, 4, more.length);
    return CliRun.of(daemon, line);
  }

  private static String backend(String adminState, String state, int inFlight) {
    return "{\"name\":\"b1\",\"admin-state\":\""
        + adminState
        + "\",\"state\":\""
        + state
        + "\",\"stats\":{\"load\":{\"current\":"
        + inFlight
        + "}}}";
  }

  @Test
  void drain_busy_saysWhatIsLeftAndDoesNotWait() {
    daemon.answer(200, backend("drain", "draining", 3));

    assertThat(drain()).isEqualTo(CliRun.ok("backend shop/b1 drains, 3 requests in flight\n"));
    assertThat(daemon.lines()).containsExactly("PATCH /director/shop/backends/b1 HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"admin-state\":\"drain\"}");
  }

  @Test
  void drain_idle_isDrained() {
    daemon.answer(200, backend("drain", "drained", 0));

    assertThat(drain("--if-revision", "7")).isEqualTo(CliRun.ok("backend shop/b1 drained\n"));
    assertThat(daemon.received().get(0).headers()).contains("if-match: \"7\"");
  }

  @Test
  void wait_asksUntilNothingIsInFlight() {
    daemon.answer(200, backend("drain", "draining", 2));
    daemon.answer(200, backend("drain", "draining", 1));
    daemon.answer(200, backend("drain", "drained", 0));

    assertThat(drain("--wait")).isEqualTo(CliRun.ok("backend shop/b1 drained\n"));
    assertThat(daemon.lines())
        .containsExactly(
            "PATCH /director/shop/backends/b1 HTTP/1.1",
            "GET /director/shop/backends/b1 HTTP/1.1",
            "GET /director/shop/backends/b1 HTTP/1.1");
  }

  @Test
  void wait_json_printsTheBackendAsItIsInTheEnd() {
    daemon.answer(200, backend("drain", "draining", 2));
    daemon.answer(200, backend("drain", "drained", 0));

    assertThat(drain("--wait", "-o", "json").out())
        .contains("\"state\": \"drained\"")
        .doesNotContain("draining");
  }

  @Test
  void wait_tooLong_failsAndSaysWhatIsLeft() {
    daemon.answer(200, backend("drain", "draining", 1));

    assertThat(drain("--wait=0s"))
        .isEqualTo(
            CliRun.failed(
                1, "backend shop/b1 still has 1 request in flight after 0s; it goes on to drain"));
  }

  @Test
  void wait_somebodyEnablesIt_fails() {
    daemon.answer(200, backend("drain", "draining", 1));
    daemon.answer(200, backend("enabled", "online", 5));

    assertThat(drain("--wait=10m"))
        .isEqualTo(
            CliRun.failed(1, "backend shop/b1 does not drain any more: somebody made it enabled"));
  }

  @Test
  void wait_somebodyRemovesIt_isNotFound() {
    daemon.answer(200, backend("drain", "draining", 1));
    daemon.refuse(404, "no backend b1 in director shop");

    assertThat(drain("--wait")).isEqualTo(CliRun.failed(3, "no backend b1 in director shop"));
  }

  @Test
  void wait_thatIsNoTime_changesNothing() {
    assertThat(drain("--wait=soon").exitCode()).isEqualTo(2);
    assertThat(drain("--wait", "5m").err()).contains("one argument too many: '5m'");
    assertThat(drain("--wait", "--wait=5m").err()).contains("--wait is given twice");
    assertThat(daemon.lines()).isEmpty();
  }

  @Test
  void dryRun_doesNotWait() {
    daemon.answer(200, "{\"name\":\"b1\",\"admin-state\":\"drain\"}");

    assertThat(drain("--wait", "--dry-run"))
        .isEqualTo(CliRun.ok("backend shop/b1 drains (dry run: nothing was changed)\n"));
    assertThat(daemon.lines())
        .containsExactly("PATCH /director/shop/backends/b1?dry-run=true HTTP/1.1");
  }

  @Test
  void help_showsThatTheTimeMayBeLeftOut() {
    assertThat(CliRun.of(daemon, FakeTerminal.of(100), "backend", "drain", "--help").out())
        .contains("--wait[=TIME]");
  }
}
