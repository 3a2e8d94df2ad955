package io.x0.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.x0.flow.closure.FlowException;
import io.x0.flow.value.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What expressions are worth, known ones and those of a request. */
class ExpressionTest {
  private final FlowFixture flow = new FlowFixture();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1 + 2 * 3|7",
        "(1 + 2) * 3|9",
        "10 - 2 - 3|5",
        "100 / 7 / 2|7",
        "-7 / 2|-3",
        "-7 % 3|-1",
        "2 ** 3 ** 2|512",
        "-2 ** 2|4",
        "1 shl 4 + 1|17",
        "1 << (4 + 1)|32",
        "-16 >> 2|-4",
        "~5|-6",
        "- -5|5",
        "017|17",
        "20 % 3|2",
        "20%3|2",
        "20%|20%",
        "12.5%|12.5%",
        "not 1 == 2|true",
        "not 0|true",
        "not 'x'|false",
        "not ''|true",
        "!true|false",
        "true xor true|false",
        "'a' < 'b'|true",
        "'b' <= 'a'|false",
        "'b' > 'a'|true",
        "'a' >= 'b'|false",
        "'a' != 'a'|false",
        "1 >= 1|true",
        "1 <= 0|false",
        "1 > 0|true",
        "2 < 1|false",
        "1 != 2|true",
        "true == yes|true",
        "false != no|false",
        "'abc' =^ 'ab'|true",
        "'abc' =^ 'bc'|false",
        "'abc' =$ 'bc'|true",
        "'abc' =$ 'ab'|false",
        "'b' in 'abc'|true",
        "'abc' in 'b'|false",
        "'b' in ['a', 'b']|true",
        "'c' in ['a', 'b']|false",
        "2 in [1, 2,]|true",
        "3 in [1, 2]|false",
        "10.1.2.3 in 10.0.0.0/8|true",
        "11.1.2.3 in 10.0.0.0/8|false",
        "10.1.2.3 in [11.0.0.0/8, 10.1.2.3]|true",
        "10.1.2.4 in [10.1.2.3, 10.1.2.5]|false",
        "10.1.0.0/16 in 10.0.0.0/8|true",
        "10.0.0.0/8 in 10.1.0.0/16|false",
        "10.9.9.9/8 == 10.0.0.0/8|true",
        "10.0.0.0/8 != 10.0.0.0/9|true",
        "::1 == 0:0:0:0:0:0:0:1|true",
        "2001:db8::1 in 2001:db8::/32|true",
        "::ffff:10.0.0.1 == 10.0.0.1|true",
        "'a' + 'b'|ab",
        "1h30m|1h30m",
        "90 mins|1h30m",
        "5m|5m",
        "250ms + 1s|1s250ms",
        "2 * 3 == 6|true",
        "30s * 2|1m",
        "1min > 59 sec|true",
        "64k|65536",
        "1kbyte + 1byte|1025",
        "16kbit|2048",
        "4mb == 4 mbytes|true",
        "2gb == 2 ** 31|true",
        "int('42') + 1|43",
        "int('x')|0",
        "int('-7')|-7",
        "int(true)|1",
        "bool(2)|true",
        "bool('')|false",
        "string(5) + 'x'|5x",
        "'it\\'s \\\\ \\d'|it's \\ \\d",
        "\"a#{1 + 1}b${'c'}d\"|a2bcd",
        "\"#{\"in#{'ner'}\"}\"|inner",
        "\"$1 # \\#{x} \\\"\"|$1 # #{x} \"",
        "\"#{10.0.0.1}/#{30s}/#{[1, 2]}\"|10.0.0.1/30s/1, 2",
        "$HOME + $EMPTY|/root",
        "'x' =~ /y/|false",
        "'xyz' =~ /^x.z$/|true",
        "'a/b' =~ /\\//|true",
        "'x' !~ /x/|false",
        "[1, 2]|1, 2",
      })
  void eval_expression_givesItsValue(String expression, String expected) {
    assertThat(flow.eval(expression).replace("\n", "\\n")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "req.port + 1|81",
        "req.port - req.port|0",
        "req.port == 80|true",
        "req.port == req.port|true",
        "req.port != req.port|false",
        "req.port < req.port|false",
        "req.port <= req.port|true",
        "req.port > req.port|false",
        "req.port >= req.port|true",
        "req.port < 80|false",
        "req.port > 80|false",
        "req.port != 81|true",
        "req.port in [79, 80]|true",
        "req.port / 3 % 5|1",
        "-req.port|-80",
        "not req.port|false",
        "req.path == '/a'|true",
        "req.path != '/a'|false",
        "'/a' == req.path|true",
        "req.path + req.method|/aGET",
        "req.path =^ req.path|true",
        "req.path =$ req.method|false",
        "req.method in ['PUT', req.method]|true",
        "'en' in req.languages|true",
        "'fr' in req.languages|false",
        "req.header 'Host' == 'h'|true",
        "req.header('None')|``",
        "\"#{req.path}:#{req.port}:#{req.remoteip}\"|/a:80:127.0.0.1",
        "\"#{req.path}\"|/a",
        "\"#{req.path}!\"|/a!",
        "req.remoteip in 127.0.0.0/8|true",
        "req.remoteip == 127.0.0.1|true",
        "req.size > 1k|false",
        "req.size < 1m|true",
        "80b == req.size|true",
        "req.age == 80s|true",
        "req.age > 1 min|true",
        "req.path =~ /^.(.)$/ and $1 == 'a' and $0 == '/a' and $2 == ''|true",
        "$1|``",
      })
  void eval_expressionOfRequest_givesItsValue(String expression, String expected) {
    TestRequest request = new TestRequest().path("/a");
    request.headers.put("Host", "h");

    assertThat(flow.eval(expression, request)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "seen(false) and seen(true), 1",
    "seen(true) and seen(true), 2",
    "seen(true) or seen(true), 1",
    "seen(false) or seen(true), 2",
    "seen(true) xor seen(true), 2",
    "false and seen(true), 0",
    "true or seen(true), 0",
    "true and seen(false), 1",
  })
  void eval_logic_stopsWhenTheResultIsKnown(String expression, int asked) {
    TestRequest request = flow.run("if " + expression + " { }", new TestRequest());

    assertThat(request.log.stream().filter("seen"::equals)).hasSize(asked);
  }

  @Test
  void eval_mixedLogic_goesFromTheLeft() {
    TestRequest request = new TestRequest();
    Program<TestSetup, TestRequest> program =
        flow.compileMain("if true or seen(true) and seen(false) { log 'y' } else log 'n'")
            .program();

    assertThat(program).isNotNull();
    assertThat(program.main().run(request)).isFalse();
    assertThat(request.log).containsExactly("seen", "n");
  }

  @Test
  void eval_divisionByZero_namesThePlace() {
    TestRequest request = new TestRequest();
    request.port = 0;

    assertThatThrownBy(() -> flow.run("log \"#{5 % req.port}\"", request))
        .isInstanceOf(FlowException.class)
        .hasMessage("x0d.conf:1:26: division by zero");
  }

  @Test
  void eval_groupsOfSecondRun_areForgotten() {
    Program<TestSetup, TestRequest> program =
        FlowFixture.program(flow.compileMain("log $1; if req.path =~ /(b)/ { log $1 }"));
    TestRequest request = new TestRequest().path("abc");

    program.main().run(request);
    program.main().run(request);

    assertThat(request.log).containsExactly("", "b", "", "b");
  }

  @Test
  void eval_addressOfRequest_isComparedAsNetwork() {
    TestRequest request = new TestRequest();
    request.remote = IpAddress.parse("2001:db8::5").orElseThrow();

    assertThat(flow.eval("req.remoteip in [10.0.0.0/8, 2001:db8::/64]", request)).isEqualTo("true");
    assertThat(flow.run("access.deny [req.remoteip]", request).log).endsWith("denied", "finished");
    assertThat(flow.run("access.deny 10.0.0.1, req.remoteip", request).log)
        .endsWith("denied", "finished");
  }
}
