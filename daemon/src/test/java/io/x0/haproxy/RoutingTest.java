package io.x0.haproxy;

import static io.x0.haproxy.Loading.frontend;
import static io.x0.haproxy.Loading.load;
import static io.x0.haproxy.Loading.problems;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.haproxy.rule.HeaderEdit;
import io.x0.haproxy.rule.Reply;
import io.x0.haproxy.sample.ResponseView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {

  private static Decision decide(HaproxyConfig config, TestRequest request) {
    return config.router().decide("f", request, director -> director.equals("a") ? 2 : 0);
  }

  private static TestRequest request() {
    return TestRequest.of("POST", "/Shop/img/x.PNG?id=7&q=a%20b")
        .header("Host", "www.Example.org:8080")
        .header("X-List", "one, two")
        .header("X-List", "three")
        .header("Content-Length", "42")
        .header("Cookie", "sid=abc; SEEN=1")
        .from("10.1.2.3");
  }

  private static boolean holds(String condition) {
    HaproxyConfig config = frontend(" use_backend a " + condition + "\n default_backend b");
    assertThat(problems(config)).isEmpty();
    return ((Decision.Forward) decide(config, request())).backend().equals("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "path /Shop/img/x.PNG § true",
        "path /shop/img/x.png § false",
        "path -i /shop/img/x.png § true",
        "path /a /b /Shop/img/x.PNG § true",
        "path_beg /Shop § true",
        "path_beg /shop § false",
        "path_beg -i /x /shop § true",
        "path_end .PNG § true",
        "path_end -i .gif .png § true",
        "path_sub img/ § true",
        "path_dir img § true",
        "path_dir /img/ § true",
        "path_dir mg § false",
        "path_reg ^/S.*\\.PNG$ § true",
        "path_reg -i ^/s.*\\.png$ § true",
        "path_len 17 § false",
        "path_len gt 10 § true",
        "path -m beg /Shop § true",
        "path,lower -m beg /shop § true",
        "url_sub id=7 § true",
        "url /Shop/img/x.PNG?id=7&q=a%20b § true",
        "base_beg www.Example.org:8080/Shop § true",
        "query -m found § true",
        "query -m beg id= § true",
        "method POST § true",
        "method GET PUT § false",
        "METH_POST § true",
        "hdr(host) www.Example.org:8080 § true",
        "hdr(host) -i www.example.org:8080 § true",
        "hdr_beg(host) www. § true",
        "hdr_dom(host) Example.org § true",
        "hdr_dom(host) ample § false",
        "method,lower -m dom ... § false",
        "hdr(host),lower,host_only www.example.org § true",
        "hdr(host),lower,field(1,:) www.example.org § true",
        "req.hdr(X-List) two § true",
        "req.hdr(X-List,-1) three § true",
        "req.hdr(X-List,1) two § false",
        "req.fhdr(X-List) two § false",
        "req.fhdr(X-List,1) -m sub two § true",
        "hdr_cnt(X-List) 3 § true",
        "req.fhdr_cnt(X-List) 2 § true",
        "hdr_cnt(X-None) gt 0 § false",
        "hdr(X-None) -m found § false",
        "hdr_val(content-length) gt 41 § true",
        "hdr_val(content-length) 40:50 § true",
        "hdr_val(content-length) lt 42 § false",
        "hdr_val(content-length) le 42 § true",
        "hdr_val(content-length) ge 43 § false",
        "hdr_val(content-length) :41 § false",
        "cook(sid) abc § true",
        "cook(sid) -m beg ab § true",
        "cook_cnt(sid) 1 § true",
        "cook(none) -m found § false",
        "url_param(id) 7 § true",
        "urlp(q),url_dec -m str 'a b' § true",
        "url_param(i) -m found § false",
        "src 10.0.0.0/8 § true",
        "src 10.0.0.0/255.0.0.0 § true",
        "src 10.1.2.3 § true",
        "src 192.168.0.0/16 ::1 § false",
        "src,ipmask(16) 10.1.0.0 § true",
        "src_port gt 1024 § true",
        "dst_port 80 § true",
        "dst 127.0.0.1 § true",
        "ssl_fc § false",
        "ssl_fc -m bool § false",
        "ssl_fc,not -m bool § true",
        "LOCALHOST § false",
        "TRUE § true",
        "nbsrv(a) gt 1 § true",
        "nbsrv(b) gt 0 § false",
        "path,length gt 3 § true",
        "path,word(1,/) Shop § true",
        "path,regsub(^/Shop,/s,) /s/img/x.PNG § true",
        "path,bytes(0,5) /Shop § true",
        "str(x),iif(yes,no) no § true",
        "int(5) gt 4 § true",
        "method -m str -i eq -- 'POST' § true",
        "path -- -x /Shop/img/x.PNG § true",
        "hdr(X-List),base64 b25l § true",
        "hdr(X-List),hex 6F6E65 § true",
        "req.fhdr('Host',-1),host_only,ltrim('w.') example.org § true"
      })
  void condition_ofOneTest_holdsAsInHaproxy(String test, boolean expected) {
    boolean named = test.matches("[A-Z_]+");

    assertThat(holds(named ? "if " + test : "if { " + test + " }")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "if yes § true",
        "if no § false",
        "unless no § true",
        "unless yes § false",
        "if yes no § false",
        "if yes yes § true",
        "if no or yes § true",
        "if no || yes § true",
        "if no OR no § false",
        "if yes no or yes § true",
        "if !no § true",
        "if ! no § true",
        "if !!yes § true",
        "if yes !{ path /x } § true",
        "unless yes no § true",
        "if twice § true"
      })
  void condition_ofSeveralTests_holdsAsInHaproxy(String condition, boolean expected) {
    HaproxyConfig config =
        frontend(
            " acl yes always_true\n acl no always_false\n acl twice path /none\n use_backend a "
                + condition
                + "\n acl twice method POST\n default_backend b");

    assertThat(problems(config)).isEmpty();
    assertThat(((Decision.Forward) decide(config, request())).backend())
        .isEqualTo(expected ? "a" : "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "http-request deny if { blah x } § x0 does not know 'blah'",
        "http-request deny if undefined § acl undefined: it is not defined",
        "http-request deny if { req.hdr( } § closing parenthesis is missing",
        "http-request deny if { always_true(arg) } § takes no arguments",
        "http-request deny if { req.hdr(a,a) } § is not a number",
        "http-request deny if { path_reg (?=x) } § is not one of RE2",
        "http-request deny if { path_reg (x{900}){900} } § too big",
        "http-request deny if { path -f /none } § the file /none cannot be read",
        "http-request deny if { src example.org } § is not an address or network",
        "http-request deny if { path -m bin 00 } § x0 does not compare by -m bin",
        "http-request deny if { path /x § there is no } for {",
        "http-request deny if { path /x } or § the condition is not complete",
        "http-request deny if § the condition is not complete",
        "http-request deny if { sc_http_req_rate(0) gt 20 } § x0 does not know 'sc_http_req_rate'",
        "http-request deny if { var(txn.x) -m bool } § set in a way x0 does not follow",
        "http-request auth unless { http_auth(hashed) } § hashed passwords",
        "http-request auth unless { http_auth(none) } § there is no userlist none",
        "http-request redirect location /%[blah] § x0 does not know 'blah'",
        "http-request redirect code 302 § the target is missing",
        "http-request return file /none § cannot be read",
        "http-request lua.check § x0 does not do this",
        "http-request set-header X %[lua.x] § lua.x",
        "http-request use-service lua.x § x0 does not have this service",
        "http-request send-spoe-group a b § x0 does not do this",
        "http-request set-src blah § x0 does not know",
        "use_backend %[base,map(/none)] § the file /none cannot be read",
        "use-server s1 if TRUE § x0 does not choose servers by rules",
        "filter spoe engine x config y § x0 does not ask agents",
        "tcp-request content lua.x § x0 does not do this with connections",
        "tcp-request connection reject if { blah } § x0 does not know 'blah'",
        "reqirep ^x y § x0 rewrites paths and whole fields only",
        "reqdeny ^x § x0 has no rules on raw lines",
        "option http_proxy § clients would choose",
        "bind :1 accept-netscaler-cip 1 § clients would be taken"
      })
  void line_thatDecides_refusesItsProxy(String line, String why) {
    String head =
        "userlist hashed\n user u password $6$x\n"
            + Loading.HTTP
            + "backend b\n server s 127.0.0.1:1\nfrontend f\n bind :80\n"
            + " http-response set-var(txn.x) int(1)\n default_backend b\n ";
    HaproxyConfig strict = load(head + line + "\n");
    HaproxyConfig lenient = load(head + line + "\n", Map.of(), Map.of(), true);

    assertThat(problems(strict))
        .anyMatch(
            p ->
                p.contains(": error: ")
                    && p.contains(why)
                    && p.endsWith("frontend f is not loaded"));
    assertThat(strict.listeners()).isEmpty();
    assertThat(decide(strict, request())).isInstanceOf(Decision.Unavailable.class);
    assertThat(problems(lenient))
        .anyMatch(
            p -> p.contains(": warning: ") && p.contains(why) && p.endsWith("as leniency asks"));
    assertThat(lenient.listeners()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "http-request set-header X %[blah] § the rule is skipped: x0 does not know 'blah'",
        "http-request set-header X %Ts § the rule is skipped: x0 does not know %Ts",
        "http-request replace-value X a b § the rule is skipped: x0 does not do this",
        "http-request del-header X -m beg § the rule is skipped",
        "http-request capture req.hdr(x) len 1 § nothing is captured",
        "http-request track-sc0 src § nothing is counted",
        "http-request cache-use c § answers are not taken from the cache",
        "tcp-request inspect-delay 5s § rules run when the head",
        "http-response set-header X %[blah] § the rule is skipped",
        "compression algo gzip § answers are not compressed",
        "filter compression § the filter does not run",
        "option httplog § x0's own logs",
        "stats scope x § all proxies are shown",
        "reqipass ^x § it only ends rules of its kind"
      })
  void line_thatDoesNotDecide_isSkippedWithOneWarning(String line, String why) {
    HaproxyConfig config = frontend(" default_backend b\n " + line);

    assertThat(problems(config)).singleElement().asString().contains(": warning: ").contains(why);
    assertThat(config.listeners()).hasSize(1);
  }

  private static Reply reply(String lines) {
    HaproxyConfig config = frontend(lines + "\n default_backend b");
    assertThat(problems(config)).isEmpty();
    return ((Decision.Answer) decide(config, request())).reply();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "http-request deny § Refuse[status=403]",
        "http-request deny deny_status 429 § Refuse[status=429]",
        "http-request deny status 410 content-type text/plain string x § Refuse[status=410]",
        "http-request tarpit § Delay[status=500]",
        "http-request silent-drop § Close[]",
        "http-request reject § Close[]",
        "tcp-request connection reject if { src 10.0.0.0/8 } § Close[]",
        "tcp-request content reject unless { src 11.0.0.0/8 } § Close[]",
        "block if TRUE § Refuse[status=403]",
        "http-request auth realm Hello § Challenge[realm=Hello]",
        "http-request use-service prometheus-exporter § Metrics[]",
        "http-request return § Answer[status=200, contentType=, body=, fields=[]]",
        "http-request return status 404 content-type text/plain string gone § Answer[status=404, contentType=text/plain, body=gone, fields=[]]",
        "http-request return lf-string %[src] content-type a/b § Answer[status=200, contentType=a/b, body=10.1.2.3, fields=[]]",
        "redirect location /x § Redirect[status=302, location=/x, setCookie=Optional.empty]",
        "redirect location /x code 301 § Redirect[status=301, location=/x, setCookie=Optional.empty]",
        "redirect prefix /p § Redirect[status=302, location=/p/Shop/img/x.PNG?id=7&q=a%20b, setCookie=Optional.empty]",
        "redirect prefix /p drop-query § Redirect[status=302, location=/p/Shop/img/x.PNG, setCookie=Optional.empty]",
        "redirect prefix / drop-query append-slash § Redirect[status=302, location=/Shop/img/x.PNG/, setCookie=Optional.empty]",
        "redirect scheme https code 308 § Redirect[status=308, location=https://www.Example.org:8080/Shop/img/x.PNG?id=7&q=a%20b, setCookie=Optional.empty]",
        "http-request redirect location http://%[hdr(host),lower]%[path] § Redirect[status=302, location=http://www.example.org:8080/Shop/img/x.PNG, setCookie=Optional.empty]",
        "redirect location /x set-cookie A=1 § Redirect[status=302, location=/x, setCookie=Optional[A=1; path=/;]]",
        "redirect location /x clear-cookie A= § Redirect[status=302, location=/x, setCookie=Optional[A=; path=/; Max-Age=0;]]",
        "redirect location '/100%%' § Redirect[status=302, location=/100%, setCookie=Optional.empty]"
      })
  void rule_answers(String line, String expected) {
    assertThat(reply(" " + line)).hasToString(expected);
  }

  @Test
  void rule_valueFromTheClient_cannotEndALine() {
    HaproxyConfig config =
        frontend(" redirect location /%[url_param(to),url_dec]\n default_backend b");

    Decision decision = decide(config, TestRequest.get("/?to=a%0d%0aSet-Cookie:x"));

    assertThat(((Reply.Redirect) ((Decision.Answer) decision).reply()).location())
        .isEqualTo("/aSet-Cookie:x");
  }

  @Test
  void rules_runInTheOrderOfHaproxy() {
    assertThat(reply(" redirect location /r\n http-request deny deny_status 401\n block if TRUE"))
        .hasToString("Refuse[status=403]");
    assertThat(reply(" redirect location /r\n http-request deny deny_status 401"))
        .hasToString("Refuse[status=401]");
    assertThat(reply(" use_backend a\n redirect location /r")).isInstanceOf(Reply.Redirect.class);
  }

  @Test
  void allow_endsItsSetOnly() {
    assertThat(
            reply(
                " http-request allow if { src 10.0.0.0/8 }\n http-request deny\n redirect location /r"))
        .isInstanceOf(Reply.Redirect.class);
  }

  private static Decision.Forward forward(String lines, TestRequest request) {
    HaproxyConfig config = frontend(lines + "\n default_backend b");
    assertThat(problems(config)).isEmpty();
    return (Decision.Forward) decide(config, request);
  }

  @Test
  void headers_areEditedAndSeenByLaterRules() {
    Decision.Forward forward =
        forward(
            " http-request set-header X-A %[src]:%cp\n http-request add-header X-A 100%%\n"
                + " http-request del-header X-List\n use_backend a if { hdr_cnt(X-A) 2 } !{ hdr(X-List) -m found }",
            request());

    assertThat(forward.backend()).isEqualTo("a");
    assertThat(forward.evaluation().requestEdits())
        .containsExactly(
            new HeaderEdit(HeaderEdit.Operation.SET, "X-A", "10.1.2.3:40000"),
            new HeaderEdit(HeaderEdit.Operation.ADD, "X-A", "100%"),
            new HeaderEdit(HeaderEdit.Operation.REMOVE, "X-List", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "http-request set-path /new%[path] § /new/Shop/img/x.PNG?id=7&q=a%20b",
        "http-request set-query a=1 § /Shop/img/x.PNG?a=1",
        "http-request set-pathq /n?b=2 § /n?b=2",
        "http-request set-uri %[path] § /Shop/img/x.PNG",
        "http-request replace-path /Shop/(.*) /\\1 § /img/x.PNG?id=7&q=a%20b",
        "http-request replace-path ^/none/(.*) /\\1 § /Shop/img/x.PNG?id=7&q=a%20b",
        "http-request replace-pathq (.*)\\?id=7&(.*) \\1?\\2 § /Shop/img/x.PNG?q=a%20b",
        "'reqrep ^([^\\ :]*)\\ /Shop/(.*) \\1\\ /\\2' § /img/x.PNG?id=7&q=a%20b"
      })
  void path_isRewritten(String line, String expected) {
    Decision.Forward forward = forward(" " + line.replace("'", ""), request());
    String query = forward.evaluation().request().query().map(q -> "?" + q).orElse("");

    assertThat(forward.evaluation().request().path() + query).isEqualTo(expected);
  }

  @Test
  void header_isReplacedAsAWhole() {
    Decision.Forward forward =
        forward(" http-request replace-header X-List t(.*) <\\1>", request());

    assertThat(forward.evaluation().request().headers("X-List")).containsExactly("<wo>", "<hree>");
  }

  @Test
  void variables_goFromRuleToRule() {
    assertThat(
            forward(
                    " http-request set-var(txn.h) hdr(host),lower\n http-request set-var(txn.p) var(txn.h),field(1,.)\n"
                        + " use_backend a if { var(txn.p) -m str www }",
                    request())
                .backend())
        .isEqualTo("a");
  }

  @Test
  void source_isTakenFromAField() {
    assertThat(
            forward(
                    " http-request set-src hdr(X-Real)\n use_backend a if { src 192.0.2.0/24 }",
                    request().header("X-Real", "192.0.2.7"))
                .backend())
        .isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource({
    "http://x.org/, /d/x, def",
    "a.org, /, b",
    "b.org, /, b",
    "c.org, /, b",
    "a.org, /api/v1, a"
  })
  void route_byMap_isWhatTheFileSays(String host, String path, String expected) {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "backend a\n server s 127.0.0.1:1\nbackend b\n server s 127.0.0.1:1\nbackend def\n server s 127.0.0.1:1\n"
                + "frontend f\n bind :80\n use_backend %[base,map_beg(/hosts.map,b)]\n default_backend def\n",
            Map.of(),
            Map.of("/hosts.map", "# hosts\na.org/api a\na.org/ b\nhttp: none\n"),
            false);

    Decision decision = decide(config, TestRequest.get(path).header("Host", host));

    assertThat(((Decision.Forward) decision).backend()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      value = {
        "map(/m,none) k1 § v1",
        "map_str(/m) k1 § v1",
        "map_end(/m) xk2 § v2",
        "map_sub(/m) xk2x § v2",
        "map_reg(/m) ak1 § v1",
        "map(/m,none) zz § none"
      })
  void maps_findTheirValue(String map, String expected) {
    String[] parts = map.split(" ");
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "backend b\n server s 127.0.0.1:1\nfrontend f\n bind :80\n http-request return content-type a/b lf-string %[hdr(k),"
                + parts[0]
                + "]\n",
            Map.of(),
            Map.of("/m", "k1 v1\nk2 v2\n"),
            false);

    Decision decision = decide(config, TestRequest.get("/").header("k", parts[1]));

    assertThat(((Reply.Answer) ((Decision.Answer) decision).reply()).body()).isEqualTo(expected);
  }

  @Test
  void maps_ofNetworks_takeTheLongest() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "frontend f\n bind :80\n http-request return content-type a/b lf-string %[src,map_ip(/n)]\n",
            Map.of(),
            Map.of("/n", "10.0.0.0/8 wide\n10.1.0.0/16 narrow\n"),
            false);

    assertThat(((Reply.Answer) ((Decision.Answer) decide(config, request())).reply()).body())
        .isEqualTo("narrow");
  }

  @Test
  void patterns_comeFromFiles() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "frontend f\n bind :80\n http-request deny if { src -f /deny }\n http-request return\n",
            Map.of(),
            Map.of("/deny", "192.168.0.0/16\n# none\n10.1.0.0/16\n"),
            false);

    assertThat(((Decision.Answer) decide(config, request())).reply())
        .isInstanceOf(Reply.Refuse.class);
  }

  @Test
  void users_areAskedForAPassword() {
    HaproxyConfig config =
        load(
            "userlist l\n group g users u\n user u insecure-password p:w\n user v insecure-password q groups h\n"
                + Loading.HTTP
                + "backend b\n server s 127.0.0.1:1\nfrontend f\n bind :80\n http-request auth realm R unless { http_auth(l) }\n"
                + " http-request deny unless { http_auth_group(l) g }\n default_backend b\n");

    assertThat(problems(config)).isEmpty();
    assertThat(decide(config, request())).hasToString("Answer[reply=Challenge[realm=R]]");
    assertThat(decide(config, request().header("Authorization", "Basic dTpubw==")))
        .hasToString("Answer[reply=Challenge[realm=R]]");
    assertThat(decide(config, request().header("Authorization", "basic !!")))
        .hasToString("Answer[reply=Challenge[realm=R]]");
    assertThat(decide(config, request().header("Authorization", "Basic djpx")))
        .hasToString("Answer[reply=Refuse[status=403]]");
    assertThat(decide(config, request().header("authorization", "Basic dTpwOnc=")))
        .isInstanceOf(Decision.Forward.class);
  }

  @Test
  void monitor_isAlive_unlessItFails() {
    HaproxyConfig config =
        frontend(
            " monitor-uri /alive\n monitor fail if { nbsrv(b) lt 1 } { src 10.0.0.0/8 }\n http-request deny");

    assertThat(decide(config, TestRequest.get("/alive"))).isInstanceOf(Decision.Alive.class);
    assertThat(decide(config, TestRequest.get("/alive").from("10.0.0.1")))
        .hasToString("Answer[reply=Refuse[status=503]]");
    assertThat(decide(config, TestRequest.get("/alive/x")))
        .hasToString("Answer[reply=Refuse[status=403]]");
  }

  @Test
  void stats_areShownToThoseWhoMay() {
    HaproxyConfig config =
        frontend(
            " stats uri /stats\n stats realm Mine\n stats auth admin:pass\n stats http-request deny unless { src 10.0.0.0/8 }\n redirect location /r");

    assertThat(decide(config, TestRequest.get("/stats;csv")))
        .hasToString("Answer[reply=Refuse[status=403]]");
    assertThat(decide(config, TestRequest.get("/stats").from("10.0.0.1")))
        .hasToString("Answer[reply=Challenge[realm=Mine]]");
    assertThat(
            decide(
                config,
                TestRequest.get("/stats")
                    .from("10.0.0.1")
                    .header("Authorization", "Basic YWRtaW46cGFzcw==")))
        .isInstanceOf(Decision.Stats.class);
    assertThat(decide(config, TestRequest.get("/other"))).isInstanceOf(Decision.Answer.class);
  }

  @Test
  void listen_sendsToItself_andRunsItsRulesOnce() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "listen f\n bind :80\n http-request add-header X 1\n server s 127.0.0.1:1\n");

    Decision.Forward forward = (Decision.Forward) decide(config, request());

    assertThat(forward.director()).isEqualTo("f");
    assertThat(forward.evaluation().requestEdits()).hasSize(1);
  }

  @Test
  void backend_hasRulesOfItsOwn() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "backend b\n http-request deny if { path_beg /Shop }\n server s 127.0.0.1:1\nfrontend f\n bind :80\n default_backend b\n");

    assertThat(decide(config, request())).hasToString("Answer[reply=Refuse[status=403]]");
    assertThat(decide(config, TestRequest.get("/"))).isInstanceOf(Decision.Forward.class);
  }

  @Test
  void route_toNowhere_isUnavailableAndSaid() {
    HaproxyConfig config =
        frontend(" use_backend none if { path /x }\n use_backend t if { path /t }");
    HaproxyConfig refused =
        load(
            Loading.HTTP
                + "backend b\n http-request lua.x\nfrontend f\n bind :80\n default_backend b\n");

    assertThat(problems(config))
        .anyMatch(p -> p.contains("error: use_backend: there is no backend none"));
    assertThat(decide(config, TestRequest.get("/x"))).isInstanceOf(Decision.Unavailable.class);
    assertThat(decide(config, TestRequest.get("/"))).isInstanceOf(Decision.Unavailable.class);
    assertThat(problems(refused))
        .anyMatch(
            p -> p.contains("default_backend: backend b is not loaded; its requests get 503"));
    assertThat(decide(refused, request())).isInstanceOf(Decision.Unavailable.class);
  }

  @ParameterizedTest
  @CsvSource({
    "source, 10.1.2.3",
    "uri, /Shop/img/x.PNG",
    "uri whole, /Shop/img/x.PNG?id=7&q=a%20b",
    "url_param id, 7",
    "hdr(host), www.Example.org:8080",
    "hash req.cook(sid), abc"
  })
  void hash_hasItsKey(String balance, String key) {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "listen f\n bind :80\n balance "
                + balance
                + "\n server s 127.0.0.1:1\n");

    assertThat(((Decision.Forward) decide(config, request())).hashKey()).contains(key);
  }

  @Test
  void cookie_namesTheServer() {
    String servers = " server s1 127.0.0.1:1 cookie c1\n server s2 127.0.0.1:2 cookie c2\n";
    HaproxyConfig insert =
        load(
            Loading.HTTP
                + "listen f\n bind :80\n cookie SRV insert indirect nocache httponly maxidle 30m\n"
                + servers);
    HaproxyConfig prefix =
        load(Loading.HTTP + "listen f\n bind :80\n cookie SRV prefix\n" + servers);

    assertThat(
            ((Decision.Forward) decide(insert, TestRequest.get("/").header("Cookie", "SRV=c2")))
                .preferred())
        .contains("s2");
    assertThat(
            ((Decision.Forward) decide(insert, TestRequest.get("/").header("Cookie", "SRV=c3")))
                .preferred())
        .isEmpty();
    assertThat(
            ((Decision.Forward) decide(prefix, TestRequest.get("/").header("Cookie", "SRV=c1~own")))
                .preferred())
        .contains("s1");
  }

  @Test
  void answers_areEdited() {
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "backend b\n http-response set-header X-B %[status]\n server s 127.0.0.1:1\nfrontend f\n bind :80\n"
                + " http-response del-header Server if { res.hdr(Server) -m found }\n rspadd X-Old:\\ y\n"
                + " http-response deny if { status 500:599 }\n http-response set-status 418 if { status 404 }\n default_backend b\n");
    assertThat(problems(config)).isEmpty();
    HaproxyRouter router = config.router();

    Decision.Forward found = (Decision.Forward) decide(config, request());
    Optional<Reply> reply = router.answered(found, response(404, "nginx"));

    assertThat(reply).isEmpty();
    assertThat(found.evaluation().responseEdits())
        .containsExactly(
            new HeaderEdit(HeaderEdit.Operation.SET, "X-B", "404"),
            new HeaderEdit(HeaderEdit.Operation.REMOVE, "Server", ""),
            new HeaderEdit(HeaderEdit.Operation.ADD, "X-Old", "y"));
    assertThat(found.evaluation().responseStatus()).hasValue(418);
    assertThat(router.answered((Decision.Forward) decide(config, request()), response(503, "x")))
        .hasToString("Optional[Refuse[status=502]]");
  }

  private static ResponseView response(int status, String server) {
    return new ResponseView() {
      @Override
      public int status() {
        return status;
      }

      @Override
      public List<String> headers(String name) {
        return name.equalsIgnoreCase("Server") ? List.of(server) : List.of();
      }
    };
  }
}
