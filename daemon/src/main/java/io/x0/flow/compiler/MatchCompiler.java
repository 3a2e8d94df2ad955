package io.x0.flow.compiler;

import com.google.re2j.Pattern;
import io.x0.flow.ast.BinaryOperator;
import io.x0.flow.ast.Expr;
import io.x0.flow.ast.Stmt;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.Operand;
import io.x0.flow.closure.Statement;
import io.x0.flow.closure.StringExpr;
import io.x0.flow.source.Diagnostics;
import io.x0.flow.value.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles match: {@code ==} looks the text up in a hash table, {@code =^} and {@code =$} take the
 * longest label that fits, {@code =~} the first. Confined to one thread.
 */
final class MatchCompiler<C extends FlowContext> {
  private final ExpressionCompiler<C> expressions;
  private final StatementCompiler<C> statements;
  private final Diagnostics diagnostics;

  MatchCompiler(
      ExpressionCompiler<C> expressions, StatementCompiler<C> statements, Diagnostics diagnostics) {
    this.expressions = expressions;
    this.statements = statements;
    this.diagnostics = diagnostics;
  }

  private record Label<C>(Object value, Statement<C> body) {
    String text() {
      return (String) value;
    }
  }

  Compiled<C> compile(Stmt.Match match, Scope scope) {
    boolean regex = match.operator() == BinaryOperator.MATCHES;
    Operand<C> subject = expressions.compile(match.subject(), scope);
    if (subject.type() != Type.STRING && !subject.isError()) {
      diagnostics.error(
          subject.position(),
          "match needs a String, not " + subject.type(),
          Conversions.suggest(subject, Type.STRING));
    }
    List<Label<C>> labels = new ArrayList<>();
    Map<String, Integer> seen = new HashMap<>();
    boolean finishes = match.otherwise() != null;
    for (Stmt.Case one : match.cases()) {
      Compiled<C> body = statements.compile(one.body(), scope);
      finishes &= body.finishes();
      for (Expr label : one.labels()) {
        Object value = label(label, regex ? Type.REGEX : Type.STRING, scope, seen);
        if (value != null) {
          labels.add(new Label<>(value, body.statement()));
        }
      }
    }
    if (match.cases().isEmpty()) {
      diagnostics.error(match.position(), "match has no case", "add on '...' { ... }");
    }
    Compiled<C> otherwise =
        match.otherwise() == null
            ? Compiled.nothing()
            : statements.compile(match.otherwise(), scope);
    finishes &= otherwise.finishes();
    if (subject.type() != Type.STRING) {
      return new Compiled<>(c -> false, finishes);
    }
    StringExpr<C> text = subject.string();
    return new Compiled<>(choose(match.operator(), text, labels, otherwise.statement()), finishes);
  }

  private @Nullable Object label(Expr label, Type type, Scope scope, Map<String, Integer> seen) {
    Operand<C> operand = expressions.compile(label, scope);
    if (operand.isError()) {
      return null;
    }
    if (operand.type() != type) {
      diagnostics.error(
          operand.position(),
          "a label of this match must be " + type + ", not " + operand.type(),
          Conversions.suggest(operand, type));
      return null;
    }
    Object value = operand.constant();
    if (value == null) {
      diagnostics.error(operand.position(), "a label must be known when loading");
      return null;
    }
    Integer line = seen.putIfAbsent(value.toString(), operand.position().line());
    if (line != null) {
      diagnostics.error(operand.position(), "label '" + value + "' is already on line " + line);
      return null;
    }
    return value;
  }

  private Statement<C> choose(
      BinaryOperator operator, StringExpr<C> text, List<Label<C>> labels, Statement<C> otherwise) {
    return switch (operator) {
      case STARTS_WITH -> longest(text, labels, otherwise, true);
      case ENDS_WITH -> longest(text, labels, otherwise, false);
      case MATCHES -> first(text, labels, otherwise);
      default -> equal(text, labels, otherwise);
    };
  }

  private Statement<C> equal(StringExpr<C> text, List<Label<C>> labels, Statement<C> otherwise) {
    Map<String, Statement<C>> table = new HashMap<>();
    labels.forEach(label -> table.put(label.text(), label.body()));
    return c -> {
      Statement<C> body = table.get(text.eval(c));
      return (body == null ? otherwise : body).run(c);
    };
  }

  private Statement<C> longest(
      StringExpr<C> text, List<Label<C>> labels, Statement<C> otherwise, boolean prefix) {
    List<Label<C>> sorted = new ArrayList<>(labels);
    sorted.sort(Comparator.comparingInt((Label<C> label) -> label.text().length()).reversed());
    int count = sorted.size();
    String[] affixes = sorted.stream().map(Label::text).toArray(String[]::new);
    List<Statement<C>> bodies = sorted.stream().map(Label::body).toList();
    return c -> {
      String value = text.eval(c);
      for (int i = 0; i < count; i++) {
        if (prefix ? value.startsWith(affixes[i]) : value.endsWith(affixes[i])) {
          return bodies.get(i).run(c);
        }
      }
      return otherwise.run(c);
    };
  }

  private Statement<C> first(StringExpr<C> text, List<Label<C>> labels, Statement<C> otherwise) {
    int count = labels.size();
    Pattern[] patterns =
        labels.stream().map(label -> (Pattern) label.value()).toArray(Pattern[]::new);
    List<Statement<C>> bodies = labels.stream().map(Label::body).toList();
    return c -> {
      String value = text.eval(c);
      for (int i = 0; i < count; i++) {
        if (Membership.find(c, patterns[i], value)) {
          return bodies.get(i).run(c);
        }
      }
      return otherwise.run(c);
    };
  }
}
