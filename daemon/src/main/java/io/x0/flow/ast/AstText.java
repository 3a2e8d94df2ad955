package io.x0.flow.ast;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes a tree as text, one node a line, for {@code x0d --dump-ast}. Confined to one thread. */
public final class AstText {
  private final StringBuilder out = new StringBuilder();
  private int depth;

  private AstText() {}

  /** Returns the text of a whole program. */
  public static String render(Unit unit) {
    AstText text = new AstText();
    unit.includes().forEach(include -> text.line("include '" + include.pattern() + "'"));
    unit.variables().forEach(text::statement);
    for (Unit.Handler handler : unit.handlers()) {
      text.line("handler " + handler.name());
      text.inside(handler.body());
    }
    return text.out.toString();
  }

  /** Returns the text of one expression, each operator in parentheses. */
  public static String render(Expr expression) {
    AstText text = new AstText();
    text.expression(expression);
    return text.out.toString();
  }

  private void line(String words) {
    out.append("  ".repeat(depth)).append(words).append('\n');
  }

  private void line(String word, Expr expression) {
    out.append("  ".repeat(depth)).append(word).append(' ');
    expression(expression);
    out.append('\n');
  }

  private void inside(@Nullable Stmt statement) {
    depth++;
    if (statement instanceof Stmt.Block block) {
      block.statements().forEach(this::statement);
    } else if (statement != null) {
      statement(statement);
    }
    depth--;
  }

  private void statement(Stmt statement) {
    if (statement instanceof Stmt.If choice) {
      String word = "if";
      for (Stmt.Branch branch : choice.branches()) {
        line(word, branch.condition());
        inside(branch.body());
        word = "elsif";
      }
      otherwise(choice.otherwise());
    } else if (statement instanceof Stmt.Match match) {
      line("match " + match.operator().symbol(), match.subject());
      depth++;
      for (Stmt.Case one : match.cases()) {
        one.labels().forEach(label -> line("on", label));
        inside(one.body());
      }
      otherwise(match.otherwise());
      depth--;
    } else if (statement instanceof Stmt.Block) {
      line("block");
      inside(statement);
    } else if (statement instanceof Stmt.Variable variable) {
      line("var " + variable.name() + " =", variable.value());
    } else if (statement instanceof Stmt.Assign assign) {
      line("set " + assign.name() + " =", assign.value());
    } else if (statement instanceof Stmt.Invoke invoke) {
      line("call", invoke.call());
    } else {
      line(statement instanceof Stmt.Empty ? "empty" : "broken");
    }
  }

  private void otherwise(@Nullable Stmt statement) {
    if (statement != null) {
      line("else");
      inside(statement);
    }
  }

  private void expression(Expr expression) {
    if (expression instanceof Expr.Literal literal) {
      literal(literal);
    } else if (expression instanceof Expr.Quantity quantity) {
      out.append(quantity.number()).append(quantity.unit().toLowerCase(Locale.ROOT));
    } else if (expression instanceof Expr.Interpolation interpolation) {
      list("concat(", interpolation.parts(), ")");
    } else if (expression instanceof Expr.Environment environment) {
      out.append('$').append(environment.name());
    } else if (expression instanceof Expr.Group group) {
      out.append('$').append(group.index());
    } else if (expression instanceof Expr.Call call) {
      call(call);
    } else if (expression instanceof Expr.Array array) {
      list("[", array.elements(), "]");
    } else if (expression instanceof Expr.Unary unary) {
      out.append('(').append(unary.operator().symbol()).append(' ');
      expression(unary.operand());
      out.append(')');
    } else if (expression instanceof Expr.Binary binary) {
      out.append('(');
      expression(binary.left());
      out.append(' ').append(binary.operator().symbol()).append(' ');
      expression(binary.right());
      out.append(')');
    } else {
      out.append("broken");
    }
  }

  private void literal(Expr.Literal literal) {
    switch (literal.type()) {
      case STRING -> out.append('\'').append(escaped(literal.value().toString())).append('\'');
      case REGEX -> out.append('/').append(literal.value()).append('/');
      case SHARE -> out.append(literal.value()).append("ppm");
      default -> out.append(literal.value());
    }
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r");
  }

  private void call(Expr.Call call) {
    out.append(call.name());
    if (call.bare()) {
      return;
    }
    String separator = "(";
    for (Argument argument : call.arguments()) {
      out.append(separator);
      if (argument.name() != null) {
        out.append(argument.name()).append(": ");
      }
      if (argument.key() != null) {
        expression(argument.key());
        out.append(" => ");
      }
      expression(argument.value());
      separator = ", ";
    }
    out.append(call.arguments().isEmpty() ? "()" : ")");
  }

  private void list(String open, List<Expr> expressions, String close) {
    String separator = open;
    for (Expr expression : expressions) {
      out.append(separator);
      expression(expression);
      separator = ", ";
    }
    out.append(expressions.isEmpty() ? open : "").append(close);
  }
}
