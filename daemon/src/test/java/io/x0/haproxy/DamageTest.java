package io.x0.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text makes loading, translating, converting or routing throw, or take for ever. */
@Timeout(120)
class DamageTest {
  static final String GOOD =
      """
      global
        maxconn 1000
        setenv PORT 8080
      defaults d
        mode http
        timeout connect 5s
        timeout client 30s
        timeout server 30s
        option forwardfor except 127.0.0.0/8 header X-Client
        default-server inter 3s rise 2 fall 3
      userlist l
        group g users u
        user u insecure-password p
      frontend www from d
        bind "*:${PORT}" name x
        bind :443 ssl crt /a crt /b alpn h2
        monitor-uri /alive
        monitor fail if { nbsrv(app) lt 1 }
        acl img path_beg -i /img /static
        acl img path_end .png .jpg
        acl net src 10.0.0.0/8 192.168.0.0/16
        acl host hdr(host),lower,field(1,:) -m str a.org b.org
        http-request set-var(txn.h) req.hdr(host),lower,map(/m,none)
        http-request deny deny_status 429 if !net { path_reg ^/admin(/.*)?$ } or { url_param(x) 1 }
        http-request auth realm R unless { http_auth(l) } || net
        http-request set-header X-Forwarded-Proto https if { ssl_fc }
        http-request replace-path /old/(.*) /new/\\1
        http-request return status 200 content-type "text/plain" lf-string "you are %[src] at %fi" if { path /me }
        http-response set-header X-S %[status] if { status 200:299 }
        redirect scheme https code 301 if !{ ssl_fc } host
        redirect prefix http://x.org drop-query append-slash set-cookie A=1 if { cook(B) -m found }
        use_backend %[base,map_beg(/m,app)] if img
        use_backend app if host
        default_backend app
      backend app from d
        balance hash req.hdr(x)
        cookie SRV insert indirect nocache maxidle 30m
        option httpchk GET /ping HTTP/1.1\\r\\nHost:\\ app
        http-check expect status 200,204
        stats uri /stats
        stats auth a:b
        server a 127.0.0.1:8001 check weight 10 maxconn 5 slowstart 10s cookie a
        server b 127.0.0.1:8002 check backup inter 1s
      listen tcp
        mode tcp
        bind :1
      """;

  /** Takes a text through all that can be done with it. */
  static void use(String text) {
    HaproxyConfig config =
        Loading.load(
            text, Map.of("A", "b c"), Map.of("/m", "a.org/ app\n"), text.length() % 2 == 0);
    assertThat(config.directors()).hasSameSizeAs(config.clusters());
    assertThat(config.flow()).startsWith("# From");
    config
        .diagnostics()
        .forEach(d -> assertThat(d.toString()).doesNotContain("\n").doesNotContain("\0"));
    HaproxyRouter router = config.router();
    for (Listener listener : config.listeners()) {
      TestRequest request =
          TestRequest.get("/admin/x?x=1").header("Host", "a.org:80").header("Cookie", "SRV=a; B=1");
      assertThat(router.decide(listener.frontend(), request, d -> 1)).isNotNull();
    }
  }

  @Test
  void good_hasNothingToSay() {
    HaproxyConfig config = Loading.load(GOOD, Map.of(), Map.of("/m", "a.org/ app\n"), false);

    assertThat(Loading.problems(config))
        .containsExactly(
            "h.cfg:2: warning: maxconn: only frontends limit connections, not the process",
            "h.cfg:44: warning: listen: tcp is skipped: mode tcp, and x0 speaks HTTP");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void damaged_isDiagnosed(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      String damaged = Damage.of(List.of(GOOD), random);
      assertThatCode(() -> use(damaged))
          .as("seed " + seed + " round " + round + "\n" + damaged)
          .doesNotThrowAnyException();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        "((((((((((",
        "!",
        "{ ",
        "{ path ",
        "a,b,c,",
        "%[",
        "%[src,",
        "\"",
        "\\",
        ".if (",
        ".if !",
        " or ",
        "$",
        "${",
        "acl a path /x\n",
        "backend b\n",
        "frontend f\n bind :1\n",
        "defaults\n",
        "user u ",
        "[",
        "-m reg ",
        "x{1000}",
        ":",
        ","
      })
  void repeated_takesLinearTime(String piece) {
    String many = piece.repeat(30_000 / piece.length());
    use(many);
    use("defaults\n mode http\nfrontend f\n bind :1\n http-request deny if " + many + "\n");
    use(
        "defaults\n mode http\nfrontend f\n bind :1\n http-request deny if { path_reg "
            + many
            + " }\n");
    use(
        "defaults\n mode http\nfrontend f\n bind "
            + many
            + "\n http-request redirect location "
            + many
            + "\n");
    use(
        "defaults\n mode http\nbackend f\n server s "
            + many
            + "\n balance "
            + many
            + "\n option httpchk "
            + many
            + "\n");
  }

  @Test
  void manyProxies_takeLinearTime() {
    StringBuilder text = new StringBuilder(Loading.HTTP);
    for (int i = 0; i < 5_000; i++) {
      text.append("backend b").append(i).append("\n server s 127.0.0.1:1 check\n");
    }
    text.append("frontend f\n bind :80\n");
    for (int i = 0; i < 5_000; i++) {
      text.append(" use_backend b").append(i).append(" if { path /").append(i).append(" }\n");
    }

    HaproxyConfig config = Loading.load(text.toString());

    assertThat(config.report().summary())
        .startsWith("1 frontends, 5000 backends, 5000 servers; 0 proxies ignored; 0 warn");
    assertThat(config.flow()).contains("director.balance 'b4999'");
  }
}
