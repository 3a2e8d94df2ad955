package io.x0.haproxy;

import static io.x0.haproxy.Loading.load;
import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.Directors;
import io.x0.flow.CompileResult;
import io.x0.flow.FlowCompiler;
import io.x0.flow.source.FileSourceReader;
import io.x0.modules.Modules;
import io.x0.modules.RequestContext;
import io.x0.modules.SetupContext;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HaproxyFlowTest {

  static CompileResult<SetupContext, RequestContext> compile(String text) {
    return new FlowCompiler<>(
            new Modules(new Directors()).builtins(), new FileSourceReader(), Map.of())
        .compile("x0d.conf", text);
  }

  private static String compiled(String config) {
    String flow = load(config).flow();
    assertThat(compile(flow).program()).as(compile(flow).report() + flow).isNotNull();
    return flow;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '`',
      value = {
        "path /a § req.path == '/a'",
        "path /a '/it''s' § req.path in ['/a', '/its']",
        "path_beg /a /b § req.path =^ '/a' or req.path =^ '/b'",
        "path_end .js § req.path =$ '.js'",
        "path_sub a § 'a' in req.path",
        "path_beg -i /a § req.path =~ /(?i)^(?:\\/a)/",
        "path_end -i .js § req.path =~ /(?i)(?:\\.js)$/",
        "path -i /a § req.path =~ /(?i)^(?:\\/a)$/",
        "path_dir /img/ § req.path =~ /(?:^|[\\/?])(?:img)(?:$|[\\/?])/",
        "hdr_dom(host) -i ex.org § req.header('host') =~"
            + " /(?i)(?:^|[\\/?.:])(?:ex\\.org)(?:$|[\\/?.:])/",
        "url_reg ^/a.*$ § req.url =~ /^\\/a.*$/",
        "hdr(host),lower a.org § req.header('host') =~ /(?i)^(?:a\\.org)$/",
        "hdr(X-A) -m found § req.header('X-A') != ''",
        "method GET POST § req.method in ['GET', 'POST']",
        "src 10.0.0.0/8 ::1 § req.remoteip in [10.0.0.0/8, ::1/128]",
        "dst_port 80 gt 8000 § req.localport == 80 or req.localport > 8000",
        "dst_port 1:5 § (req.localport >= 1 and req.localport <= 5)",
        "ssl_fc § req.is_secure",
        "url_param(a) b § req.query_param('a') == 'b'",
        "cook(a) b § req.cookie('a') == 'b'"
      })
  void condition_isWrittenInFlow(String test, String expected) {
    String flow =
        compiled(
            Loading.HTTP
                + "listen f\n bind :80\n http-request deny if { "
                + test
                + " }\n server s 127.0.0.1:1\n");

    assertThat(flow)
        .contains("  if " + expected + " {\n    return 403;\n  }\n")
        .doesNotContain("NOT CONVERTED");
  }

  @Test
  void socketAndProxyHeader_areSaidWithTheListener() {
    String flow =
        compiled(
            Loading.HTTP
                + "listen f\n bind /run/f.sock mode 660 uid 0 group root accept-proxy\n"
                + " bind 127.0.0.1:81 accept-proxy\n server s 127.0.0.1:1\n");

    assertThat(flow)
        .contains(
            "  listen 'unix:/run/f.sock', mode: '660', owner: '0', group: 'root';\n"
                + "  proxy_protocol.from 'unix:/run/f.sock';\n"
                + "  listen '127.0.0.1:81';\n"
                + "  proxy_protocol.from '127.0.0.1:81', [0.0.0.0/0, ::/0];\n")
        .contains("if req.listener == 'unix:/run/f.sock' { at_1_f; }")
        .doesNotContain("NOT CONVERTED");
  }

  @Test
  void socket_withAModeThatIsNone_isNotConverted() {
    assertThat(compiled(Loading.HTTP + "listen f\n bind :80\n bind /run/f.sock mode rw\n"))
        .contains("NOT CONVERTED: bind unix:/run/f.sock at h.cfg:")
        .contains(": mode rw\n");
  }

  @Test
  void condition_ofSeveral_keepsItsShape() {
    String flow =
        compiled(
            Loading.HTTP
                + "listen f\n"
                + " bind :80\n"
                + " acl a path /a\n"
                + " acl b method GET\n"
                + " acl b method PUT\n"
                + " redirect scheme https code 301 if a !b or { src 1.2.3.4 }\n"
                + " server s 127.0.0.1:1\n");

    assertThat(flow)
        .contains(
            "if ((req.path == '/a') and (not ((req.method == 'GET') or (req.method == 'PUT'))))"
                + " or (req.remoteip in [1.2.3.4/32]) {\n"
                + "    redirect \"https://#{req.header('Host')}#{req.url}\", 301;\n");
  }

  @Test
  void condition_thatFlowCannotSay_isAComment() {
    String flow =
        compiled(
            Loading.HTTP
                + "listen f\n"
                + " bind :80\n"
                + " http-request deny if { nbsrv(f) lt 1 }\n"
                + " http-request set-header X 1\n"
                + " server s 127.0.0.1:1\n");

    assertThat(flow)
        .contains("# NOT CONVERTED: Deny at h.cfg:8: Flow has no 'nbsrv'\n")
        .contains("# NOT CONVERTED: set header X at h.cfg:9: Flow has no statement for it\n")
        .contains("things are not: look for NOT CONVERTED");
  }

  @Test
  void setup_listensAndCreates() {
    String flow =
        compiled(
            Loading.HTTP
                + "frontend f\n"
                + " bind :80\n"
                + " bind [::1]:81\n"
                + " bind :443 ssl crt x\n"
                + " use_backend b if { path /b }\n"
                + " default_backend a\n"
                + "backend a\n"
                + " balance leastconn\n"
                + " server s 127.0.0.1:1 check maxconn 5 weight 3\n"
                + " server t 127.0.0.1:2 backup\n"
                + "backend b\n"
                + " http-request deny if { method PUT }\n"
                + " server s 127.0.0.1:1\n");

    SetupContext setup = new SetupContext();
    assertThat(Objects.requireNonNull(compile(flow).program()).setup().run(setup)).isFalse();

    assertThat(setup.listeners().stream().map(Object::toString))
        .containsExactly("0.0.0.0:80", "[::1]:81");
    assertThat(setup.declared()).hasSize(2);
    HaproxyConfig config =
        load(
            Loading.HTTP
                + "backend a\n"
                + " balance leastconn\n"
                + " server s 127.0.0.1:1 check maxconn 5 weight 3\n"
                + " server t 127.0.0.1:2 backup\n");
    assertThat(setup.declared().get(0).settings()).isEqualTo(config.directors().get(0).settings());
    assertThat(setup.declared().get(0).backends()).isEqualTo(config.directors().get(0).backends());
  }

  @Test
  void tls_ofFilesThatAreThere_isWritten_andNothingThatWouldBeAnother() {
    HaproxyConfig config =
        load(
            "global\n crt-base /c\n ca-base /d\n"
                + Loading.HTTP
                + "frontend f\n"
                + " bind :443 ssl crt a.pem crt /e/b.pem ssl-min-ver TLSv1.2\n"
                + " bind :444 ssl crt a.pem verify optional ca-file ca.pem\n"
                + " bind :445 ssl crt gone.pem\n"
                + " bind :446 ssl crt a.pem ssl-min-ver TLSv1.3\n"
                + " bind :447 ssl crt a.pem verify required\n"
                + " bind :448 ssl crt-list l\n"
                + " default_backend a\n"
                + "backend a\n server s 127.0.0.1:1\n");

    String flow = config.flow(file -> !file.contains("gone"));

    assertThat(flow)
        .contains(
            "  ssl.context '/c/a.pem', '/c/a.pem';\n"
                + "  ssl.context '/e/b.pem', '/e/b.pem';\n"
                + "  ssl.listen ':443';\n"
                + "  ssl.listen ':444', client_ca: '/d/ca.pem', client_cert: 'optional';\n",
            "# NOT CONVERTED: bind *:445 at h.cfg:",
            "no certificate with its key is in /c/gone.pem: say ssl.context",
            "TLS: Flow has no ssl-min-ver",
            "TLS: verify required needs a ca-file",
            "TLS: crt-list: say ssl.context for each certificate",
            "if req.localport == 443 {",
            "if req.localport == 444 {")
        .doesNotContain("req.localport == 445", "req.localport == 446");
  }

  @Test
  void rules_behindTheLastWord_areNotWritten() {
    String flow =
        compiled(
            Loading.HTTP + "frontend f\n bind :80\n http-request deny\n redirect location /x\n");

    assertThat(flow).contains("return 403;").doesNotContain("redirect");
  }

  @Test
  void texts_areQuoted() {
    String flow =
        compiled(
            Loading.HTTP
                + "frontend f\n"
                + " bind :80\n"
                + " http-request return content-type a/b string \"it's a \\\\ #{x}\" if { path"
                + " \"/'\\\\\" }\n"
                + " redirect prefix 'http://x/\"#{req.path}'\n");

    assertThat(flow)
        .contains("echo 'it\\'s a \\\\ #{x}';")
        .contains("req.path == '/\\'\\\\'")
        .contains("\"http://x/\\\"\\#{req.path}#{req.url}\"");
  }
}
