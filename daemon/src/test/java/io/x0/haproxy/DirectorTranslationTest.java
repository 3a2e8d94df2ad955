package io.x0.haproxy;

import static io.x0.haproxy.Loading.backend;
import static io.x0.haproxy.Loading.load;
import static io.x0.haproxy.Loading.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Origin;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectorTranslationTest {

  private static Map<String, String> server(String parameters) {
    HaproxyConfig config = backend(" server s 127.0.0.1:8080 " + parameters);
    return BackendConfig.TABLE.texts(config.directors().get(0).backends().get(0));
  }

  @ParameterizedTest
  @CsvSource({
    "'', url, http://127.0.0.1:8080",
    "'', role, active",
    "'', capacity, unlimited",
    "'', weight, 1",
    "'', enabled, true",
    "'', health-check-mode, off",
    "backup, role, backup",
    "maxconn 7, capacity, 7",
    "maxconn 0, capacity, unlimited",
    "weight 256, weight, 256",
    "weight 0, admin-state, drain",
    "weight 257, weight, 1",
    "disabled, enabled, false",
    "disabled enabled, enabled, true",
    "slowstart 100s, slow-start, 1m40s",
    "slowstart 1500, slow-start, 1s500ms",
    "check, health-check-mode, paranoid",
    "check, health-check-interval, 2s",
    "check inter 500, health-check-interval, 500ms",
    "check inter 3m, health-check-interval, 3m",
    "check observe layer7, health-check-mode, opportunistic",
    "check track other/s1, health-check-mode, off"
  })
  void server_parameter_becomesASetting(String parameters, String setting, String expected) {
    assertThat(server(parameters).get(setting)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "h1.example.org:80, http://h1.example.org:80",
    ":9090, http://127.0.0.1:9090",
    "*:9090, http://127.0.0.1:9090",
    "[::1]:9090, http://[::1]:9090",
    "ipv4@10.0.0.1:9090, http://10.0.0.1:9090",
    "/run/app.sock, http+unix:/run/app.sock",
    "10.0.0.1:443 ssl verify none, https://10.0.0.1:443",
    "10.0.0.1:81 proto h2, h2c://10.0.0.1:81",
    "10.0.0.1:9000 proto fcgi, fcgi://10.0.0.1:9000",
    "unix@/run/app.sock, http+unix:/run/app.sock"
  })
  void server_address_becomesAUrl(String address, String url) {
    HaproxyConfig config = backend(" server s " + address);

    assertThat(config.directors().get(0).backends().get(0).url()).hasToString(url);
    assertThat(problems(config)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, it has no port",
    "10.0.0.1:+100, 'has no port'",
    "10.0.0.1:99999, 'has no port from 1 to 65535'",
    "abns@x:1, 'x0 does not know addresses such as'",
    "a_b!c:1, is not an address",
    "$NOWHERE:1, there is no environment variable NOWHERE",
    "10.0.0.1:443 ssl ca-file relative.pem, 'tls-ca-file: relative.pem'"
  })
  void server_thatCannotBeReached_isLeftOutAndSaid(String address, String why) {
    HaproxyConfig config = backend(" server s " + address + "\n server t 10.0.0.2:80");

    assertThat(config.directors().get(0).backends())
        .extracting(BackendConfig::name)
        .containsExactly("t");
    assertThat(problems(config))
        .singleElement()
        .asString()
        .contains("warning: server s: it is left out")
        .contains(why);
  }

  @Test
  void server_overTls_isAsHaproxySpeaksToIt() {
    HaproxyConfig config =
        backend(
            " server s 10.0.0.1:443 ssl ca-file /ca.pem sni str(app.test) crt /me.pem send-proxy-v2"
                + "\n server t 10.0.0.2:443 ssl verify none alpn h2,http/1.1");

    assertThat(BackendConfig.TABLE.texts(config.directors().get(0).backends().get(0)))
        .containsEntry("tls-verify", "true")
        .containsEntry("tls-ca-file", "/ca.pem")
        .containsEntry("tls-name", "app.test")
        .containsEntry("tls-certificate-file", "/me.pem")
        .containsEntry("http2", "false")
        .containsEntry("proxy-protocol", "v2");
    assertThat(BackendConfig.TABLE.texts(config.directors().get(0).backends().get(1)))
        .containsEntry("tls-verify", "false")
        .containsEntry("tls-ca-file", "")
        .containsEntry("http2", "true")
        .containsEntry("proxy-protocol", "off");
    assertThat(problems(config)).isEmpty();
  }

  private static String setting(String lines, String name) {
    HaproxyConfig config = backend(lines);
    DirectorConfig director = config.directors().get(0);
    return DirectorSettings.TABLE.texts(director.settings()).get(name);
  }

  @ParameterizedTest
  @CsvSource({
    "'', connect-timeout, 2s",
    "'', read-timeout, 3s",
    "'', write-timeout, 3s",
    "'', queue-timeout, 2s",
    "timeout queue 5s, queue-timeout, 5s",
    "timeout server 1500us, read-timeout, 2ms",
    "timeout server 0, read-timeout, 30s",
    "srvtimeout 20000, read-timeout, 20s",
    "timeout tunnel 2h, websocket-timeout, 2h",
    "timeout tunnel 0, websocket-timeout, 1h",
    "'', max-retry-count, 3",
    "retries 5, max-retry-count, 5",
    "retries x, max-retry-count, 3",
    "'', enqueue-on-unavailable, false",
    "'', on-client-abort, ignore",
    "option abortonclose, on-client-abort, close",
    "'', scheduler, rr",
    "balance static-rr, scheduler, rr",
    "balance leastconn, scheduler, least-load",
    "balance first, scheduler, chance",
    "balance random(2), scheduler, p2c",
    "balance source, scheduler, hash",
    "balance uri whole, scheduler, hash",
    "balance url_param id, scheduler, hash",
    "balance hdr(X-User), scheduler, hash",
    "'balance hash req.cook(sid)', scheduler, hash",
    "balance nonsense, scheduler, rr",
    "stick on src, scheduler, hash",
    "'', health-check-mode, paranoid",
    "'', health-check-type, tcp",
    "'', health-check-success-threshold, 4",
    "'', health-check-failure-threshold, 5",
    "'', health-check-interval, 6s",
    "'', health-check-fast-interval, 1s",
    "'', health-check-timeout, 6s",
    "timeout check 250, health-check-timeout, 250ms",
    "option httpchk, health-check-type, http",
    "option httpchk, health-check-method, OPTIONS",
    "option httpchk, health-check-request-path, /",
    "option httpchk, health-check-success-codes, 200-399",
    "option httpchk /ping, health-check-request-path, /ping",
    "option httpchk /ping, health-check-method, OPTIONS",
    "option httpchk HEAD /ping, health-check-method, HEAD",
    "option httpchk GET /p HTTP/1.1\\r"
        + "\\n"
        + "Host:\\ www.example.org, health-check-host-header, www.example.org",
    "option httpchk GET /p?q=1 HTTP/1.1, health-check-request-path, /p?q=1"
  })
  void backend_line_becomesASetting(String line, String name, String expected) {
    String server = "\n server s 127.0.0.1:1 check rise 4 fall 5 inter 6s fastinter 1s";

    assertThat(setting(" " + line + server, name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "send meth GET uri /x ver HTTP/1.1 hdr Host h.org § health-check-request-path § /x",
        "send meth GET uri /x ver HTTP/1.1 hdr Host h.org § health-check-method § GET",
        "send meth GET uri /x ver HTTP/1.1 hdr Host h.org § health-check-host-header § h.org",
        "expect status 200 § health-check-success-codes § 200",
        "expect status 200,204 301-303 § health-check-success-codes § 200,204,301-303",
        "expect ! status 500-599 § health-check-success-codes § 100-499",
        "expect rstatus ^20[04] § health-check-success-codes § 200,204",
        "expect rstatus .. § health-check-success-codes § 100-599",
        "expect string a.b § health-check-body § a\\.b",
        "expect string ok § health-check-success-codes § 100-599",
        "expect rstring \"C (A|B)\" § health-check-body § C (A|B)",
        "expect comment hello status 404 § health-check-success-codes § 404"
      })
  void httpCheck_line_becomesASetting(String line, String name, String expected) {
    String lines = " option httpchk\n http-check " + line + "\n server s 127.0.0.1:1 check";

    assertThat(setting(lines, name)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "option httpchk GET /\\ x § health-check-request-path",
        "http-check expect ! string x § not checked",
        "http-check expect hdr name x § status and body only",
        "http-check expect rstring (?=x) § not one of RE2",
        "http-check send hdr X-A b § checks do not send the field X-A",
        "http-check disable-on-404 § 404 counts as a failed check",
        "http-check connect port 81 § checks make one request",
        "option mysql-check user x § checked by connecting",
        "fullconn 100 § the capacity does not follow the load",
        "nonsense 1 § x0 does not know it",
        "server t 127.0.0.1:2 check rise 9 § those of the first",
        "server t 127.0.0.1:2 check port 81 § checks go to the port of the server",
        "server t 127.0.0.1:2 weight 0 § weight 0",
        "server t 127.0.0.1:2 blah § x0 does not know it",
        "server t 127.0.0.1:2 track b/s § it counts as up",
        "server s 127.0.0.1:2 § there is another one of this name",
        "server-template w 3 app.local:80 § whatever the name resolves to",
        "timeout client-fin 1s § x0 has its own",
        "timeout server 1x § '1x' is not a time"
      })
  void line_thatIsLost_isSaidOnce(String line, String expected) {
    HaproxyConfig config = backend(" option httpchk\n " + line + "\n server s 127.0.0.1:1 check");

    assertThat(problems(config)).filteredOn(p -> p.contains(expected)).hasSize(1);
    assertThat(problems(config)).allMatch(p -> p.matches("h\\.cfg:\\d+: (warning|error): .*"));
  }

  @Test
  void backups_onlyTheFirstIsUsed() {
    String servers =
        " server a 127.0.0.1:1\n server b 127.0.0.1:2 backup\n server c 127.0.0.1:3 backup";

    HaproxyConfig one = backend(servers);
    HaproxyConfig all = backend(" option allbackups\n" + servers);

    assertThat(one.directors().get(0).backends())
        .extracting(BackendConfig::enabled)
        .containsExactly(true, true, false);
    assertThat(problems(one))
        .singleElement()
        .asString()
        .contains("server c: only the first backup is used");
    assertThat(all.directors().get(0).backends())
        .extracting(BackendConfig::enabled)
        .containsExactly(true, true, true);
    assertThat(problems(all)).isEmpty();
  }

  @Test
  void maxqueue_ofAllServers_isTheQueueOfTheDirector() {
    assertThat(
            setting(
                " server a 127.0.0.1:1 maxqueue 3\n server b 127.0.0.1:2 maxqueue 4",
                "queue-limit"))
        .isEqualTo("7");
    assertThat(setting(" server a 127.0.0.1:1 maxqueue 3\n server b 127.0.0.1:2", "queue-limit"))
        .isEqualTo("1000");
  }

  @Test
  void defaultServer_isInheritedAndOverridden() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + " default-server inter 7s maxconn 5\nbackend b\n default-server weight 3\n"
                + " server s 127.0.0.1:1 check maxconn 9\n");

    assertThat(BackendConfig.TABLE.texts(config.directors().get(0).backends().get(0)))
        .containsEntry("capacity", "9")
        .containsEntry("weight", "3")
        .containsEntry("health-check-interval", "7s");
  }

  @Test
  void names_thatX0DoesNotTake_becomeDistinct() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "backend be:x\n server a:1 127.0.0.1:1\n server a_1 127.0.0.1:2\n"
                + "backend be_x\n server s 127.0.0.1:1\nbackend "
                + "n".repeat(80)
                + "\n server s 127.0.0.1:1\n");

    assertThat(config.directors())
        .extracting(DirectorConfig::name)
        .containsExactly("be_x", "be_x-2", "n".repeat(63));
    assertThat(config.directors().get(0).backends())
        .extracting(BackendConfig::name)
        .containsExactly("a_1", "a_1-2");
  }

  @Test
  void directors_areOfHaproxy() {
    assertThat(backend(" server s 127.0.0.1:1").directors())
        .extracting(DirectorConfig::origin)
        .containsExactly(Origin.HAPROXY);
  }

  @Test
  void proxies_notOfHttp_areSkippedWithOneWarning() {
    HaproxyConfig config =
        load(
            "listen a\n bind :1\n nonsense\n server s 127.0.0.1:1\n"
                + Loading.HTTP
                + "listen b\n mode tcp\n bind :2\n server s 127.0.0.1:1\n");

    assertThat(config.listeners()).isEmpty();
    assertThat(config.directors()).isEmpty();
    assertThat(problems(config))
        .containsExactly(
            "h.cfg:1: warning: listen: a is skipped: no mode means tcp, and x0 speaks HTTP",
            "h.cfg:10: warning: listen: b is skipped: mode tcp, and x0 speaks HTTP");
    assertThat(config.report().ignored()).isEqualTo(2);
  }

  @Test
  void defaults_areThoseBeforeOrNamed() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "defaults d2\n mode http\n retries 9\nbackend a from d2\n server s 127.0.0.1:1\n"
                + "defaults\n mode http\n timeout connect 1s\n timeout server 1s\n"
                + "backend b\n server s 127.0.0.1:1\nbackend c from d2\n server s 127.0.0.1:1\n"
                + "backend d from none\n server s 127.0.0.1:1\n");

    assertThat(config.directors())
        .extracting(d -> d.settings().retry().maxCount())
        .containsExactly(9, 3, 9, 3);
    assertThat(problems(config))
        .contains("h.cfg:19: error: from: there are no defaults none before");
  }

  @Test
  void timeouts_thatAreMissing_areSaid() {
    HaproxyConfig config = load("backend b\n mode http\n server s 127.0.0.1:1\n");

    assertThat(problems(config))
        .singleElement()
        .asString()
        .contains("a timeout for connect or server is missing");
  }

  @Test
  void sections_thatAreSkipped_haveOneWarning() {
    HaproxyConfig config =
        load(
            "peers p\n"
                + " peer a 127.0.0.1:1\n"
                + " peer b 127.0.0.1:2\n"
                + "ring r\n"
                + " size 1\n"
                + "program x\n"
                + " command y\n");

    assertThat(problems(config))
        .containsExactly(
            "h.cfg:1: warning: peers p: the section is skipped; stick tables are not shared",
            "h.cfg:4: warning: ring r: the section is skipped; logs go where x0 logs",
            "h.cfg:6: warning: program x: the section is skipped; the program is not started");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        ":80 § *:80",
        "*:80 § *:80",
        "0.0.0.0:80 § *:80",
        "127.0.0.1:80 § 127.0.0.1:80",
        "[::1]:80 § [::1]:80",
        ":::80 v4v6 § [::]:80",
        ":80,81 § *:80|*:81",
        "10.0.0.1:80,10.0.0.2:81 § 10.0.0.1:80|10.0.0.2:81",
        ":80-82 § *:80|*:81|*:82",
        "unix@/run/x.sock mode 666 § unix:/run/x.sock",
        "ipv4@10.0.0.1:80 § 10.0.0.1:80",
        "localhost:80 § localhost:80",
        "\"$IP:$PORT\" § 10.0.0.9:99",
        "$IP:${PORT} § 10.0.0.9:99"
      })
  void bind_becomesListeners(String address, String expected) {
    HaproxyConfig config =
        load(
            Loading.HTTP + "frontend f\n bind " + address + "\n",
            Map.of("IP", "10.0.0.9", "PORT", "99"),
            Map.of(),
            false);

    assertThat(config.listeners().stream().map(l -> l.address().toString()))
        .containsExactly(expected.split("\\|"));
    assertThat(problems(config)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "80, is not an address",
    "fd@3, does not know",
    ":0, has no port",
    ":80-70, has no port",
    ":1-60000, has no port",
    "quic4@:443, does not know"
  })
  void bind_thatCannotBeOpened_isSaid(String address, String why) {
    HaproxyConfig config = load(Loading.HTTP + "frontend f\n bind " + address + "\n");

    assertThat(config.listeners()).isEmpty();
    assertThat(problems(config))
        .anyMatch(p -> p.contains("bind: the listener is not opened") && p.contains(why));
  }

  @Test
  void bind_withTls_keepsItsCertificates() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "frontend f\n"
                + " bind :443 ssl crt a.pem crt /etc/certs alpn h2 verify required ca-file c\n");

    assertThat(config.listeners().get(0).tls().orElseThrow().certificates())
        .containsExactly("a.pem", "/etc/certs");
    assertThat(config.listeners().get(0).tls().orElseThrow().options())
        .containsEntry("verify", "required")
        .containsEntry("ca-file", "c");
  }

  @Test
  void bind_twiceTheSame_goesToTheFirst() {
    HaproxyConfig config = load(Loading.HTTP + "frontend f\n bind :80\nfrontend g\n bind *:80\n");

    assertThat(config.listeners()).extracting(Listener::frontend).containsExactly("f");
    assertThat(problems(config))
        .containsExactly("h.cfg:9: error: bind: *:80 is bound before; this one gets nothing");
  }

  @Test
  void listen_ofOld_hasItsAddressInTheFirstLine() {
    HaproxyConfig config = load(Loading.HTTP + "listen l 127.0.0.1:81\n server s 127.0.0.1:1\n");

    assertThat(config.listeners())
        .extracting(l -> l.address().toString())
        .containsExactly("127.0.0.1:81");
  }

  @Test
  void names_takenTwice_areSaid() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "frontend x\n bind :1\nbackend x\n server s 127.0.0.1:1\nlisten x\n bind :2\n");

    assertThat(problems(config))
        .containsExactly("h.cfg:10: error: listen: there is another x; this section is skipped");
  }

  @Test
  void report_countsWhatThereIs() {
    HaproxyConfig config =
        load(Loading.HTTP + "listen a\n bind :1\n server s 127.0.0.1:1\nbackend t\n mode tcp\n");

    assertThat(config.report().summary())
        .isEqualTo("1 frontends, 1 backends, 1 servers; 1 proxies ignored; 1 warnings, 0 errors");
    assertThat(config.report().lines())
        .containsExactly(
            "listen a: loaded, 1 listeners, 0 routes, 0 rules, director a with 1 of 1 servers",
            "backend t: ignored, skipped");
  }
}
