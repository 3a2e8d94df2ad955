package io.x0.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Whole programs: setup and main, from text to their effects. */
class ProgramTest {
  private static final String TEN_RULES =
      """
      # The main configuration.
      var networks = [10.0.0.0/8, 192.168.0.1];
      var host = sys.hostname;

      handler setup {
        listen 'unix:/run/x0.sock';
        listen address: 0.0.0.0, port: 80
        listen 127.0.0.1, 8080, 16;
        max_body 4m; max_idle 30s
        director.create 'app',
            'b1' => 'http://10.0.0.1:80',
            'b2' => "http://10.0.0.#{1 + 1}:80"
        director.set 'app', 'queue-limit' => 1000, 'connect-timeout' => 4 s, 'sticky' => yes;
        director.bucket 'app', 'vip', rate: 20%, ceil: 40.5%;
        log "on #{host}"
      }

      api {
        if req.method == 'POST' then director.balance 'app', bucket: 'vip';
        director.balance 'app'
      }

      main
      {
        access.deny networks                                   // 0
        return 405 unless req.method in ['GET', 'POST', 'HEAD']
        if req.path == '/health' { return 204; }
        if req.path =~ /^\\/user\\/([0-9]+)$/ and req.header 'Auth' {
          return 302, "https://#{host}/u?id=$1#{$1}"
        } elsif req.path =$ '.php'
          return 404;
        else if req.path =^ '/old/' { return 410 }
        match req.path =^ {
          on '/api/v1/', on '/api/v2/' { api; }
          on '/api/' return 426;
        }
        log 'static' if req.path !~ /secret/
        var big = req.size > 4m || req.age >= 5 mins
        return 413 if big;
        director.balance("app", "x" + string(req.port % 7))
      }
      """
          .replace("// 0", "/* clients */");

  private String answer(TestRequest request) {
    Program<TestSetup, TestRequest> program =
        FlowFixture.program(new FlowFixture().compile(TEN_RULES));
    program.setup().run(new TestSetup());
    assertThat(program.main().run(request)).isTrue();
    return String.join("; ", request.log);
  }

  private static TestRequest request(String path) {
    return new TestRequest().path(path);
  }

  @Test
  void setup_ofTenRules_doesEverythingInOrder() {
    Program<TestSetup, TestRequest> program =
        FlowFixture.program(new FlowFixture().compile(TEN_RULES));
    TestSetup setup = new TestSetup();

    assertThat(program.setup().run(setup)).isFalse();

    assertThat(setup.log)
        .containsExactly(
            "listen unix:/run/x0.sock",
            "listen 0.0.0.0 80 128",
            "listen 127.0.0.1 8080 16",
            "max_body 4194304",
            "max_idle 30000000000",
            "create app",
            "b1 -> http://10.0.0.1:80",
            "b2 -> http://10.0.0.2:80",
            "queue-limit=1000",
            "connect-timeout=4s",
            "sticky=true",
            "bucket 200000 405000 true",
            "on host");
  }

  @Test
  void main_ofTenRules_answersByTheFirstThatFits() {
    TestRequest denied = request("/");
    denied.remote = io.x0.flow.value.IpAddress.parse("192.168.0.1").orElseThrow();
    TestRequest put = request("/");
    put.method = "PUT";
    TestRequest user = request("/user/42");
    user.headers.put("Auth", "x");
    TestRequest post = request("/api/v2/x");
    post.method = "POST";
    TestRequest old = request("/");
    old.port = 300;

    assertThat(answer(denied)).isEqualTo("denied");
    assertThat(answer(put)).isEqualTo("return 405");
    assertThat(answer(request("/health"))).isEqualTo("return 204");
    assertThat(answer(user)).isEqualTo("return 302 https://host/u?id=$142");
    assertThat(answer(request("/user/42"))).isEqualTo("static; balance app/x3");
    assertThat(answer(request("/x.php"))).isEqualTo("return 404");
    assertThat(answer(request("/old/x"))).isEqualTo("return 410");
    assertThat(answer(request("/api/v1/x"))).isEqualTo("balance app/");
    assertThat(answer(post)).isEqualTo("balance app/vip");
    assertThat(answer(request("/api/v3/"))).isEqualTo("return 426");
    assertThat(answer(request("/secret"))).isEqualTo("balance app/x3");
    assertThat(answer(old)).isEqualTo("static; return 413");
  }

  @Test
  void main_withoutFinisher_fallsOff() {
    assertThat(new FlowFixture().run("log 'a'")).containsExactly("a", "fell off");
    assertThat(new FlowFixture().run("")).containsExactly("fell off");
    assertThat(new FlowFixture().run("log 'a'; return 200"))
        .containsExactly("a", "return 200", "finished");
  }
}
