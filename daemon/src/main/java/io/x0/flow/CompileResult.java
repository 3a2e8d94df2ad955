package io.x0.flow;

import io.x0.flow.ast.AstText;
import io.x0.flow.ast.Unit;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.source.Diagnostic;
import io.x0.flow.source.DiagnosticText;
import io.x0.flow.source.Sources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What compiling gave: a program, unless there was an error, and everything to say about the text.
 * Immutable.
 *
 * @param <S> the context of setup
 * @param <R> the context of main
 */
public final class CompileResult<S extends FlowContext, R extends FlowContext> {
  private final List<Diagnostic> diagnostics;
  private final @Nullable Program<S, R> program;
  private final Unit unit;
  private final Sources sources;

  CompileResult(
      List<Diagnostic> diagnostics, @Nullable Program<S, R> program, Unit unit, Sources sources) {
    this.diagnostics = List.copyOf(diagnostics);
    this.program = program;
    this.unit = unit;
    this.sources = sources;
  }

  /** Returns errors and warnings in the order of the sources. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }

  /** Returns the program, or null if there is an error. */
  public @Nullable Program<S, R> program() {
    return program;
  }

  /** Returns whether there is a program. */
  public boolean isOk() {
    return program != null;
  }

  /** Returns the diagnostics for a reader, with source lines; empty if there are none. */
  public String report() {
    return new DiagnosticText(sources).render(diagnostics);
  }

  /** Returns the syntax tree as text. */
  public String dumpAst() {
    return AstText.render(unit);
  }
}
