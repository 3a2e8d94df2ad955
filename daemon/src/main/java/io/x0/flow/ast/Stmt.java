package io.x0.flow.ast;

import io.x0.flow.source.Position;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement as it was written. Immutable. */
public sealed interface Stmt {
  /** Returns where it starts. */
  Position position();

  /**
   * The body of the first branch whose condition holds, or otherwise the last one. A statement with
   * {@code if} or {@code unless} after it is one, too.
   */
  record If(Position position, List<Branch> branches, @Nullable Stmt otherwise) implements Stmt {
    public If {
      branches = List.copyOf(branches);
    }
  }

  /** One branch of an if. */
  record Branch(Expr condition, Stmt body) {}

  /**
   * The body of the case that a text belongs to.
   *
   * @param operator EQUAL, STARTS_WITH, ENDS_WITH or MATCHES
   */
  record Match(
      Position position,
      Expr subject,
      BinaryOperator operator,
      List<Case> cases,
      @Nullable Stmt otherwise)
      implements Stmt {
    public Match {
      cases = List.copyOf(cases);
    }
  }

  /** One case of a match: any of the labels. */
  record Case(Position position, List<Expr> labels, Stmt body) {
    public Case {
      labels = List.copyOf(labels);
    }
  }

  /** Statements one after the other; variables end with it. */
  record Block(Position position, List<Stmt> statements) implements Stmt {
    public Block {
      statements = List.copyOf(statements);
    }
  }

  /** A new variable. */
  record Variable(Position position, String name, Expr value) implements Stmt {}

  /** A new value for a variable. */
  record Assign(Position position, String name, Expr value) implements Stmt {}

  /** A call for its effect. */
  record Invoke(Expr.Call call) implements Stmt {
    @Override
    public Position position() {
      return call.position();
    }
  }

  /** A lone semicolon. */
  record Empty(Position position) implements Stmt {}

  /** What could not be read, and has been reported. */
  record Broken(Position position) implements Stmt {}
}
