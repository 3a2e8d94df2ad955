package io.x0.flow.ast;

import io.x0.flow.source.Position;
import java.util.List;

/**
 * What is declared in a file and the files it includes. Immutable.
 *
 * @param includes the includes that have not been followed
 * @param variables the global variables, in order
 * @param handlers the handlers, in order; a name may be there twice
 * @param complete whether everything outside of handlers could be read
 */
public record Unit(
    List<Include> includes,
    List<Stmt.Variable> variables,
    List<Handler> handlers,
    boolean complete) {

  public Unit {
    includes = List.copyOf(includes);
    variables = List.copyOf(variables);
    handlers = List.copyOf(handlers);
  }

  /** A pattern of files to read here. */
  public record Include(Position position, String pattern) {}

  /**
   * A named statement.
   *
   * @param position where its name stands
   * @param body {@link Stmt.Empty} if it is only announced
   */
  public record Handler(Position position, String name, Stmt body) {
    /** Returns whether the handler is only announced. */
    public boolean isForward() {
      return body instanceof Stmt.Empty;
    }
  }
}
