package io.x0.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.Growth;
import io.x0.Mutator;
import io.x0.director.Directors;
import io.x0.flow.CompileResult;
import io.x0.flow.FlowCompiler;
import io.x0.flow.Program;
import io.x0.flow.source.Diagnostic;
import io.x0.flow.source.SourceReader;
import io.x0.haproxy.HaproxyLoader;
import io.x0.modules.Modules;
import io.x0.modules.RequestContext;
import io.x0.modules.SetupContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No configuration file makes compiling it, or running its setup, do anything but report, or take
 * more than linear time. {@code -Dx0.fuzz.iterations=N} takes N mutants a seed.
 */
class ConfigurationFuzzTest {
  private static final int ITERATIONS = Integer.getInteger("x0.fuzz.iterations", 30);
  private static final Pattern FLOW_BLOCK = Pattern.compile("(?s)```flow\n(.*?)```");

  private static final String INLINE =
      """
      #include "other.conf"
      var nets = [10.0.0.0/8, 192.168.0.1]
      handler setup {
        listen 0.0.0.0, port: 8080; listen '[::1]:81'
        director.create 'app', 'b1' => 'http://127.0.0.1:1?capacity=4', "b#{1 + 1}" => 'http://h:2'
        director.set 'app', 'scheduler' => 'least-load', 'queue-timeout' => '250ms'
        director.bucket 'app', 'vip', rate: 20%, ceil: 40.5%;
      }
      canary { echo "x #{req.path} $1 ${req.header 'a'}" if req.path =~ /^(a|b)\\/$/ }
      main {
        if req.method == 'GET' and not (req.localport > 5) { return 404 }
        else if req.path =$ '.x' then return 302, 'a' else canary;
        match req.path =^ { on '/a', on '/b' { req.classify 'vip'; } else return 200 }
        var x = req.localport * 2 ** 3 - -1; x = x shl 2
        return 403 unless req.remoteip in nets
        director.balance 'app', bucket: 'vip' # done
      }
      """;

  /** Files that include others find these. */
  private static final Map<String, String> FILES =
      Map.of("other.conf", "var other = 5\n", "a.conf", "include 'b.conf'\n", "b.conf", "x { }\n");

