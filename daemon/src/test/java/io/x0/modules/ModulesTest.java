package io.x0.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Directors;
import io.x0.director.Origin;
import io.x0.director.Role;
import io.x0.flow.CompileResult;
import io.x0.flow.FlowCompiler;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.source.FileSourceReader;
import io.x0.proxy.Limits;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModulesTest {
  private final Modules modules = new Modules(new Directors());

  private CompileResult<SetupContext, RequestContext> compile(String text) {
    return new FlowCompiler<>(modules.builtins(), new FileSourceReader(), Map.of())
        .compile("x0d.conf", text);
  }

  private SetupContext setup(String statements) {
    CompileResult<SetupContext, RequestContext> result =
        compile("setup { " + statements + " }\nmain { return 404 }");
    assertThat(result.report()).isEmpty();
    SetupContext setup = new SetupContext();
    assertThat(Objects.requireNonNull(result.program()).setup().run(setup)).isFalse();
    return setup;
  }

  private List<String> problems(String text) {
    return compile(text).diagnostics().stream().map(Object::toString).toList();
  }

  @Test
  void setup_nothing_hasTheDefaults() {
    SetupContext setup = setup("");

    assertThat(setup.listeners()).isEmpty();
    assertThat(setup.declared()).isEmpty();
    assertThat(setup.loaded()).isEmpty();
    assertThat(setup.proxy(exchange -> false).pseudonym()).isEqualTo("x0d");
    assertThat(setup.proxy(exchange -> false).transport()).isEqualTo(Transport.DEFAULT);
    assertThat(setup.stateFolder()).isNull();
    assertThat(setup.adminSocket()).isNull();
  }

  @Test
  void setup_everything_isCollected() {
    SetupContext setup =
        setup(
            "listen '127.0.0.1:8080'; listen '*', 81; listen ::1, 82; listen 10.0.0.1, 83;"
                + " state.dir '/var/lib/x'; admin.socket '/run/x'; director.pseudonym 'edge.1';"
                + " upstream.transport 'loop';"
                + " director.load 'shop'; director.load 'blog'; director.load 'shop'");

    assertThat(setup.listeners())
        .extracting(ListenAddress::toString)
        .containsExactly("127.0.0.1:8080", "0.0.0.0:81", "[::1]:82", "10.0.0.1:83");
    assertThat(setup.stateFolder()).isEqualTo("/var/lib/x");
    assertThat(setup.adminSocket()).isEqualTo("/run/x");
    assertThat(setup.proxy(exchange -> false).pseudonym()).isEqualTo("edge.1");
    assertThat(setup.proxy(exchange -> false).transport()).isEqualTo(Transport.LOOP);
    assertThat(setup.loaded()).containsExactlyInAnyOrder("shop", "blog");
  }

  @Test
  void setup_limits_areCollected() {
    assertThat(setup("").proxy(exchange -> false).limits()).isEqualTo(Limits.DEFAULT);
    assertThat(
            setup(
                    "max_connections 7; max_keepalive_idle 5s; max_keepalive_requests 9;"
                        + " max_request_uri_size 1k; max_request_header_size 4k;"
                        + " max_request_header_count 50; max_request_body_size 2g;"
                        + " min_request_body_rate 2k, after: 3s")
                .proxy(exchange -> false)
                .limits())
        .isEqualTo(
            new Limits(
                7,
                Duration.ofSeconds(5),
                9,
                1024,
                4096,
                50,
                2L << 30,
                Duration.ofSeconds(10),
                new Limits.BodyRate(2048, Duration.ofSeconds(3))));
    assertThat(setup("min_request_body_rate 7").proxy(exchange -> false).limits().bodyRate())
        .isEqualTo(new Limits.BodyRate(7, Duration.ofSeconds(10)));
  }

  @Test
  void setup_trustAndLogLevel_areCollected() {
    SetupContext setup = setup("trusted.proxies [10.0.0.0/8, 127.0.0.1]; log.level 'debug'");

    assertThat(setup.proxy(exchange -> false).trusted().networks()).hasSize(2);
    assertThat(setup.logLevel()).isEqualTo("debug");
    assertThat(setup("").logLevel()).isNull();
  }

  @Test
  void directorCreate_backendsWithSettings_areDeclared() {
    SetupContext setup =
        setup(
            "director.create 'app', 'b1' => 'http://10.0.0.1:81',"
                + " 'b2' => 'http://[::1]?capacity=4&role=backup&weight=3&terminate-protection'");

    assertThat(setup.declared()).hasSize(1);
    DirectorConfig app = setup.declared().get(0);
    assertThat(app.name()).isEqualTo("app");
    assertThat(app.origin()).isEqualTo(Origin.STATIC);
    assertThat(app.settings()).isEqualTo(DirectorSettings.DEFAULT);
    assertThat(app.backends()).extracting(BackendConfig::name).containsExactly("b1", "b2");
    BackendConfig b2 = app.backends().get(1);
    assertThat(b2.url()).hasToString("http://[::1]:80");
    assertThat(b2.capacity().slots()).isEqualTo(4);
    assertThat(b2.role()).isEqualTo(Role.BACKUP);
    assertThat(b2.weight()).isEqualTo(3);
    assertThat(b2.terminateProtection()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "listen 'nonsense'|listen: nonsense (expected: HOST:PORT",
        "listen '[abc]:80'|listen: [abc]:80 (expected: HOST:PORT",
        "listen '127.0.0.1:65536'|port: 65536 (expected: a whole number from 0 to 65535)",
        "listen '127.0.0.1', 65536|port: 65536 (expected: a whole number from 0 to 65535)",
        "listen 127.0.0.1, 99999|port: 99999 (expected: a whole number from 0 to 65535)",
        "director.create '-x'|director: -x (expected: 1 to 63 letters",
        "director.create 'a', 'b1' => 'ftp://h'|backend b1: ftp://h (expected:"
            + " PROTOCOL://HOST:PORT",
        "director.create 'a', 'b1' => 'http://h:0'|backend b1: http://h:0 (expected: a port from 1",
        "director.create 'a', 'b/1' => 'http://h'|backend: b/1 (expected: 1 to 63 letters",
        "director.create 'a', 'b' => 'http://h?size=1'|size: 1 (expected: one of url, role,",
        "director.create 'a', 'b' => 'http://h?weight=0'|weight: 0 (expected: a whole number",
        "director.create 'a', 'b' => 'http://h?capacity'|capacity: true (expected: a whole number",
        "director.create 'a', 'b' => 'http://h?role=terminate'|role: terminate (expected: one of"
            + " active, standby, backup)",
        "director.load 'a b'|director: a b (expected: 1 to 63 letters",
        "upstream.transport 'both'|upstream.transport: both (expected: client or loop)",
        "director.pseudonym 'a b'|pseudonym: a b (expected: letters, digits"
      })
  void setup_badConstant_isReportedWhereItIs(String statement, String message) {
    List<String> problems = problems("setup {\n  " + statement + "\n}\nmain { return 404 }");

    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).startsWith("x0d.conf:2:").contains(": error: ").contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "return 199|status: 199 (expected: a number from 200 to 599)",
        "return 600|status: 600 (expected: a number from 200 to 599)",
        "return 200, '/x'|status: 200 (expected: a number from 300 to 308)",
        "return 309, '/x'|status: 309 (expected: a number from 300 to 308)",
        "redirect '/x', 200|status: 200 (expected: a number from 300 to 308)",
        "director.balance 'a b'|director: a b (expected: 1 to 63 letters",
        "accesslog req.path|must be known when the configuration is loaded"
      })
  void main_badConstant_isReportedWhereItIs(String statement, String message) {
    List<String> problems =
        problems("setup { listen ':80' }\nmain {\n  " + statement + "\n  return 404\n}");

    assertThat(problems).isNotEmpty();
    assertThat(problems.get(0)).startsWith("x0d.conf:3:").contains(": error: ").contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "setup { return 200 } main { return 404 }|return",
        "setup { director.balance 'a' } main { return 404 }|director.balance",
        "setup { listen req.host } main { return 404 }|req.host",
        "setup {} main { listen ':80'; return 404 }|listen",
        "setup {} main { director.create 'a'; return 404 }|director.create",
        "setup {} main { state.dir '/x'; return 404 }|state.dir"
      })
  void call_inTheOtherPlace_isAnError(String text, String name) {
    CompileResult<SetupContext, RequestContext> result = compile(text);

    assertThat(result.isOk()).isFalse();
    assertThat(result.report()).contains(name);
  }

  @Test
  void directorCreate_twice_failsWhenItRuns() {
    CompileResult<SetupContext, RequestContext> result =
        compile("setup { director.create 'a'; director.create 'a' }\nmain { return 404 }");

    assertThat(result.report()).isEmpty();
    assertThatThrownBy(
            () -> Objects.requireNonNull(result.program()).setup().run(new SetupContext()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("director a is created twice");
  }

  @Test
  void references_areTheDirectorsThatMainNames() {
    compile(
        "setup {}\nmain {\n  if req.path =^ '/a' { director.balance 'app' }\n"
            + "  director.balance 'shop'\n}");

    assertThat(modules.references())
        .extracting(r -> r.position().line() + " " + r.name())
        .containsExactly("3 app", "4 shop");
  }

  @Test
  void builtins_eachHasADescriptionOfOneLine() {
    Builtins<SetupContext, RequestContext> builtins = modules.builtins();

    assertThat(builtins.all())
        .hasSizeGreaterThan(20)
        .allSatisfy(
            entry ->
                assertThat(entry.builtin().description())
                    .isNotBlank()
                    .doesNotContain("\n")
                    .doesNotEndWith("."));
  }
}
