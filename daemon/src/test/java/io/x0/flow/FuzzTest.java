package io.x0.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.flow.source.Diagnostic;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text makes the compiler do anything but report. */
class FuzzTest {
  private static final int MUTANTS = 150;
  private static final String[] PIECES = {
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "'",
    "\"",
    "#{",
    "${",
    "/",
    "/*",
    "*/",
    "#",
    ";",
    ",",
    "\n",
    "=>",
    "=",
    "==",
    "=~",
    "=^",
    "=$",
    "$1",
    "$X",
    "%",
    "5",
    "30s",
    "20%",
    "::",
    "10.0.0.0/8",
    "if ",
    "else ",
    "elsif ",
    "unless ",
    "match ",
    "on ",
    "var ",
    "handler ",
    "include ",
    "import ",
    "and ",
    "not ",
    "in ",
    "main ",
    "setup ",
    "log ",
    "return ",
    "\\",
    "\u0000",
    "\uD800",
    "ü",
    "\t",
    ":"
  };

  private static final List<String> SAMPLES =
      List.of(
          """
          var nets = [10.0.0.0/8, 192.168.0.1]
          handler setup {
            listen 0.0.0.0, port: 80; max_idle 30s
            director.create 'app', 'b1' => 'http://h:1', "b#{1 + 1}" => 'http://h:2'
          }
          canary { log "x #{req.path} $1 ${req.header 'a'}" if req.path =~ /^(a|b)\\/$/ }
          main {
            access.deny nets; canary
            if req.method == 'GET' and not (req.port > 5) { return 404 }
            else if req.path =$ '.x' then return 302, 'a' else log 'b';
            match req.path =^ { on '/a', on '/b' { log 'c'; } else return 200 }
            var x = req.port * 2 ** 3 - -1; x = x shl 2
            log string(x) unless x in [1, 2, 3]
          }
          """,
          """
          #include "other.conf"
          setup { max_body 4m; director.bucket 'a', 'b', rate: 20%, ceil: 40.5%; }
          main {
            match req.path =~ { on /a/ log 'a' on /b+/ log $0 }
            if "#{"#{req.path}"}" { } elsif req.remoteip in ::1/64 { return 1 + 200 }
            director.balance 'a', bucket: 'b' # done
          }
          """);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void compile_mutatedProgram_onlyReports(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < MUTANTS; i++) {
      StringBuilder text = new StringBuilder(SAMPLES.get(random.nextInt(SAMPLES.size())));
      int changes = 1 + random.nextInt(6);
      for (int change = 0; change < changes; change++) {
        mutate(text, random);
      }
      check(text.toString());
    }
  }

  private static void mutate(StringBuilder text, Random random) {
    if (text.length() == 0) {
      return;
    }
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(8));
    switch (random.nextInt(4)) {
      case 0 -> text.delete(at, end);
      case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
      case 2 -> text.replace(at, at + 1, PIECES[random.nextInt(PIECES.length)]);
      default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
    }
  }

  private static void check(String text) {
    FlowFixture flow = new FlowFixture();
    flow.files.put("other.conf", "var other = 5");
    CompileResult<TestSetup, TestRequest> result;
    try {
      result = flow.compile(text);
      assertThat(result.dumpAst()).isNotNull();
      assertThat(result.report().isEmpty()).isEqualTo(result.diagnostics().isEmpty());
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(
          "threw for:\n" + text.substring(0, Math.min(text.length(), 2_000)), e);
    }
    assertThat(result.isOk())
        .as(text)
        .isEqualTo(result.diagnostics().stream().noneMatch(Diagnostic::isError));
    long lines = text.lines().count() + 1;
    for (Diagnostic diagnostic : result.diagnostics()) {
      assertThat(diagnostic.line()).as(text).isBetween(1, (int) lines);
      assertThat(diagnostic.column()).as(text).isPositive();
      assertThat(diagnostic.message()).as(text).doesNotContain("\n").isNotBlank();
    }
  }

  @Test
  void compile_randomPieces_onlyReports() {
    Random random = new Random(42);
    for (int i = 0; i < 1_000; i++) {
      StringBuilder text = new StringBuilder();
      int count = random.nextInt(40);
      for (int piece = 0; piece < count; piece++) {
        text.append(PIECES[random.nextInt(PIECES.length)]);
      }
      check(text.toString());
    }
  }

  @Test
  void compile_deepNesting_isReportedOnce() {
    int deep = 3_000;
    String[][] nests = {
      {"(", ")"}, {"[", "]"}, {"{", "}"}, {"string(", ")"}, {"if true {", "}"}, {"\"#{", "}\""}
    };
    for (String[] nest : nests) {
      String text =
          "setup { } main { log " + nest[0].repeat(deep) + "1" + nest[1].repeat(deep) + " }";
      check(text);
      assertThat(new FlowFixture().problems(text))
          .as(nest[0])
          .anyMatch(problem -> problem.contains("nested deeper than 200 levels"))
          .hasSizeLessThan(6);
    }
    String[] chains = {"not ", "-", "~", "1 + ", "1 * ", "2 ** ", "true and ", "'a' + "};
    for (String chain : chains) {
      String text = "setup { } main { var x = " + chain.repeat(deep) + "1 }";
      check(text);
      assertThat(new FlowFixture().problems(text))
          .as(chain)
          .containsExactly("x0d.conf:1:26: error: expression nested deeper than 200 levels");
    }
    check("setup { } main { " + "if true ".repeat(deep) + " log 'a' }");
    check("setup { } main { " + "if true log 'a' else ".repeat(deep) + " log 'a' }");
    check("setup { } main { if true { } " + "else if true { } ".repeat(2_000) + " }");
    check("setup { } main { if req.path =~ /" + "(".repeat(deep) + "/ { } }");
  }

  @Test
  void compile_longChainOfHandlers_isReported() {
    StringBuilder text = new StringBuilder("setup { } main { h0 }\n");
    for (int i = 0; i < 2_000; i++) {
      text.append("h" + i + " { h" + (i + 1) + " }\n");
    }
    text.append("h2000 { return 200 }");
    check(text.toString());
    assertThat(new FlowFixture().problems(text.toString()))
        .contains("x0d.conf:50:7: error: handlers call each other more than 50 deep");
  }

  @Test
  void compile_limitsOfNesting_areAccepted() {
    String parentheses = "(".repeat(190) + "1" + ")".repeat(190);
    assertThat(new FlowFixture().eval(parentheses)).isEqualTo("1");
    assertThat(new FlowFixture().eval("1" + " + 1".repeat(150))).isEqualTo("151");
  }
}
