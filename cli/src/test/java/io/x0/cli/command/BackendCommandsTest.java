package io.x0.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.x0.cli.CliRun;
import io.x0.cli.FakeTerminal;
import io.x0.cli.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackendCommandsTest extends CommandTest {
  private static final String B1 = Samples.backend("b1", "http://127.0.0.1:8081", "online");

  private static final String TWO_DIRECTORS =
      "{\"blog\":%s,\"empty\":%s,\"shop\":%s}"
          .formatted(
              Samples.director(
                  "blog", "up", Samples.backend("b1", "http://127.0.0.1:9000", "online")),
              Samples.director("empty", "down"),
              Samples.director("shop", "up", B1));

  @Test
  void add_urlOnly_putsTheUrl() {
    daemon.answer(201, B1);

    CliRun run = CliRun.of(daemon, "backend", "add", "shop", "b1", "http://127.0.0.1:8081");

    assertThat(run).isEqualTo(CliRun.ok("backend shop/b1 added\n"));
    assertThat(daemon.lines()).containsExactly("PUT /director/shop/backends/b1 HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"url\":\"http://127.0.0.1:8081\"}");
  }

  @Test
  void add_everything_putsEverything() {
    daemon.answer(201, B1);

    CliRun run =
        CliRun.of(
            daemon,
            "backend",
            "add",
            "shop",
            "--capacity",
            "8",
            "b1",
            "--role=standby",
            "--weight",
            "3",
            "--disabled",
            "http+unix:/run/a.sock",
            "--slow-start=90s",
            "--set",
            "terminate-protection=true");

    assertThat(run.exitCode()).isZero();
    assertThat(daemon.received().get(0).body())
        .isEqualTo(
            "{\"url\":\"http+unix:/run/a.sock\",\"capacity\":\"8\",\"role\":\"standby\","
                + "\"weight\":\"3\",\"slow-start\":\"90s\",\"enabled\":\"false\",\"terminate-protection\":\"true\"}");
  }

  @Test
  void list_backends_printsATable() {
    daemon.answer(200, "{\"b1\":" + B1 + "}");

    CliRun run = CliRun.of(daemon, "backend", "list", "shop");

    assertThat(run)
        .isEqualTo(
            CliRun.ok(
                """
                NAME  URL                    ROLE    STATE   CAPACITY  LOAD  MAX  TOTAL  FAILED  WEIGHT
                b1    http://127.0.0.1:8081  active  online         8     1    8   2000       0       1
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/shop/backends/ HTTP/1.1");
  }

  @Test
  void list_ofAllDirectors_saysWhoseEachIs() {
    daemon.answer(200, TWO_DIRECTORS);

    CliRun run = CliRun.of(daemon, "backend", "list");

    assertThat(run)
        .isEqualTo(
            CliRun.ok(
                """
                DIRECTOR  NAME  URL                    ROLE    STATE   CAPACITY  LOAD  MAX  TOTAL  FAILED  WEIGHT
                blog      b1    http://127.0.0.1:9000  active  online         8     1    8   2000       0       1
                shop      b1    http://127.0.0.1:8081  active  online         8     1    8   2000       0       1
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/ HTTP/1.1");
  }

  @Test
  void list_ofAllDirectors_forPrograms() {
    daemon.answer(200, TWO_DIRECTORS).answer(200, TWO_DIRECTORS).answer(200, TWO_DIRECTORS);

    assertThat(CliRun.of(daemon, "backend", "list", "-o", "csv").out().lines())
        .hasSize(3)
        .satisfies(lines -> assertThat(lines.get(0)).startsWith("director,name,url,"))
        .satisfies(lines -> assertThat(lines.get(1)).startsWith("blog,b1,http://127.0.0.1:9000,"));
    assertThat(CliRun.of(daemon, "backend", "list", "-o", "name").out())
        .isEqualTo("blog b1\nshop b1\n");
    JsonObject all =
        JsonParser.parseString(CliRun.of(daemon, "backend", "list", "-o", "json").out())
            .getAsJsonObject();
    assertThat(all.keySet()).containsExactly("blog", "empty", "shop");
    assertThat(all.getAsJsonObject("empty").size()).isZero();
    assertThat(all.getAsJsonObject("shop").getAsJsonObject("b1"))
        .isEqualTo(JsonParser.parseString(B1));
  }

  @Test
  void list_ofAllDirectors_noneOnATerminal_hintsHowToAddOne() {
    daemon.answer(200, "{}");

    assertThat(CliRun.of(daemon, FakeTerminal.of(100), "backend", "list").err())
        .isEqualTo("no backends yet (add one with 'x0ctl backend add DIRECTOR NAME URL')\n");
  }

  @Test
  void list_slowStart_showsHowMuchOfTheCapacityThereIs() {
    daemon.answer(
        200,
        """
        {"a":{"name":"a","capacity":40,"effective-capacity":12},\
        "b":{"name":"b","capacity":40,"effective-capacity":40},\
        "c":{"name":"c","capacity":"unlimited","effective-capacity":"unlimited"}}\
        """);

    assertThat(CliRun.of(daemon, "backend", "list", "shop").out().lines().skip(1))
        .extracting(line -> line.split(" +")[4])
        .containsExactly("12/40", "40", "unlimited");
  }

  @Test
  void list_json_printsTheBody() {
    daemon.answer(200, "{\"b1\":{\"failed\":0}}");

    assertThat(CliRun.of(daemon, "backend", "list", "shop", "-o", "json").out())
        .isEqualTo("{\n  \"b1\": {\n    \"failed\": 0\n  }\n}\n");
  }

  @Test
  void list_noneOnATerminal_hintsHowToAddOne() {
    daemon.answer(200, "{}");

    assertThat(CliRun.of(daemon, FakeTerminal.of(100), "backend", "list", "shop").err())
        .isEqualTo("no backends yet (add one with 'x0ctl backend add shop NAME URL')\n");
  }

  @Test
  void list_fieldsMissing_printsDashes() {
    daemon.answer(200, "{\"b1\":{\"name\":\"b1\",\"url\":null,\"stats\":7}}");

    assertThat(CliRun.of(daemon, "backend", "list", "shop").out())
        .endsWith(
            """
            NAME  URL  ROLE  STATE  CAPACITY  LOAD  MAX  TOTAL  FAILED  WEIGHT
            b1    -    -     -             -     -    -      -       -       -
            """);
  }

  @Test
  void show_backend_printsFacts() {
    daemon.answer(200, B1);

    CliRun run = CliRun.of(daemon, "backend", "show", "shop", "b1");

    assertThat(run)
        .isEqualTo(
            CliRun.ok(
                """
                name                  b1
                revision              2
                url                   http://127.0.0.1:8081
                role                  active
                enabled               true
                capacity              8
                weight                1
                terminate-protection  false
                protocol              http
                state                 online
                load                  1 (max 8, total 2000)
                failed                0
                """));
    assertThat(daemon.lines()).containsExactly("GET /director/shop/backends/b1 HTTP/1.1");
  }

  @Test
  void show_healthAndTraffic_areFactsToo() {
    daemon.answer(
        200,
        """
        {"name":"b1","state":"offline","effective-capacity":12,"throttle":30,\
        "health":{"mode":"paranoid","state":"offline","checks":7,\
        "last":{"good":false,"detail":"status 500","duration-ms":1.5}},\
        "stats":{"load":{"current":1,"max":8,"total":2000},"failed":3,\
        "traffic":{"requests":9,"statuses":{"1xx":0,"2xx":9},\
        "requests-per-second":{"10s":1.5,"60s":0.15},\
        "latency-ms":{"count":9,"p50":1.5}}}}\
        """);

    assertThat(CliRun.of(daemon, "backend", "show", "shop", "b1").out())
        .isEqualTo(
            """
            name                     b1
            state                    offline
            effective-capacity       12
            throttle                 30
            health-mode              paranoid
            health-state             offline
            health-checks            7
            health-last-good         false
            health-last-detail       status 500
            health-last-duration-ms  1.5
            load                     1 (max 8, total 2000)
            failed                   3
            requests                 9
            statuses                 1xx 0, 2xx 9
            requests-per-second      10s 1.5, 60s 0.15
            latency-ms               count 9, p50 1.5
            """);
  }

  @Test
  void show_json_printsTheBody() {
    daemon.answer(200, "{\"name\":\"b1\"}");

    assertThat(CliRun.of(daemon, "backend", "show", "shop", "b1", "-o=json").out())
        .isEqualTo("{\n  \"name\": \"b1\"\n}\n");
  }

  @Test
  void set_optionsAndPairs_patchesAll() {
    daemon.answer(200, B1);

    CliRun run =
        CliRun.of(
            daemon,
            "backend",
            "set",
            "shop",
            "b1",
            "--capacity=unlimited",
            "role=backup",
            "--weight",
            "2",
            "--if-revision",
            "2");

    assertThat(run).isEqualTo(CliRun.ok("backend shop/b1 changed\n"));
    assertThat(daemon.lines()).containsExactly("PATCH /director/shop/backends/b1 HTTP/1.1");
    assertThat(daemon.received().get(0).headers()).contains("if-match: \"2\"");
    assertThat(daemon.received().get(0).body())
        .isEqualTo("{\"role\":\"backup\",\"capacity\":\"unlimited\",\"weight\":\"2\"}");
  }

  @Test
  void capacity_number_patchesTheCapacityOnly() {
    daemon.answer(200, B1);

    CliRun run = CliRun.of(daemon, "capacity", "shop", "b1", "12", "--if-revision", "2");

    assertThat(run).isEqualTo(CliRun.ok("backend shop/b1 changed\n"));
    assertThat(daemon.lines()).containsExactly("PATCH /director/shop/backends/b1 HTTP/1.1");
    assertThat(daemon.received().get(0).headers()).contains("if-match: \"2\"");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"capacity\":\"12\"}");
  }

  @Test
  void slowStart_ofABackend_patchesTheBackend() {
    daemon.answer(200, B1);

    CliRun run = CliRun.of(daemon, "slow-start", "shop", "b1", "inherit", "--if-revision", "2");

    assertThat(run).isEqualTo(CliRun.ok("backend shop/b1 changed\n"));
    assertThat(daemon.lines()).containsExactly("PATCH /director/shop/backends/b1 HTTP/1.1");
    assertThat(daemon.received().get(0).headers()).contains("if-match: \"2\"");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"slow-start\":\"inherit\"}");
  }

  @Test
  void slowStart_ofADirector_patchesTheDirector() {
    daemon.answer(200, "{}");

    CliRun run = CliRun.of(daemon, "slow-start", "shop", "90s");

    assertThat(run).isEqualTo(CliRun.ok("director shop changed\n"));
    assertThat(daemon.lines()).containsExactly("PATCH /director/shop HTTP/1.1");
    assertThat(daemon.received().get(0).body()).isEqualTo("{\"slow-start\":\"90s\"}");
  }

  @ParameterizedTest
  @CsvSource({"enable,UNLOCK,enabled", "disable,LOCK,disabled"})
  void switch_backend_sendsTheVerb(String word, String method, String done) {
    daemon.answer(200, B1);

    assertThat(CliRun.of(daemon, "backend", word, "shop", "b1"))
        .isEqualTo(CliRun.ok("backend shop/b1 " + done + "\n"));
    assertThat(daemon.lines()).containsExactly(method + " /director/shop/backends/b1 HTTP/1.1");
  }

  @Test
  void remove_idle_saysRemoved() {
    daemon.answer(200, B1);

    assertThat(CliRun.of(daemon, "backend", "remove", "shop", "b1", "--yes"))
        .isEqualTo(CliRun.ok("backend shop/b1 removed\n"));
    assertThat(daemon.lines()).containsExactly("DELETE /director/shop/backends/b1 HTTP/1.1");
  }

  @Test
  void remove_busy_saysDraining() {
    daemon.answer(200, Samples.backend("b1", "http://h:1", "draining"));

    assertThat(CliRun.of(daemon, "backend", "remove", "shop", "b1", "--yes").out())
        .isEqualTo("backend shop/b1 draining, removed when it is idle\n");
  }

  @Test
  void remove_withoutContent_isStillConfirmed() {
    daemon.answerRaw("HTTP/1.1 204 No Content\r\n\r\n");

    assertThat(CliRun.of(daemon, "backend", "remove", "shop", "b1", "--yes").out())
        .isEqualTo("backend shop/b1 removed\n");
  }
}
