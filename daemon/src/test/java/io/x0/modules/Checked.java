package io.x0.modules;

import io.x0.director.Directors;
import io.x0.flow.CompileResult;
import io.x0.flow.FlowCompiler;
import io.x0.flow.source.FileSourceReader;
import java.util.List;
import java.util.Map;

/** What the compiler says about configurations. */
final class Checked {
  private Checked() {}

  static CompileResult<SetupContext, RequestContext> compile(String text) {
    return new FlowCompiler<>(
            new Modules(new Directors()).builtins(), new FileSourceReader(), Map.of())
        .compile("x0d.conf", text);
  }

  /** Returns what is said about a statement in line 2, column 3 of setup. */
  static List<String> setup(String statement) {
    return problems("setup {\n  " + statement + "\n}\nmain { return 404 }");
  }

  /** Returns what is said about a statement in line 3, column 3 of main. */
  static List<String> main(String statement) {
    return problems("setup {}\nmain {\n  " + statement + "\n  return 404\n}");
  }

  static List<String> problems(String text) {
    return compile(text).diagnostics().stream().map(Object::toString).toList();
  }
}
