package io.x0.flow.ast;

import java.util.function.Consumer;

/** Walks through statements. Stateless. */
public final class Statements {
  private Statements() {}

  /** Calls the visitor with the statement and every one inside it, in order. */
  public static void forEach(Stmt statement, Consumer<Stmt> visitor) {
    visitor.accept(statement);
    if (statement instanceof Stmt.Block block) {
      block.statements().forEach(inner -> forEach(inner, visitor));
    } else if (statement instanceof Stmt.If choice) {
      choice.branches().forEach(branch -> forEach(branch.body(), visitor));
      if (choice.otherwise() != null) {
        forEach(choice.otherwise(), visitor);
      }
    } else if (statement instanceof Stmt.Match match) {
      match.cases().forEach(one -> forEach(one.body(), visitor));
      if (match.otherwise() != null) {
        forEach(match.otherwise(), visitor);
      }
    }
  }
}
