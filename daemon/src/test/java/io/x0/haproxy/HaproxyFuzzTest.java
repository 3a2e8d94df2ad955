package io.x0.haproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.x0.Growth;
import io.x0.Mutator;
import io.x0.flow.CompileResult;
import io.x0.haproxy.source.Diagnostic;
import io.x0.modules.RequestContext;
import io.x0.modules.SetupContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No file makes loading and converting it do anything but report, or take more than linear time,
 * and what it is converted to always compiles. {@code -Dx0.fuzz.iterations=N} takes N mutants a
 * seed.
 */
class HaproxyFuzzTest {
  private static final int ITERATIONS = Integer.getInteger("x0.fuzz.iterations", 80);

  private static final String SMALL =
      """
      global
        log stdout format raw local0
        setenv NAME "shop ${HOME}"
      .if defined(HOME) && version_atleast(2.4)
        maxconn 2000
      .else
        maxconn 1000
      .endif
      defaults
        mode http
        timeout client 1m
        timeout connect 5s
        timeout server 1m
      frontend fe
        bind *:8080,127.0.0.1:8081
        acl is_api path_beg -i /api/ /v1
        acl is_api hdr(host) -m reg ^api[.]
        http-request set-header X-Name "%[src] ${NAME}"
        http-request deny deny_status 403 if is_api !{ src 10.0.0.0/8 192.168.0.0/16 }
        use_backend api if is_api or { path_end .json }
        default_backend web
      backend web
        balance roundrobin
        server-template w 3 127.0.0.1:9000 check inter 2s fall 2
      backend api
        balance uri depth 2
        option httpchk GET /health
        server a 127.0.0.1:9001 check weight 10 maxconn 30 slowstart 10s
        server b 127.0.0.1:9002 check backup
      """;

