package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;
import java.util.List;

/** Something x0ctl does. Immutable. */
public non-sealed interface Command extends Node {

  /** Adds the options and parameters that may follow its words. */
  void declare(Syntax syntax);

  /** Returns what there is to know beyond the summary, in paragraphs; for help and manual. */
  default List<String> details() {
    return List.of();
  }

  /** Returns lines that show its use; for help and manual. */
  default List<Example> examples() {
    return List.of();
  }

  /**
   * Does it.
   *
   * @throws RuntimeException if it cannot; {@link Failure#of} knows the words for it
   */
  void run(Invocation invocation);
}
