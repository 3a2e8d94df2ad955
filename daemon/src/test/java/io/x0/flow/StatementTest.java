package io.x0.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What statements do, and where they end. */
class StatementTest {
  private final FlowFixture flow = new FlowFixture();

  private String at(String path, String statements) {
    return String.join(",", flow.run(statements, new TestRequest().path(path)).log);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "if req.path == '/a' { log 'x' }",
        "if req.path == '/a' then log 'x'",
        "if req.path == '/a' log 'x';",
        "log 'x' if req.path == '/a'",
        "log 'x' unless req.path != '/a'",
        "log('x') if req.path == '/a'",
        "if req.port == 1 { log 'y' } else if req.path == '/a' { log 'x' } else { log 'z' }",
        "if req.port == 1 log 'y' elsif req.path == '/a' log 'x' else log 'z'",
        "if req.port == 1 then log 'y'; else log 'x';",
        "if req.port == 1 { } else { log 'x' }",
        "if req.header 'None' { log 'y' } elsif req.path { log 'x' }",
        "match req.path { on '/b' log 'y'; on '/a' log 'x' else log 'z' }",
        "match req.path == { on '/b', on '/a' log 'x'; on '/c' log 'y' }",
        "match req.path { on '/b', '/a' { log 'x' } }",
        "match req.path { on '/b' log 'y' else log 'x' }",
        "match req.path =^ { on '/' log 'y'; on '/a' log 'x'; on '' log 'z' }",
        "match req.path =$ { on 'a' log 'y'; on '/a' log 'x'; on '' log 'z' }",
        "match req.path =~ { on /z/ log 'y'; on /./ log 'x'; on /a/ log 'z' }",
        "match req.path =~ { on /(.)$/ log \"#{'x'}\" if $1 == 'a' }",
        "match req.path =^ { on '/b' log 'y' else log 'x' }",
        "match req.path =~ { on /b/ log 'y' else log 'x' }",
        "var t = 'x'; log t",
        "var t = req.path; t = 'x'; log t",
        "var t = 1; t = t + req.port; log 'x' if t == 81",
        "var t = req.remoteip; log 'x' if t == 127.0.0.1",
        "var t = true; t = req.port == 1; log 'x' unless t",
        "{ var t = 'y'; } var t = 'x'; log t",
      })
  void run_statement_logsX(String statements) {
    assertThat(at("/a", statements)).isEqualTo("x,fell off");
  }

  @Test
  void run_matchWithoutCase_goesOn() {
    for (String operator : new String[] {"==", "=^", "=$"}) {
      String match = "match req.path " + operator + " { on 'no' log 'y' } log 'x'";
      assertThat(at("/a", match)).isEqualTo("x,fell off");
    }
    assertThat(at("/a", "match req.path =~ { on /no/ log 'y' } log 'x'")).isEqualTo("x,fell off");
  }

  @Test
  void run_finisherInBranch_stopsEverything() {
    assertThat(at("/a", "if req.path { return 200 } log 'y'")).isEqualTo("return 200,finished");
    assertThat(at("/a", "match req.path { on '/a' return 201 } log 'y'"))
        .isEqualTo("return 201,finished");
    assertThat(at("/a", "if req.port == 1 { return 200 } else return 202"))
        .isEqualTo("return 202,finished");
  }

  @Test
  void run_handlers_returnToTheirCaller() {
    CompileResult<TestSetup, TestRequest> result =
        flow.compile(
            """
            main { a; log 'main'; b() }
            handler a { log 'a' }
            handler b;
            setup { a }
            handler b { a; return 200; }
            """);
    Program<TestSetup, TestRequest> program = FlowFixture.program(result);
    TestRequest request = new TestRequest();
    TestSetup setup = new TestSetup();

    assertThat(program.main().run(request)).isTrue();
    assertThat(program.setup().run(setup)).isFalse();

    assertThat(request.log).containsExactly("a", "main", "a", "return 200");
    assertThat(setup.log).containsExactly("a");
  }

  @Test
  void run_globals_areComputedOnceBySetup() {
    CompileResult<TestSetup, TestRequest> result =
        flow.compile(
            """
            var known = 1 + 1
            var now = sys.now() + known;
            var host = "#{sys.hostname}!", 'x' in host
            setup { }
            main { }
            """
                .replace(", 'x' in host", "")
                .replace("setup { }", "setup { log host }")
                .replace("main { }", "main { log \"#{now}#{host}\" if now == 1002 }"));
    Program<TestSetup, TestRequest> program = FlowFixture.program(result);
    TestSetup setup = new TestSetup();
    TestRequest request = new TestRequest();

    program.setup().run(setup);
    program.main().run(request);

    assertThat(setup.log).containsExactly("host!");
    assertThat(request.log).containsExactly("1002host!");
  }

  @Test
  void run_statementsWithoutSemicolons_endWithTheirLines() {
    String text =
        """
        var x = 1 +
          2
          + 3
        log 'a' # comment ; log 'no'
        log(
          'b'
        )
        /* log
           'no' */ log 'c'
        if x == 6
          log 'd'
        else
          log 'no'
        if req.port == 80
        {
          log 'e'
        }
        else
        {
          log 'no'
        }
        match req.path
        {
          on '/a',
          on '/b'
            log 'f'
          else
            log 'no'
        }
        if x == 1 log 'no'
        if x == 1 if x == 6 log 'no'
        if x == 6 log 'no' if x == 5
        match req.path {
          on '/a' var z = 5
          on '/b' log 'no'
        }
        log 'g'
          unless req.path == ''
        log 'h'
        """;

    assertThat(at("/a", "\r\n" + text.replace("\n", "\r\n"))).isEqualTo("a,b,c,d,e,f,g,h,fell off");
  }

  @Test
  void setup_arguments_areBoundByPlaceNameAndDefault() {
    assertThat(flow.setup("listen 1.2.3.4, 80")).containsExactly("listen 1.2.3.4 80 128");
    assertThat(flow.setup("listen(port: 80, address: ::1,)")).containsExactly("listen ::1 80 128");
    assertThat(flow.setup("listen ::1, backlog: 5, port: 80")).containsExactly("listen ::1 80 5");
    assertThat(flow.setup("listen 'a:1'")).containsExactly("listen a:1");
    assertThat(flow.setup("max_idle")).containsExactly("max_idle 8000000000");
    assertThat(flow.setup("max_idle()")).containsExactly("max_idle 8000000000");
    assertThat(flow.setup("max_idle time: 5m")).containsExactly("max_idle 300000000000");
    assertThat(flow.setup("max_body 5m")).containsExactly("max_body 5242880");
    assertThat(flow.setup("max_body 100")).containsExactly("max_body 100");
    assertThat(flow.setup("max_body 1 gbyte")).containsExactly("max_body 1073741824");
    assertThat(flow.setup("director.bucket 'a', 'b', ceil: 5%"))
        .containsExactly("bucket 0 50000 true");
    assertThat(flow.setup("director.bucket 'a', 'b'")).containsExactly("bucket 0 1000000 false");
    assertThat(flow.setup("director.set 'a', 'n' => 5, \"m#{1}\" => 30s, 's' => 64k, 'p' => 5%"))
        .containsExactly("n=5", "m1=30s", "s=65536", "p=5%");
  }
}