  private static List<byte[]> inline() {
    return Stream.of(SMALL, DamageTest.GOOD)
        .map(text -> text.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** Loads, routes, converts and compiles a file; fails if any of that does not go. */
  private static void check(byte[] file) {
    String text = new String(file, StandardCharsets.ISO_8859_1);
    try {
      HaproxyConfig config =
          Loading.load(
              text, Map.of("HOME", "/root"), Map.of("/m", "a/ app\n"), file.length % 2 == 0);
      String[] lines = text.split("\n", -1);
      config.diagnostics().forEach(d -> assertInside(d, lines));
      DamageTest.use(text);
      CompileResult<SetupContext, RequestContext> flow = HaproxyFlowTest.compile(config.flow());
      assertThat(flow.isOk()).as("%s", start(flow.report())).isTrue();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
      throw new AssertionError(start(e.toString()) + " for:\n" + start(text), e);
    }
  }

  private static String start(String text) {
    return text.substring(0, Math.min(text.length(), 4_000));
  }

  private static void assertInside(Diagnostic diagnostic, String[] lines) {
    assertThat(diagnostic.at().line()).as("%s", diagnostic).isBetween(1, lines.length);
    assertThat(diagnostic.at().column())
        .as("%s", diagnostic)
        .isBetween(1, lines[diagnostic.at().line() - 1].length() + 1);
    assertThat(diagnostic.message()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void load_seeds_areGood() {
    inline().forEach(HaproxyFuzzTest::check);
    assertThat(Loading.load(SMALL, Map.of("HOME", "/root"), Map.of(), false).report().errors())
        .isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void load_mutant_onlyReports(long seed) {
    Mutator mutator = new Mutator(inline(), seed);
    for (int i = 0; i < ITERATIONS; i++) {
      check(mutator.next());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void load_mutantOfARealFile_onlyReports(long seed) throws IOException {
    List<byte[]> files = new ArrayList<>();
    for (Path file : SampleFilesTest.files()) {
      files.add(Files.readAllBytes(file));
    }
    assumeTrue(!files.isEmpty(), "no folder data/haproxy next to the project: nothing to break");
    Mutator mutator = new Mutator(files, seed);
    for (int i = 0; i < ITERATIONS; i++) {
      check(mutator.next());
    }
  }

  private interface Text {
    String of(int size);
  }

  private static Arguments family(String name, int size, Text text) {
    return Arguments.of(name, size, text);
  }

  private static String each(int count, IntFunction<String> piece) {
    return IntStream.range(0, count).mapToObj(piece).collect(Collectors.joining());
  }

  private static String frontend(String lines) {
    return Loading.HTTP
        + "frontend f\n bind :80\n"
        + lines
        + "\nbackend b\n server s 127.0.0.1:1\n";
  }

  /** Families of texts that cost a careless reader more than linear time, stack, or memory. */
  static Stream<Arguments> families() {
    return Stream.of(
        family(
            "open parentheses",
            600,
            n -> frontend("acl a " + "(".repeat(n) + "\nuse_backend b if a")),
        family(
            "anonymous tests", 200, n -> frontend("use_backend b if " + "{ path / } ".repeat(n))),
        family("marks", 600, n -> frontend("use_backend b if " + "!".repeat(n) + "{ path / }")),
        family(".if parentheses", 600, n -> "global\n.if " + "(".repeat(n) + "1\n.endif\n"),
        family(".ifs in each other", 400, n -> "global\n" + ".if 1\n".repeat(n)),
        family(".elses", 400, n -> "global\n.if 1\n" + ".else\n".repeat(n)),
        family(".elifs", 400, n -> "global\n.if 0\n" + ".elif 0\n".repeat(n) + ".endif\n"),
        family(
            "converters",
            400,
            n -> frontend("use_backend b if { path" + ",lower".repeat(n) + " / }")),
        family("one long word", 3_000, n -> frontend("x".repeat(n))),
        family(
            "one long line",
            200,
            n -> frontend("acl a path" + " /a".repeat(n) + "\nuse_backend b if a")),
        family(
            "patterns that are written out",
            200,
            n -> frontend("acl a path_beg" + " /a".repeat(n) + "\nuse_backend b if a")),
        family(
            "patterns of a regex",
            200,
            n -> frontend("acl a path_beg -i" + " /a".repeat(n) + "\\nuse_backend b if a")),
        family(
            "tests of one name",
            80,
            n -> frontend(each(n, i -> "acl a path_beg /" + i + "\n") + "use_backend b if a")),
        family(
            "tests of one name, used often",
            50,
            n ->
                frontend(
                    each(n, i -> "acl a path_beg /" + i + "\n")
                        + "use_backend b if a\n".repeat(n))),
        family(
            "use_backend",
            80,
            n -> frontend(each(n, i -> "use_backend b if { path /" + i + " }\n"))),
        family(
            "use_backend to nowhere", 80, n -> frontend("use_backend c if { path / }\n".repeat(n))),
        family("rules", 80, n -> frontend("http-request set-header X %[src]\n".repeat(n))),
        family("broken rules", 80, n -> frontend("http-request nothing at all\n".repeat(n))),
        family(
            "variables set from each other",
            100,
            n ->
                frontend(
                    each(
                        n,
                        i -> "http-request set-var(txn.v" + i + ") var(txn.v" + (i + 1) + ")\n"))),
        family("unclosed quotes", 500, n -> frontend("acl \"a\n".repeat(n))),
        family("unclosed variables", 500, n -> frontend("acl \"${a\n".repeat(n))),
        family("variables in a line", 400, n -> frontend("acl a path " + "\"$HOME\" ".repeat(n))),
        family("variables that double", 40, HaproxyFuzzTest::doubling),
        family(
            "long variable, used often",
            60,
            n ->
                "global\n setenv A "
                    + "x".repeat(500 * n / 10)
                    + "\n"
                    + frontend("acl a path \"$A\"\n".repeat(n))),
        family(
            "long variable, often in a line",
            60,
            n ->
                "global\n setenv A "
                    + "x".repeat(500 * n / 10)
                    + "\n"
                    + frontend("acl a path" + " \"$A\"".repeat(n))),
        family(
            "servers",
            60,
            n ->
                Loading.HTTP
                    + "backend b\n"
                    + each(n, i -> " server s" + i + " 127.0.0.1:1 check\n")),
        family(
            "servers of one name",
            100,
            n -> Loading.HTTP + "backend b\n" + " server s 127.0.0.1:1\n".repeat(n)),
        family("names that are cut to one", 40, HaproxyFuzzTest::cutNames),
        family("sections of one name", 300, n -> Loading.HTTP + "backend b\n".repeat(n)),
        family("defaults", 300, n -> "defaults a\n mode http\n".repeat(n)),
        family(
            "defaults from defaults",
            80,
            n ->
                "defaults d0\n mode http\n"
                    + each(
                        n, i -> "defaults d" + (i + 1) + " from d" + i + "\n timeout client 1s\n")),
        family(
            "binds",
            50,
            n -> Loading.HTTP + "frontend f\n" + each(n, i -> " bind 127.0.0.1:" + (i + 1) + "\n")),
        family(
            "binds of one port", 200, n -> Loading.HTTP + "frontend f\n" + " bind :80\n".repeat(n)),
        family(
            "ranges of ports", 8, n -> Loading.HTTP + "frontend f\n" + " bind :1-6000\n".repeat(n)),
        family(
            "users",
            300,
            n -> "userlist l\n" + each(n, i -> "user u" + i + " insecure-password p\n")),
        family("blank lines", 3_000, n -> "\n".repeat(n)),
        family("carriage returns", 3_000, n -> "\r".repeat(n)),
        family("lines outside of sections", 400, n -> "x y\n".repeat(n)));
  }

  private static String doubling(int count) {
    return "global\n setenv A0 0123456789\n"
        + each(count, i -> " setenv A" + (i + 1) + " \"$A" + i + "$A" + i + "\"\n")
        + Loading.HTTP;
  }

  private static String cutNames(int count) {
    return Loading.HTTP
        + each(count, i -> "backend " + "x".repeat(70) + i + "\n server s 127.0.0.1:1\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"(", "{ ", "!", "[", "%[", "\"", "'", "${", "\\", "x", "9", ",lower", "-m ", "(("})
  void load_tenThousandOfAPiece_onlyReports(String piece) {
    String many = piece.repeat(10_000);
    for (String line :
        List.of("acl a " + many, "acl a path" + many, "use_backend b if " + many, many)) {
      check(frontend(line + "\nuse_backend b if a").getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void load_variablesThatAddTooMuch_areAnErrorBeforeTheyTakeAllMemory() {
    String text =
        "global\n setenv A "
            + "x".repeat(60_000)
            + "\n"
            + frontend(("acl a path" + " \"$A\"".repeat(4_000) + "\n").repeat(50));

    check(text.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(Loading.problems(Loading.load(text)))
        .first()
        .isEqualTo(
            "h.cfg:10: error: line: variables have added 16m to the file, which is too much;"
                + " the line is skipped");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("families")
  void load_family_takesLinearTime(String name, int size, Text text) {
    Growth.assertLinear(
        name,
        size,
        n -> {
          HaproxyConfig config = Loading.load(text.of(n), Map.of("HOME", "/root"), Map.of(), false);
          assertThat(config.flow()).startsWith("# From");
        });
    check(text.of(size * 4).getBytes(StandardCharsets.ISO_8859_1));
  }
}
