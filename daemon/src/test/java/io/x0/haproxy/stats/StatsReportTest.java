package io.x0.haproxy.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.director.Admission;
import io.x0.director.Affinity;
import io.x0.director.BackendConfig;
import io.x0.director.Director;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Environment;
import io.x0.director.Environments;
import io.x0.director.Origin;
import io.x0.director.Outcome;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.director.Role;
import io.x0.health.ProbeResult;
import io.x0.shaper.BucketTree;
import io.x0.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StatsReportTest {
  /** The first line of HAProxy 2.6.12, as it was recorded. */
  private static final String HEADER =
      "# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,"
          + "wredis,status,weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,"
          + "throttle,lbtot,tracked,type,rate,rate_lim,rate_max,check_status,check_code,"
          + "check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,hrsp_other,hanafail,"
          + "req_rate,req_rate_max,req_tot,cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,"
          + "lastsess,last_chk,last_agt,qtime,ctime,rtime,ttime,agent_status,agent_code,"
          + "agent_duration,check_desc,agent_desc,check_rise,check_fall,check_health,agent_rise,"
          + "agent_fall,agent_health,addr,cookie,mode,algo,conn_rate,conn_rate_max,conn_tot,"
          + "intercepted,dcon,dses,wrew,connect,reuse,cache_lookups,cache_hits,srv_icur,src_ilim,"
          + "qtime_max,ctime_max,rtime_max,ttime_max,eint,idle_conn_cur,safe_conn_cur,"
          + "used_conn_cur,need_conn_est,uweight,agg_server_status,agg_server_check_status,"
          + "agg_check_status,-,ssl_sess,ssl_reused_sess,ssl_failed_handshake,h2_headers_rcvd,"
          + "h2_data_rcvd,h2_settings_rcvd,h2_rst_stream_rcvd,h2_goaway_rcvd,"
          + "h2_detected_conn_protocol_errors,h2_detected_strm_protocol_errors,"
          + "h2_rst_stream_resp,h2_goaway_resp,h2_open_connections,h2_backend_open_streams,"
          + "h2_total_connections,h2_backend_total_streams,h1_open_connections,h1_open_streams,"
          + "h1_total_connections,h1_total_streams,h1_bytes_in,h1_bytes_out,h1_spliced_bytes_in,"
          + "h1_spliced_bytes_out,";

  /** Columns that Telegraf takes for texts; it takes all others for whole numbers. */
  private static final Set<String> TEXTS =
      Set.of(
          "pxname",
          "svname",
          "status",
          "check_status",
          "check_desc",
          "last_chk",
          "mode",
          "tracked",
          "agent_status",
          "agent_desc",
          "last_agt",
          "addr",
          "cookie",
          "algo",
          "-");

  /** What haproxy_exporter reads of a server, by position. */
  private static final int[] EXPORTED = {
    2, 3, 4, 5, 7, 8, 9, 13, 14, 15, 16, 18, 30, 33, 35, 39, 40, 41, 42, 43, 44, 49, 50, 58, 59, 60,
    61
  };

  private final ManualTime time = new ManualTime();
  private final Map<String, ProbeResult> checks = new HashMap<>();

  private Director director(Origin origin, Map<String, String> settings, BackendConfig... all) {
    Director director =
        new Director(
            new DirectorConfig(
                "shop",
                origin,
                DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, settings),
                List.of(all),
                BucketTree.EMPTY,
                1),
            new Environment(
                time,
                time,
                Runnable::run,
                (target, done) ->
                    done.accept(
                        checks.getOrDefault(
                            target.backend(), new ProbeResult(true, "status 200", 3_000_000))),
                1),
            Environments.deaf());
    // The first checks are due at once.
    time.advance(Duration.ofMillis(1));
    return director;
  }

  private static BackendConfig backend(String name, Map<String, String> settings) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://10.0.0.1:80")).with(settings);
  }

  private static final class Asked extends Admission {
    private final List<Permit> permits = new ArrayList<>();

    Asked() {
      super("", Affinity.NONE);
    }

    @Override
    protected void granted(Permit permit) {
      permits.add(permit);
    }

    @Override
    protected void rejected(Rejection rejection) {}
  }

  private static Permit ask(Director director) {
    Asked asked = new Asked();
    director.admit(asked);
    assertThat(asked.permits).hasSize(1);
    return asked.permits.get(0);
  }

  private String csv(StatsSection... sections) {
    return new StatsReport(List.of(sections), time.now()).csv();
  }

  /** Returns the cells of the row of a service, by the order of the header. */
  private static String[] row(String csv, String service) {
    for (String line : csv.split("\n")) {
      String[] cells = line.split(",", -1);
      if (cells[1].equals(service)) {
        return cells;
      }
    }
    throw new AssertionError("no row " + service + " in " + csv);
  }

  private static String cell(String csv, String service, String column) {
    return row(csv, service)[Arrays.asList(HEADER.substring(2).split(",")).indexOf(column)];
  }

  @Test
  void csv_header_isThatOfHaproxy() {
    assertThat(csv()).isEqualTo(HEADER + "\n");
  }

  @Test
  void csv_header_isThatOfTheRecordedSample() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent().getParent();
    try (Stream<Path> siblings = Files.list(root)) {
      for (Path sibling : siblings.toList()) {
        Path sample = sibling.resolve("data/haproxy-stats/stats-2.6.12.csv");
        if (Files.isRegularFile(sample)) {
          List<String> lines = Files.readAllLines(sample);
          assertThat(HEADER).isEqualTo(lines.get(0));
          compareFilled(lines, "FRONTEND", Row.Kind.FRONTEND);
          compareFilled(lines, "a", Row.Kind.SERVER);
          compareFilled(lines, "BACKEND", Row.Kind.BACKEND);
        }
      }
    }
  }

  /** What HAProxy fills in a kind of row whatever happens, x0 fills too. */
  private static void compareFilled(List<String> lines, String service, Row.Kind kind) {
    Set<String> sometimes =
        Set.of(
            "slim",
            "qlimit",
            "chkfail",
            "chkdown",
            "downtime",
            "throttle",
            "check_status",
            "check_code",
            "check_duration",
            "check_desc",
            "check_rise",
            "check_fall",
            "check_health",
            "lastsess",
            "status");
    String[] cells = row(String.join("\n", lines), service);
    Row row = new Row(kind, "p", service, 2, 0);
    for (int i = 0; i < Columns.NAMES.size(); i++) {
      String name = Columns.NAMES.get(i);
      if (!sometimes.contains(name)) {
        assertThat(row.get(name).isEmpty()).as(service + " " + name).isEqualTo(cells[i].isEmpty());
      }
    }
  }

  @Test
  void csv_everyLine_hasAsManyCellsAsTheHeaderAndAFinalComma() {
    Director director =
        director(
            Origin.STATIC,
            Map.of("health-check-mode", "off"),
            backend("a", Map.of("capacity", "4")),
            backend("b", Map.of("role", "backup")));
    List<String> lines = List.of(csv(StatsSection.of(director.snapshot())).split("\n"));

    assertThat(lines).hasSize(5);
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line).endsWith(",");
              assertThat(line.split(",", -1)).hasSize(HEADER.split(",", -1).length);
            });
    assertThat(lines.stream().skip(1).map(l -> l.split(",", -1)[32]))
        .containsExactly("0", "2", "2", "1");
    assertThat(lines.stream().skip(1).map(l -> l.split(",", -1)[28]))
        .containsExactly("0", "1", "2", "0");
  }

  @Test
  void csv_everyCell_isAWholeNumberWhereProgramsExpectOne() {
    Director director = director(Origin.STATIC, Map.of(), backend("a", Map.of("capacity", "4")));
    Permit permit = ask(director);
    time.advance(Duration.ofMillis(40));
    permit.settle(Outcome.served(200, 10, 500));
    time.advance(Duration.ofSeconds(2));
    String csv = csv(StatsSection.of(director.snapshot()));
    String[] names = HEADER.substring(2).split(",");

    for (String service : List.of("FRONTEND", "a", "BACKEND")) {
      String[] cells = row(csv, service);
      for (int i = 0; i < names.length; i++) {
        if (!TEXTS.contains(names[i])) {
          assertThat(cells[i]).as(service + " " + names[i]).matches("-?[0-9]*");
        }
      }
    }
    for (int position : EXPORTED) {
      assertThat(row(csv, "a")[position]).as("position " + position).matches("-?[0-9]+");
      assertThat(row(csv, "BACKEND")[position]).as("position " + position).matches("-?[0-9]+");
    }
    assertThat(row(csv, "a")[17]).isEqualTo("UP");
    assertThat(row(csv, "a")[8]).isEqualTo("10");
    assertThat(row(csv, "a")[9]).isEqualTo("500");
    assertThat(row(csv, "a")[40]).isEqualTo("1");
    assertThat(row(csv, "a")[60]).isEqualTo("40");
    assertThat(row(csv, "a")[38]).isEqualTo("3");
    assertThat(row(csv, "a")[6]).isEqualTo("4");
  }

  @Test
  void csv_serverStates_areInTheWordsOfHaproxy() {
    checks.put("down", new ProbeResult(false, "connection refused", 1_000_000));
    Director director =
        director(
            Origin.HAPROXY,
            Map.of("health-check-failure-threshold", "3", "health-check-interval", "1s"),
            backend("up", Map.of()),
            backend("down", Map.of()),
            backend("off", Map.of("enabled", "false")),
            backend("drains", Map.of("admin-state", "drain")),
            backend("unchecked", Map.of("health-check-mode", "off")),
            backend("spare", Map.of("role", "backup", "health-check-mode", "off")));
    time.advance(Duration.ofSeconds(20));
    String csv = csv(StatsSection.of(director.snapshot()));

    assertThat(cell(csv, "up", "status")).isEqualTo("UP");
    assertThat(cell(csv, "up", "check_status")).isEqualTo("L7OK");
    assertThat(cell(csv, "up", "check_code")).isEqualTo("200");
    assertThat(cell(csv, "up", "check_health")).isEqualTo("4");
    assertThat(cell(csv, "down", "status")).isEqualTo("DOWN");
    assertThat(cell(csv, "down", "check_status")).isEqualTo("L4CON");
    assertThat(cell(csv, "down", "chkdown")).isEqualTo("1");
    assertThat(Integer.parseInt(cell(csv, "down", "downtime"))).isBetween(10, 20);
    assertThat(cell(csv, "off", "status")).isEqualTo("MAINT");
    assertThat(cell(csv, "drains", "status")).isEqualTo("DRAIN");
    assertThat(cell(csv, "unchecked", "status")).isEqualTo("no check");
    assertThat(cell(csv, "unchecked", "check_status")).isEmpty();
    assertThat(cell(csv, "spare", "bck")).isEqualTo("1");
    assertThat(cell(csv, "spare", "act")).isEqualTo("0");
    assertThat(cell(csv, "BACKEND", "status")).isEqualTo("UP");
    assertThat(cell(csv, "BACKEND", "act")).isEqualTo("2");
    assertThat(cell(csv, "BACKEND", "bck")).isEqualTo("1");
    // Frontends of HAProxy are counted where requests come in.
    assertThat(csv).doesNotContain("FRONTEND");
  }

  @Test
  void csv_serverInDoubt_showsHowFarItIs() {
    Director director =
        director(
            Origin.STATIC,
            Map.of(
                "health-check-failure-threshold",
                "3",
                "health-check-success-threshold",
                "2",
                "health-check-interval",
                "2s",
                "health-check-fast-interval",
                "2s"),
            backend("a", Map.of()));
    time.advance(Duration.ofMillis(100));
    checks.put("a", new ProbeResult(false, "status 500, expected 200-399", 1_000_000));
    time.advance(Duration.ofMillis(2400));

    String csv = csv(StatsSection.of(director.snapshot()));
    assertThat(cell(csv, "a", "status")).isEqualTo("UP 2/3");
    assertThat(cell(csv, "a", "check_status")).isEqualTo("L7STS");
    assertThat(cell(csv, "a", "check_code")).isEqualTo("500");

    time.advance(Duration.ofSeconds(10));
    checks.put("a", new ProbeResult(true, "status 200", 1_000_000));
    for (int i = 0; i < 30 && !cell(csv, "a", "status").equals("DOWN 1/2"); i++) {
      time.advance(Duration.ofMillis(100));
      csv = csv(StatsSection.of(director.snapshot()));
    }
    assertThat(cell(csv, "a", "status")).isEqualTo("DOWN 1/2");
  }

  @Test
  void csv_slowStart_throttleIsTheThirtiethColumn() {
    Director director =
        director(
            Origin.STATIC,
            Map.of("slow-start", "20s", "health-check-interval", "1s"),
            backend("a", Map.of("capacity", "100", "weight", "10")));
    checks.put("a", new ProbeResult(false, "connection refused", 1_000_000));
    time.advance(Duration.ofSeconds(10));
    checks.clear();
    String[] cells = row(csv(StatsSection.of(director.snapshot())), "a");
    assertThat(cells[29]).isEmpty();
    for (int i = 0; i < 100 && !cells[17].equals("UP"); i++) {
      time.advance(Duration.ofMillis(100));
      cells = row(csv(StatsSection.of(director.snapshot())), "a");
    }
    time.advance(Duration.ofSeconds(10));

    cells = row(csv(StatsSection.of(director.snapshot())), "a");
    assertThat(Integer.parseInt(cells[29])).isBetween(48, 52);
    assertThat(Integer.parseInt(cells[18])).isBetween(4, 5);

    time.advance(Duration.ofSeconds(20));
    cells = row(csv(StatsSection.of(director.snapshot())), "a");
    assertThat(cells[29]).isEmpty();
    assertThat(cells[18]).isEqualTo("10");
  }

  @Test
  void csv_frontend_countsItsRequests() {
    FrontendStats stats = new FrontendStats(time);
    stats.begin();
    stats.begin();
    stats.deny();
    stats.end(403, false, 0, 90);
    stats.begin();
    stats.end(200, false, 7, 10);
    time.advance(Duration.ofSeconds(1));
    String csv = csv(new StatsSection("www", Optional.of(stats), 100, Optional.empty(), Map.of()));

    assertThat(cell(csv, "FRONTEND", "pxname")).isEqualTo("www");
    assertThat(cell(csv, "FRONTEND", "status")).isEqualTo("OPEN");
    assertThat(cell(csv, "FRONTEND", "scur")).isEqualTo("1");
    assertThat(cell(csv, "FRONTEND", "smax")).isEqualTo("2");
    assertThat(cell(csv, "FRONTEND", "slim")).isEqualTo("100");
    assertThat(cell(csv, "FRONTEND", "req_tot")).isEqualTo("3");
    assertThat(cell(csv, "FRONTEND", "hrsp_4xx")).isEqualTo("1");
    assertThat(cell(csv, "FRONTEND", "hrsp_2xx")).isEqualTo("1");
    assertThat(cell(csv, "FRONTEND", "bin")).isEqualTo("7");
    assertThat(cell(csv, "FRONTEND", "bout")).isEqualTo("100");
    assertThat(cell(csv, "FRONTEND", "dreq")).isEqualTo("1");
    assertThat(cell(csv, "FRONTEND", "rate")).isEqualTo("2");
  }

  @Test
  void csv_hostileName_staysOneCell() {
    String csv =
        csv(
            new StatsSection(
                "a\",b\nc", Optional.of(new FrontendStats(time)), 0, Optional.empty(), Map.of()));

    assertThat(csv.split("\n")).hasSize(2);
    assertThat(csv).contains("\n\"a\"\",b?c\",FRONTEND,");
  }

  @Test
  void html_saysVersionAndUptimeAsScrapersExpect_andEscapesNames() {
    Director director = director(Origin.STATIC, Map.of(), backend("a", Map.of()));
    StatsSection frontend =
        new StatsSection(
            "<b>", Optional.of(new FrontendStats(time)), 0, Optional.empty(), Map.of());
    String html =
        new StatsReport(List.of(frontend, StatsSection.of(director.snapshot())), time.now())
            .html("1.2", 90_061);

    assertThat(html).contains("HAProxy version").contains("1d 1h01m01s").contains("&lt;b&gt;");
    assertThat(html).doesNotContain("<b>,").contains("<td>a</td><td>UP</td>");
  }

  @Test
  void metrics_areNamedAsThoseOfHaproxy() {
    Director director =
        director(
            Origin.STATIC,
            Map.of(),
            backend("a", Map.of()),
            BackendConfig.of("b", BackendUrl.parse("url", "http://10.0.0.1:80"))
                .withRole(Role.BACKUP)
                .withCapacity(new Capacity(3)));
    String metrics =
        new StatsReport(List.of(StatsSection.of(director.snapshot())), time.now()).metrics();

    assertThat(metrics)
        .contains("# TYPE haproxy_server_sessions_total counter\n")
        .contains("haproxy_server_up{proxy=\"shop\",server=\"a\"} 1\n")
        .contains("haproxy_server_limit_sessions{proxy=\"shop\",server=\"b\"} 3\n")
        .contains("haproxy_backend_http_responses_total{proxy=\"shop\",code=\"2xx\"} 0\n");
  }
}
