package io.x0.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.flow.source.FileSourceReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs of several files. */
class IncludeTest {
  private final FlowFixture flow = new FlowFixture();

  @Test
  void compile_include_readsEachFileOnce() {
    flow.files.put("conf.d/a.conf", "include 'conf.d/*.conf'; a { log x }");
    flow.files.put("conf.d/b.conf", "var x = 'b'");
    CompileResult<TestSetup, TestRequest> result =
        flow.compile("#include \"conf.d/*.conf\"\nsetup { }\nmain { a } # include 'no'");
    TestRequest request = new TestRequest();

    FlowFixture.program(result).main().run(request);

    assertThat(request.log).containsExactly("b");
  }

  @Test
  void compile_mistakesInIncludedFiles_nameThem() {
    flow.files.put("a.conf", "a { lgo 'x' }");
    flow.files.put("b.conf", "\n  b {");

    assertThat(flow.problems("include 'b.conf'; include 'a.conf'; setup { } main { a; b; c }"))
        .containsExactly(
            "x0d.conf:1:60: error: unknown function or handler 'c'",
            "b.conf:2:5: error: '{' is not closed",
            "a.conf:1:5: error: unknown function or handler 'lgo'");
  }

  @Test
  void compile_includeOfNothing_isReported() {
    assertThat(flow.problems("include 'none.conf'; setup { } main { }"))
        .containsExactly("x0d.conf:1:9: error: cannot include 'none.conf': no such file");
    assertThat(flow.problems("include 'none/*'; setup { } main { }"))
        .containsExactly("x0d.conf:1:9: warning: no file matches 'none/*'");
    assertThat(flow.problems("include \"#{1}\"; setup { } main { }"))
        .containsExactly("x0d.conf:1:1: error: 'include' needs the name of a file in quotes");
    assertThat(flow.problems("include 5; setup { } main { }"))
        .containsExactly("x0d.conf:1:9: error: unexpected '5', expected a string");
  }

  @Test
  void compile_filesOnDisk_areReadFromTheirDirectory(@TempDir Path directory) throws IOException {
    Files.createDirectory(directory.resolve("conf.d"));
    Path main = directory.resolve("x0d.conf");
    Files.writeString(main, "include 'conf.d/*.conf'; include 'last.conf'; setup { }");
    Files.writeString(directory.resolve("conf.d/2.conf"), "two { log '2' }");
    Files.writeString(directory.resolve("conf.d/1.conf"), "one { log '1' }");
    Files.writeString(directory.resolve("conf.d/1.txt"), "one {");
    Files.writeString(directory.resolve("last.conf"), "\uFEFFmain { one; two }");
    FlowCompiler<TestSetup, TestRequest> compiler =
        new FlowCompiler<>(TestBuiltins.all(), new FileSourceReader(), Map.of());
    TestRequest request = new TestRequest();

    FlowFixture.program(compiler.compile(main.toString())).main().run(request);

    assertThat(request.log).containsExactly("1", "2");
    Files.write(directory.resolve("last.conf"), "\u00e9".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(compiler.compile(main.toString()).report())
        .contains("x0d.conf:1:34: error: cannot include 'last.conf'")
        .contains("not UTF-8");
    assertThat(compiler.compile(directory + "/none").report())
        .isEqualTo(directory + "/none:1:1: error: cannot read the file: no such file\n");
  }
}