  private static List<byte[]> seeds() throws IOException {
    Path project = Path.of("").toAbsolutePath().getParent();
    List<String> texts = new ArrayList<>(List.of(INLINE));
    for (String document : List.of("README.md", "docs/configuration.md")) {
      Matcher block = FLOW_BLOCK.matcher(Files.readString(project.resolve(document)));
      while (block.find()) {
        texts.add(block.group(1));
      }
    }
    try (Stream<Path> files = Files.walk(project.resolve("packaging/src"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".conf")).sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    assertThat(texts).as("the documents and the package hold configurations").hasSizeGreaterThan(6);
    texts.add(
        HaproxyLoader.load(
                List.of(
                    new HaproxyLoader.Source(
                        "h.cfg",
                        """
                        defaults
                          mode http
                        frontend f
                          bind :8080
                          acl a path_beg -i /img
                          http-request deny if a !{ src 10.0.0.0/8 }
                          redirect scheme https if { hdr(host) -i x.org }
                          default_backend b
                        backend b
                          balance leastconn
                          server s 127.0.0.1:1 check weight 3
                        """)),
                new HaproxyLoader.Options(Map.of(), path -> Optional.empty(), false))
            .flow());
    return texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
  }

  private static CompileResult<SetupContext, RequestContext> compile(
      String text, Map<String, String> files) {
    return new FlowCompiler<>(
            new Modules(new Directors()).builtins(), new MapReader(files), Map.of("HOME", "/root"))
        .compile("x0d.conf", text);
  }

  private record MapReader(Map<String, String> files) implements SourceReader {
    @Override
    public String read(String file) throws IOException {
      String text = files.get(file);
      if (text == null) {
        throw new IOException("no such file");
      }
      return text;
    }

    @Override
    public List<String> list(String from, String pattern) {
      return files.containsKey(pattern) ? List.of(pattern) : List.of();
    }
  }

  /** Compiles a text and uses all that comes out; fails if it throws or points beside the text. */
  private static void check(String text) {
    try {
      CompileResult<SetupContext, RequestContext> result = compile(text, FILES);
      boolean errors = result.diagnostics().stream().anyMatch(Diagnostic::isError);
      assertThat(result.isOk()).isEqualTo(!errors);
      List<String> lines = lines(text);
      result.diagnostics().forEach(d -> assertInside(d, lines));
      assertThat(result.report().isEmpty()).isEqualTo(result.diagnostics().isEmpty());
      assertThat(result.dumpAst()).isNotNull();
      Program<SetupContext, RequestContext> program = result.program();
      if (program != null) {
        setUp(program);
      }
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
      throw new AssertionError(e + " for:\n" + start(text), e);
    }
  }

  private static void setUp(Program<SetupContext, RequestContext> program) {
    try {
      assertThat(Configuration.setUp(Path.of("x0d.conf"), program).listeners()).isNotEmpty();
    } catch (StartupException e) {
      assertThat(e).hasMessageContaining("error: ");
    }
  }

  private static String start(String text) {
    return text.substring(0, Math.min(text.length(), 4_000));
  }

  private static List<String> lines(String text) {
    return List.of((text.startsWith("\uFEFF") ? text.substring(1) : text).split("\n", -1));
  }

  private static void assertInside(Diagnostic diagnostic, List<String> text) {
    List<String> lines =
        diagnostic.file().equals("x0d.conf")
            ? text
            : lines(String.valueOf(FILES.get(diagnostic.file())));
    int line = diagnostic.line();
    assertThat(line).as(diagnostic.file()).isBetween(1, lines.size());
    String place = lines.get(line - 1);
    assertThat(diagnostic.column())
        .as("column of %s", diagnostic)
        .isBetween(1, place.codePointCount(0, place.length()) + 1);
    assertThat(diagnostic.message()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void compile_seeds_areGood() throws IOException {
    for (byte[] seed : seeds()) {
      check(new String(seed, StandardCharsets.UTF_8));
    }
    assertThat(compile(INLINE, FILES).report()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void compile_mutant_onlyReports(long seed) throws IOException {
    Mutator mutator = new Mutator(seeds(), seed);
    for (int i = 0; i < ITERATIONS; i++) {
      byte[] mutant = mutator.next();
      check(new String(mutant, StandardCharsets.UTF_8));
    }
  }

  @Test
  void compile_fileThatIsNotText_isAnError(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x0d.conf");
    Files.write(file, new byte[] {'m', 'a', 'i', 'n', (byte) 0xFF, '{', '}'});

    assertThat(Configuration.compile(file, new Modules(new Directors())).diagnostics())
        .extracting(Diagnostic::toString)
        .containsExactly(file + ":1:1: error: cannot read the file: not UTF-8");
  }

  /** Families of texts that cost a careless compiler more than linear time, stack, or memory. */
  static Stream<Arguments> families() {
    return Stream.of(
        family("open parentheses", 1_000, n -> main("echo " + "(".repeat(n))),
        family("brackets", 1_000, n -> main("var x = " + "[".repeat(n) + "1" + "]".repeat(n))),
        family("blocks", 1_000, n -> main("{".repeat(n) + "}".repeat(n))),
        family("interpolations", 1_000, n -> main("echo " + "\"#{".repeat(n))),
        family("closing brackets, one a line", 1_000, n -> main(")\n".repeat(n))),
        family("negations", 1_000, n -> main("echo 'a' if " + "not ".repeat(n) + "true")),
        family("else ifs", 80, n -> main("if true { }" + " else if req.path == 'a' { }".repeat(n))),
        family("ifs without braces", 80, n -> main("if true ".repeat(n) + "echo 'a'")),
        family("ifs and blocks", 40, n -> main(("if true ".repeat(190) + "{ ").repeat(n / 10))),
        family("long word", 4_000, n -> main("x".repeat(n))),
        family("long number", 1_000, n -> main("return " + "9".repeat(n))),
        family("long share", 1_000, n -> setup("director.bucket 'a', 'b', " + "9".repeat(n) + "%")),
        family("long duration", 1_000, n -> main("var x = " + "9".repeat(n) + "s")),
        family("long string", 4_000, n -> main("echo '" + "x".repeat(n) + "'")),
        family("long regex", 4_000, n -> main("echo 'a' if req.path =~ /" + "a".repeat(n) + "/")),
        family("long line of statements", 80, n -> main("req.classify 'a'; ".repeat(n))),
        family("long line of errors", 200, n -> main("nonsense; ".repeat(n))),
        family("wrong arguments in one line", 200, n -> main("req.classify 5; ".repeat(n))),
        family("lines of errors", 80, n -> main("nonsense\n".repeat(n))),
        family("lines of syntax errors", 80, n -> main("= = ;\n".repeat(n))),
        family("unclosed quotes", 80, n -> main("echo 'a\n".repeat(n))),
        family("unclosed double quotes", 80, n -> main("echo \"a\n".repeat(n))),
        family("unclosed comments", 4_000, n -> main("/* ".repeat(n))),
        family("slashes", 2_000, n -> main("echo " + "/ ".repeat(n))),
        family("blank lines", 4_000, n -> main("echo 'a'\n" + "\n".repeat(n))),
        family("unknown characters", 1_000, n -> "\u0001".repeat(n)),
        family("statements outside", 80, n -> "echo 'a'\n".repeat(n)),
        family("handlers, unused", 80, n -> each(n, i -> "h" + i + " { echo 'a' }\n")),
        family("handlers of one name", 80, n -> "h { echo 'a' }\n".repeat(n)),
        family("misspelt handlers", 100, ConfigurationFuzzTest::misspelt),
        family("shared handlers", 200, ConfigurationFuzzTest::shared),
        family("variables", 80, n -> each(n, i -> "var v" + i + " = " + i + "\n")),
        family("variables of one name", 80, n -> "var v = 1\n".repeat(n)),
        family("list", 500, n -> main("var x = [1" + ", 1".repeat(n) + "]")),
        family(
            "cases",
            300,
            n -> main("match req.path { " + each(n, i -> "on '/" + i + "' blank; ") + "}")),
        family("conditions at the end", 80, n -> main("blank if req.path == '/a'\n".repeat(n))),
        family("includes of no file", 80, n -> "include 'nothing'\n".repeat(n)),
        family("includes of one file", 80, n -> "include 'other.conf'\n".repeat(n)),
        family("carriage returns", 4_000, n -> "\r".repeat(n)),
        family("nuls", 1_000, n -> main("\0".repeat(n))));
  }

  private interface Text {
    String of(int size);
  }

  private static Arguments family(String name, int size, Text text) {
    return Arguments.of(name, size, text);
  }

  private static String main(String statements) {
    return "setup { listen ':1' }\nmain {\n" + statements + "\n}\n";
  }

  private static String setup(String statements) {
    return "setup {\n" + statements + "\n}\nmain { blank }\n";
  }

  private static String each(int count, java.util.function.IntFunction<String> piece) {
    return IntStream.range(0, count).mapToObj(piece).collect(Collectors.joining());
  }

  private static String misspelt(int count) {
    return each(count, i -> "handler" + i + " { hendler" + i + " }\n");
  }

  /** Many handlers call one, which calls many others. */
  private static String shared(int count) {
    return main("blank")
        + each(count, i -> "u" + i + " { hub }\n" + "l" + i + " { blank }\n")
        + "hub { "
        + each(count, i -> "l" + i + "\n")
        + " }\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  void compile_family_takesLinearTime(String name, int size, Text text) {
    Growth.assertLinear(
        name,
        size,
        n -> {
          CompileResult<SetupContext, RequestContext> result = compile(text.of(n), FILES);
          assertThat(result.report().isEmpty()).isEqualTo(result.diagnostics().isEmpty());
        });
    check(text.of(size * 4));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "[", "{", "\"#{", "not ", "-", "if true ", "/*", "echo '", "\\"})
  void compile_tenThousandDeep_onlyReports(String opening) {
    check(main(opening.repeat(10_000)));
    check(main("echo " + opening.repeat(10_000)));
  }

  @Test
  void compile_tenThousandElseIfs_isAProgram() {
    String text = main("if true { }" + " else if req.path == 'a' { }".repeat(10_000));

    check(text);
    assertThat(compile(text, FILES).report()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "9", "'", "/", ":", "9%", "1.", "\"", "\u00e4", "$"})
  void compile_hundredThousandCharacters_onlyReports(String piece) {
    check(main("echo " + piece.repeat(100_000 / piece.length())));
  }

  @Test
  void compile_textsThatDouble_areAnErrorBeforeTheyTakeAllMemory() {
    String doubling =
        "var a0 = '0123456789'\n"
            + each(40, i -> "var a" + (i + 1) + " = a" + i + " + a" + i + "\n");
    String quoted = doubling.replaceAll("= (a\\d+) \\+ a\\d+", "= \"#{$1}#{$1}\"");

    for (String text : List.of(doubling, quoted)) {
      check(text + main("blank"));
      assertThat(compile(text + main("blank"), FILES).diagnostics())
          .extracting(Diagnostic::message)
          .containsExactly("text longer than 256k characters");
    }
  }

  @Test
  void compile_manyIfsWithoutBraces_arePlain() {
    String text = main("req.classify 'a' if req.path == '/a'\n".repeat(300));

    assertThat(compile(text, FILES).report()).isEmpty();
  }

  @Test
  void compile_ifsInIfs_areLimitedWhateverIsBetweenThem() {
    for (String text :
        List.of(
            "if true ".repeat(300) + "blank",
            "if true\n".repeat(300) + "blank",
            ("if true ".repeat(20) + "{ ").repeat(15) + " } ".repeat(15))) {
      assertThat(compile(main(text), FILES).diagnostics())
          .as(text)
          .extracting(Diagnostic::message)
          .contains("nested deeper than 200 levels")
          .hasSizeLessThan(4);
    }
  }

  @Test
  void compile_blankLinesBehindACondition_areNotItsEnd() {
    assertThat(compile(main("if req.path == '/a'\n\n\n  blank\n"), FILES).report()).isEmpty();
  }

  @Test
  void report_loneCarriageReturns_showTheLineThatIsMeant() {
    assertThat(compile("setup { listen ':1' }\rmain {\n  nonsense }\n", FILES).report())
        .isEqualTo(
            """
            x0d.conf:2:3: error: unknown function or handler 'nonsense'
              nonsense }
              ^
            """);
  }

  @Test
  void report_longLine_showsTheRoundOfThePlace() {
    String text =
        "setup { listen ':1' }\nmain { "
            + "blank; ".repeat(500)
            + "nonsense"
            + " ;".repeat(500)
            + "}";
    String report = compile(text, FILES).report().lines().skip(4).collect(Collectors.joining("\n"));

    assertThat(report)
        .startsWith(
            "x0d.conf:2:3508: error: unknown function or handler 'nonsense'\n... blank; blank; ")
        .endsWith("\n" + " ".repeat(123) + "^")
        .contains("blank; nonsense ; ; ")
        .contains(" ;...\n");
  }

  @Test
  void compile_manyIncludedFiles_takesLinearTime() {
    Growth.assertLinear(
        "files with a warning each",
        60,
        n -> {
          Map<String, String> files =
              IntStream.range(0, n)
                  .boxed()
                  .collect(Collectors.toMap(i -> "f" + i, i -> "h" + i + " { }\n"));
          String text = each(n, i -> "include 'f" + i + "'\n") + main("blank");
          assertThat(compile(text, files).diagnostics()).hasSize(n);
        });
  }
}
