package io.x0.flow;

import io.x0.flow.ast.Unit;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.compiler.UnitCompiler;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.source.Position;
import io.x0.flow.source.SourceReader;
import io.x0.flow.source.Sources;
import io.x0.flow.syntax.UnitLoader;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Compiles configurations. Every error of a configuration is reported in one go, and no text makes
 * it throw. Immutable; may be used by several threads at once if the builtins may.
 *
 * @param <S> the context of setup
 * @param <R> the context of main
 */
public final class FlowCompiler<S extends FlowContext, R extends FlowContext> {
  private final Builtins<S, R> builtins;
  private final SourceReader reader;
  private final Map<String, String> environment;

  /**
   * @param builtins what a program can call
   * @param reader where files come from
   * @param environment the environment variables that a program can read
   */
  public FlowCompiler(
      Builtins<S, R> builtins, SourceReader reader, Map<String, String> environment) {
    this.builtins = builtins;
    this.reader = reader;
    this.environment = Map.copyOf(environment);
  }

  /** Compiles a file and all it includes; a file that cannot be read is an error in the result. */
  public CompileResult<S, R> compile(String file) {
    try {
      return compile(file, reader.read(file));
    } catch (IOException e) {
      Diagnostics diagnostics = new Diagnostics();
      diagnostics.error(new Position(file, 1, 1), "cannot read the file: " + e.getMessage());
      Sources none = new Sources();
      Unit empty = new Unit(List.of(), List.of(), List.of(), false);
      return new CompileResult<>(diagnostics.sorted(none), null, empty, none);
    }
  }

  /** Compiles a text and all it includes; {@code file} is the name that diagnostics show. */
  public CompileResult<S, R> compile(String file, String text) {
    Diagnostics diagnostics = new Diagnostics();
    Sources sources = new Sources();
    Unit unit = new UnitLoader(reader, sources, diagnostics).load(file, text);
    UnitCompiler.Result<S, R> result =
        new UnitCompiler<>(builtins, environment, diagnostics).compile(unit, file);
    Program<S, R> program =
        diagnostics.hasErrors() ? null : new Program<>(result.setup(), result.main());
    return new CompileResult<>(diagnostics.sorted(sources), program, unit, sources);
  }
}
