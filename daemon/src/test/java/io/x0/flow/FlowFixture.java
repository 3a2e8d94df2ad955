package io.x0.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.flow.source.Diagnostic;
import io.x0.flow.source.SourceReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Compiles and runs texts with the test builtins, and files from a map. */
final class FlowFixture {
  final Map<String, String> files = new TreeMap<>();
  private final Map<String, String> environment = Map.of("HOME", "/root", "EMPTY", "");

  CompileResult<TestSetup, TestRequest> compile(String text) {
    return new FlowCompiler<>(TestBuiltins.all(), new MapReader(files), environment)
        .compile("x0d.conf", text);
  }

  /** Compiles main with these statements and an empty setup before it, both on one line. */
  CompileResult<TestSetup, TestRequest> compileMain(String statements) {
    return compile("setup {} main { " + statements + " }");
  }

  List<String> problems(String text) {
    return compile(text).diagnostics().stream().map(Diagnostic::toString).toList();
  }

  static Program<TestSetup, TestRequest> program(CompileResult<TestSetup, TestRequest> result) {
    assertThat(result.report()).isEmpty();
    Program<TestSetup, TestRequest> program = result.program();
    assertThat(program).isNotNull();
    return program;
  }

  TestRequest run(String statements, TestRequest request) {
    boolean finished = program(compileMain(statements)).main().run(request);
    request.log.add(finished ? "finished" : "fell off");
    return request;
  }

  List<String> run(String statements) {
    return run(statements, new TestRequest()).log;
  }

  /** Returns what the expression is as text. */
  String eval(String expression, TestRequest request) {
    return run("log string(" + expression + ")", request).log.get(0);
  }

  String eval(String expression) {
    return eval(expression, new TestRequest());
  }

  List<String> setup(String statements) {
    TestSetup setup = new TestSetup();
    boolean finished =
        program(compile("setup { " + statements + " }\nmain { return 404 }")).setup().run(setup);
    assertThat(finished).isFalse();
    return setup.log;
  }

  /** Files of a map; a pattern is matched against all of their names. */
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
      String regex = Pattern.quote(pattern).replace("*", "\\E[^/]*\\Q");
      return files.keySet().stream().filter(name -> name.matches(regex)).toList();
    }
  }
}
