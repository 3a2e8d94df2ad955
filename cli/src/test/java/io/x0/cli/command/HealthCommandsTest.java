package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import org.junit.jupiter.api.Test;

/** What is known about backends while they work: health, events, figures. */
class HealthCommandsTest extends CommandTest {
  private static final String HEALTH =
      """
      {"backends":[{"director":"shop","backend":"b1","mode":"paranoid","state":"offline",\
      "since":"2026-11-22T18:00:00.123Z","cause":"check failed: connection refused",\
      "checks":9,"failed-checks":3,\
      "last":{"good":false,"detail":"connection refused","duration-ms":0.4321}},\
      {"director":"blog","backend":"b2","mode":"lazy","state":"online",\
      "since":"2026-11-22T17:00:00Z","cause":"taken for online until it fails",\
      "checks":0,"failed-checks":0}]}\
      """;

  private static final String TRAFFIC =
      """
      "traffic":{"requests":2000,"errors":3,"requests-per-second":{"10s":12.5,"60s":11.9},\
      "latency-ms":{"count":2000,"p50":1.234,"p90":23.456,"p99":345.6,"max":400.0},\
      "queue-wait-ms":{"count":0,"p50":0.0,"p90":0.0,"p99":0.0,"max":0.0}}\
      """;

  private static final String STATS =
      """
      {"name":"shop","state":"up","stats":{"load":{"current":2},"queued":{"current":1},\
      "dropped":4,"retried":5,%s},\
      "backends":[{"name":"b1","state":"online","stats":{"load":{"current":2},"retried":5,\
      "aborted":6,%s}}],\
      "buckets":[{"name":"root","parent":"","stats":{"load":{"current":2},\
      "queued":{"current":1},"dropped":4,%s}},\
      {"name":"vip","parent":"root","stats":{}}]}\
      """
          .formatted(TRAFFIC, TRAFFIC, TRAFFIC);

  @Test
  void healthList_all_printsATable() {
    daemon.answer(200, HEALTH);

    assertThat(CliRun.of(daemon, "health", "list"))
        .isEqualTo(
            CliRun.ok(
                """
                DIRECTOR  BACKEND  MODE      STATE    SINCE                     CHECKS  FAILED  LAST CHECK                       CAUSE
                shop      b1       paranoid  offline  2026-11-22T18:00:00.123Z       9       3  bad, connection refused, 0.43ms  check failed: connection refused
                blog      b2       lazy      online   2026-11-22T17:00:00Z           0       0  -                                taken for online until it fails
                """));
    assertThat(daemon.lines()).containsExactly("GET /health HTTP/1.1");
  }

  @Test
  void healthList_director_asksForThatOne() {
    daemon.answer(200, "{\"backends\":[]}");

    assertThat(CliRun.of(daemon, FakeTerminal.of(200), "health", "list", "shop").err())
        .isEqualTo("no backends yet\n");
    assertThat(daemon.lines()).containsExactly("GET /director/shop/health HTTP/1.1");
  }

  @Test
  void healthList_terminal_coloursTheStates() {
    daemon.answer(200, HEALTH.replace("online\",\"since", "unknown\",\"since"));

    assertThat(CliRun.of(daemon, FakeTerminal.of(200), "health", "list").out())
        .contains("\u001b[31moffline\u001b[0m", "\u001b[33munknown\u001b[0m");
  }

  @Test
  void healthList_json_printsTheBody() {
    daemon.answer(200, "{\"backends\":[]}");

    assertThat(CliRun.of(daemon, "health", "list", "-ojson").out())
        .isEqualTo("{\n  \"backends\": []\n}\n");
  }

  @Test
  void healthCheck_backend_posts() {
    daemon.answer(202, "{\"checks\":9}");

    assertThat(CliRun.of(daemon, "health", "check", "shop", "b1"))
        .isEqualTo(CliRun.ok("check of backend shop/b1 begun\n"));
    assertThat(daemon.lines()).containsExactly("POST /director/shop/backends/b1/health HTTP/1.1");
    assertThat(daemon.received().get(0).headers()).contains("content-length: 0");
  }

  @Test
  void healthCheck_underWay_isAConflict() {
    daemon.refuse(409, "a check of backend b1 is under way already");

    assertThat(CliRun.of(daemon, "health", "check", "shop", "b1"))
        .isEqualTo(CliRun.failed(4, "a check of backend b1 is under way already"));
  }

  @Test
  void events_some_printsATable() {
    daemon.answer(
        200,
        """
        {"events":[{"at":"2026-11-22T18:00:00.123Z","director":"shop","backend":"b1",\
        "from":"unknown","to":"online","cause":"check passed: status 200"}]}\
        """);

    assertThat(CliRun.of(daemon, "events", "--director", "shop", "--limit=5"))
        .isEqualTo(
            CliRun.ok(
                """
                TIME                      DIRECTOR  BACKEND  FROM     TO      CAUSE
                2026-11-22T18:00:00.123Z  shop      b1       unknown  online  check passed: status 200
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/shop/events?limit=5 HTTP/1.1");
  }

  @Test
  void events_noneOnATerminal_hints() {
    daemon.answer(200, "{\"events\":[]}");

    CliRun run = CliRun.of(daemon, FakeTerminal.of(100), "events");

    assertThat(run.err()).isEqualTo("nothing happened yet\n");
    assertThat(daemon.lines()).containsExactly("GET /events HTTP/1.1");
  }

  @Test
  void stats_director_printsItsBucketsAndBackends() {
    daemon.answer(200, STATS);

    assertThat(CliRun.of(daemon, "stats", "shop"))
        .isEqualTo(
            CliRun.ok(
                """
                DIRECTOR  STATE  LOAD  QUEUED  REQUESTS  ERRORS  RATE     P50     P90    P99  WAIT99  RETRIES  DROPPED
                shop      up        2       1      2000       3  11.9  1.23ms  23.5ms  346ms       -        5        4

                BUCKET  LOAD  QUEUED  REQUESTS  ERRORS  RATE     P50     P90    P99  WAIT99  DROPPED
                root       2       1      2000       3  11.9  1.23ms  23.5ms  346ms       -        4
                  vip      -       -         -       -     -       -       -      -       -        -

                BACKEND  STATE   LOAD  REQUESTS  ERRORS  RATE     P50     P90    P99  RETRIES  ABORTED
                b1       online     2      2000       3  11.9  1.23ms  23.5ms  346ms        5        6
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/shop/stats?history=false HTTP/1.1");
  }

  @Test
  void stats_all_printsALinePerDirector() {
    daemon.answer(200, "{\"shop\":" + STATS + ",\"blog\":{\"name\":\"blog\"}}");

    CliRun run = CliRun.of(daemon, "stats");

    assertThat(run.out().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("shop "))
        .anyMatch(line -> line.startsWith("blog "));
    assertThat(daemon.lines()).containsExactly("GET /director/?members=false HTTP/1.1");
  }

  @Test
  void stats_json_printsTheBody() {
    daemon.answer(200, "{\"name\":\"shop\"}");

    assertThat(CliRun.of(daemon, "stats", "shop", "-o", "json").out())
        .isEqualTo("{\n  \"name\": \"shop\"\n}\n");
    assertThat(daemon.lines()).containsExactly("GET /director/shop/stats HTTP/1.1");
  }
}
