package io.x0.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is reported about wrong programs: place, words and suggestion. */
class DiagnosticTest {
  private final FlowFixture flow = new FlowFixture();

  /** In the text, ~ is a line end. Suggestions follow the message in brackets. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Lexis
        "log 'a|2:5: error: string is not closed [add a closing ']",
        "log \"a#{req.path|2:5: error: string is not closed [add a closing \"]",
        "log \"a|2:5: error: string is not closed [add a closing \"]",
        "log 'a' @|2:9: error: unexpected character '@'",
        "log '1' /* x|2:9: error: comment is not closed [add a closing '*/']",
        "return 1.5|2:8: error: malformed number '1.5' [numbers are whole]",
        "return 99999999999999999999|2:8: error: number too large [at most 9223372036854775807]",
        "log string(5 x)|2:14: error: unknown unit 'x' [units are ms, s, min, h, d and k, mb, gb]",
        "log string(5x)|2:13: error: unknown unit 'x' [units are ms, s, min, h, d and k, mb, gb]",
        "var x = 5 parsecs|2:11: error: unknown unit 'parsecs' [units are ms, s, min, h, d and k, mb, gb]",
        "log string(300.0.0.1)|2:12: error: '300.0.0.1' is not an IP address",
        "log string(10.0.0.0/33)|2:12: error: '10.0.0.0/33' is not a network",
        "log string(1.23456%)|2:12: error: '1.23456%' has too many digits [at most four after the point]",
        "if req.path =~ /(/ { }|2:16: error: not an RE2 regex: missing closing ) in '('",
        "log $100|2:5: error: no regex has a group 100",
        "log string(999999999999d)|2:12: error: '999999999999d' is too large or no whole number",
        "log string(3bit)|2:12: error: '3bit' is too large or no whole number",
        "log $NONE|2:5: warning: environment variable 'NONE' is not set [it is read as '']",
        // Syntax
        "log('a'|2:4: error: '(' is not closed [add a closing ')']",
        "log 'a')|2:8: error: ')' closes nothing",
        "access.deny [::1)|2:17: error: expected ']', found ')'",
        "log 'a' 'b'|2:9: error: unexpected ''b'', expected the end of the statement",
        "if { }|2:4: error: unexpected '{', expected an expression",
        "log 'a' if|3:1: error: unexpected '}', expected an expression",
        "if req.path;|2:1: error: 'if' has no statement [an 'if' after a statement must be on the same line]",
        "else { }|2:1: error: unexpected 'else', expected a statement",
        "match req.path { log 'x' }|2:18: error: unexpected 'log', expected 'on'",
        "match req.path { }|2:1: error: match has no case [add on '...' { ... }]",
        "match req.path { on 'a' { } on 'a' { } }|2:32: error: label 'a' is already on line 2",
        "match req.path { on req.path { } }|2:21: error: a label must be known when loading",
        "match req.path { on /a/ { } }|2:21: error: a label of this match must be String, not Regex [string(...) makes a String of it]",
        "match req.path =~ { on 'a' { } }|2:24: error: a label of this match must be Regex, not String [a regex stands between slashes: /.../]",
        "match req.port { on 'a' { } }|2:7: error: match needs a String, not Number [string(...) makes a String of it]",
        "var 5 = 3|2:5: error: unexpected '5', expected a name",
        "log \"#{}\"|2:8: error: unexpected '}', expected an expression",
        "log \"#{'a'; }\"|2:11: error: unexpected ';' in a string",
        // Names
        "lgo 'a'|2:1: error: unknown function or handler 'lgo' [did you mean 'log'?]",
        "zzzzzz|2:1: error: unknown function or handler 'zzzzzz'",
        "log req.pth|2:5: error: unknown variable or function 'req.pth' [did you mean 'req.path'?]",
        "log path|2:5: error: unknown variable or function 'path' [did you mean 'req.path'?]",
        "log hedaer('a')|2:5: error: unknown function 'hedaer'",
        "x = 5|2:1: error: unknown variable 'x' [declare it: var x = ...]",
        "var x = 'a'; log y; log xx|2:18: error: unknown variable or function 'y'~2:25: error: unknown variable or function 'xx'",
        "var x = 1; var x = 2|2:16: error: variable 'x' is already declared [at x0d.conf:2:5]",
        "var x = 1; x|2:12: error: 'x' is a variable [to change it: x = ...]",
        "var x = 'a'; log x()|2:18: error: 'x' is a variable and takes no arguments",
        "var x = 1; x = 's'|2:16: error: 'x' is Number, not String",
        "main|2:1: error: 'main' cannot be called",
        // Calls
        "log|2:1: error: 'log' misses 'text' [it is log(text: String)]",
        "log 'a', 'b'|2:10: error: 'log' takes one argument [it is log(text: String)]",
        "log req.path('a')|2:14: error: 'req.path' takes no arguments [it is req.path() -> String]",
        "log txet: 'a'|2:1: error: 'log' misses 'text' [it is log(text: String)]~2:5: error: 'log' has no parameter 'txet' [did you mean 'text'?]",
        "log text: 'a', text: 'b'|2:16: error: 'text' is given twice",
        "director.balance bucket: 'b', 'a'|2:1: error: 'director.balance' misses 'director' [it is director.balance(director: String, bucket: String = '')]~2:31: error: an argument without a name stands behind one with a name [name it, too: it is director.balance(director: String, bucket: String = '')]",
        "director.balance 'a' => 'b'|2:1: error: 'director.balance' misses 'director' [it is director.balance(director: String, bucket: String = '')]~2:18: error: 'director.balance' takes no 'key' => value",
        "log 5|2:5: error: 'text' of 'log' must be String, not Number [write it in quotes: '5']",
        "return|2:1: error: no form of 'return' takes () [it is return(status: Number) or return(status: Number, to: String)]",
        "return '404'|2:8: error: 'status' of 'return' must be Number, not String [write it without quotes: 404]",
        "return 99|2:1: error: status: 99 (expected: 100 to 599)",
        "access.deny 'x'|2:1: error: no form of 'access.deny' takes (String) [it is access.deny(networks: CIDR ...) or access.deny(networks: CIDR[])]",
        "log log('a')|2:5: error: 'log' has no value",
        "req.path|2:1: warning: the String that this returns is not used",
        "listen 'a:1'|2:1: error: 'listen' can only be called in setup",
        "int(1, 2)|2:1: error: unknown function or handler 'int'",
        "log int(1, 2)|2:5: error: int() takes one argument",
        "if int(10.0.0.1) == 1 { }|2:8: error: int() does not take IP",
        // Types
        "if 3 { }|2:4: error: a condition must be Bool or String, not Number [compare it: ... != 0]",
        "if req.port == '80' { }|2:13: error: '==' does not take Number and String [write it without quotes: 80]",
        "if req.path == 5 { }|2:13: error: '==' does not take String and Number [write it in quotes: '5']",
        "if req.age > 5 { }|2:12: error: '>' does not take Duration and Number [a duration needs a unit: 5s, 5ms or 5 min]",
        "if req.remoteip == 10.0.0.0/8 { }|2:17: error: '==' does not take IP and CIDR ['in' tells whether an address is in a network]",
        "if req.remoteip == '10.0.0.1' { }|2:17: error: '==' does not take IP and String [write it without quotes: 10.0.0.1]",
        "if req.path =~ 'a' { }|2:13: error: '=~' does not take String and String [a regex stands between slashes: /.../]",
        "log 'a' + 1|2:9: error: '+' does not take String and Number [write it in quotes: '1']",
        "if -req.path == 'a' { }|2:4: error: '-' needs a Number, not String",
        "if req.path in 10.0.0.0/8 { }|2:13: error: 'in' does not take String and CIDR",
        "if true < false { }|2:9: error: '<' does not take Bool and Bool",
        "log string(5 / 0)|2:14: error: division by zero",
        "log string(2 ** -1)|2:14: error: negative exponent -1",
        "log string([])|2:12: error: a list must have an element",
        "log string(['a', 1])|2:18: error: a list of String cannot hold Number [write it in quotes: '1']",
        "log string([1s])|2:12: error: there are no lists of Duration",
        "if true or false and true { }|2:18: warning: 'or' and 'and' bind equally, from the left [use parentheses to say what is meant]",
        // Flow
        "return 200; log 'a'; log 'b'|2:13: warning: this is never reached [the statement before always finishes the program]",
        "if req.path { return 1 + 199 } else { return 404 } log 'a'|2:52: warning: this is never reached [the statement before always finishes the program]",
      })
  void compile_wrongStatement_reportsIt(String statement, String expected) {
    CompileResult<TestSetup, TestRequest> result =
        flow.compile("setup { } main {\n" + statement + "\n}");

    List<String> found = new ArrayList<>();
    result
        .diagnostics()
        .forEach(
            d ->
                found.add(
                    d.toString().replace("x0d.conf:" + d.line(), "" + d.line())
                        + (d.suggestion() == null ? "" : " [" + d.suggestion() + "]")));
    assertThat(String.join("~", found)).isEqualTo(expected);
    assertThat(result.isOk()).isEqualTo(result.diagnostics().stream().noneMatch(d -> d.isError()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "main { }|1:1: error: there is no handler 'setup'",
        "setup { }|1:1: error: there is no handler 'main'",
        "setup { } main { }~main { }|2:1: error: handler 'main' is already declared",
        "setup { } main { a }~log { }~a { }|2:1: error: 'log' is built in",
        "setup { } main { a }~a;|2:1: error: handler 'a' has no body",
        "setup { } main { a 5 } a { }|1:18: error: handler 'a' takes no arguments",
        "setup { } main { log a } a { }|1:22: error: handler 'a' has no value~1:26: warning: handler 'a' is never called",
        "setup { } main { a } a { b } b { if true { a } }|1:44: error: handler 'a' calls itself",
        "setup { } main { a }~a { listen 'a:1' }|2:5: error: 'listen' can only be called in setup",
        "setup { a } main { }~a { return 200 }|2:5: error: 'return' can only be called in main",
        "setup { a } main { a }~a { lgo 'x' }|2:5: error: unknown function or handler 'lgo'",
        "setup { } main { }~a { return 200; listen 'a:1'; foo }|2:1: warning: handler 'a' is never called~2:17: warning: this is never reached~2:31: error: unknown function or handler 'foo'",
        "setup { } main { }~a { b } b { a }|2:1: warning: handler 'a' is never called~2:5: warning: this~",
        "setup { } main { x = 2 } var x = 1|1:18: error: 'x' is global and does not change",
        "var x = y; var x = 1; setup { } main { }|1:9: error: unknown variable or function 'y'~1:16: error: variable 'x' is already declared",
        "var x = req.path; setup { } main { log x }|1:9: error: 'req.path' can only be called in main",
        "import a, 'b', (c, d) from 'e'; setup { } main { }|1:1: warning: 'import' does nothing",
        "setup { max_idle 30 } main { }|1:18: error: 'time' of 'max_idle' must be Duration, not Number",
        "setup { director.bucket 'a', 'b', rate: 5 } main { }|1:41: error: 'rate' of 'director.bucket' must be Share, not Number",
        "setup { director.set 'a', req => 5 } main { }|1:27: error: unknown variable or function 'req'",
        "setup { director.set 'a', 'x' => 5, 'x' => 6 } main { }|1:37: error: 'x' is given twice",
        "setup { director.create 'a', 'x' => 5 } main { }|1:37: error: 'x' of 'director.create' must be String, not Number",
        "setup { director.create sys.hostname } main { }|1:25: error: 'name' must be known when the configuration is loaded",
        "setup { listen 'a' } main { }|1:16: error: 'a' has no port",
        "log 'x'; setup { } main { }|1:1: error: statement outside of every handler",
        "setup { }~main { log 'a' }~}|3:1: error: '}' closes nothing",
        "setup { log 'a'~main { }|2:1: error: '}' is missing before 'main'",
        "setup { } main { if true { log 'a' }|1:16: error: '{' is not closed",
        "setup { }~handler main~log 'a'~}|2:9: error: '{' is missing after 'main'",
        "setup { }~main~  log 'a'~}|2:1: error: '{' is missing after 'main'",
      })
  void compile_wrongFile_reportsIt(String text, String expected) {
    List<String> found = flow.problems(text.replace('~', '\n'));

    if (expected.endsWith("this~")) {
      assertThat(found)
          .containsExactly(
              "x0d.conf:2:1: warning: handler 'a' is never called",
              "x0d.conf:2:9: warning: handler 'b' is never called",
              "x0d.conf:2:13: error: handler 'a' calls itself");
    } else {
      assertThat(String.join("~", found).replace("x0d.conf:", "")).isEqualTo(expected);
    }
  }

  @Test
  void report_error_showsLineCaretAndSuggestion() {
    String report = flow.compile("setup { }\nmain {\n\tlgo 'ä'; log 5\n}").report();

    assertThat(report)
        .isEqualTo(
            """
            x0d.conf:3:2: error: unknown function or handler 'lgo'
            \tlgo 'ä'; log 5
            \t^
              did you mean 'log'?
            x0d.conf:3:15: error: 'text' of 'log' must be String, not Number
            \tlgo 'ä'; log 5
            \t             ^
              write it in quotes: '5'
            """);
  }

  @Test
  void report_controlCharacters_areNotShown() {
    CompileResult<TestSetup, TestRequest> result =
        flow.compileMain("match req.path { on 'a\\n' { } on \"a\\n\" { } } \u001b");

    assertThat(result.report())
        .isEqualTo(
            """
            x0d.conf:1:50: error: label 'a?' is already on line 1
            setup {} main { match req.path { on 'a\\n' { } on "a\\n" { } } ? }
                                                             ^
            x0d.conf:1:62: error: unexpected character '?'
            setup {} main { match req.path { on 'a\\n' { } on "a\\n" { } } ? }
                                                                         ^
            """);
  }

  @Test
  void compile_tenMistakes_reportsTen() {
    String text =
        """
        setup {
          lisen 'a:1'
          max_idle 30
          log 'open
          director.bucket 'a', 'b', rate: 20
        }
        main {
          log req.pth
          log('a'
          if req.path == { log 'fine' } else { log 'fine' }
          return '404' if 5
          match req.path { on 'a' log 'x'; on 'a' log 'y' }
        handler other {
          listen 'a:1'
          @
        }
        """;

    assertThat(flow.problems(text))
        .containsExactly(
            "x0d.conf:2:3: error: unknown function or handler 'lisen'",
            "x0d.conf:3:12: error: 'time' of 'max_idle' must be Duration, not Number",
            "x0d.conf:4:7: error: string is not closed",
            "x0d.conf:5:35: error: 'rate' of 'director.bucket' must be Share, not Number",
            "x0d.conf:8:7: error: unknown variable or function 'req.pth'",
            "x0d.conf:9:6: error: '(' is not closed",
            "x0d.conf:10:18: error: unexpected '{', expected an expression",
            "x0d.conf:11:10: error: 'status' of 'return' must be Number, not String",
            "x0d.conf:11:19: error: a condition must be Bool or String, not Number",
            "x0d.conf:12:39: error: label 'a' is already on line 12",
            "x0d.conf:13:1: error: '}' is missing before 'handler'",
            "x0d.conf:13:9: warning: handler 'other' is never called",
            "x0d.conf:15:3: error: unexpected character '@'");
  }
}
