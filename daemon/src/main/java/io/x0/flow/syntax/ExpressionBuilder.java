package io.x0.flow.syntax;

import io.x0.flow.ast.Argument;
import io.x0.flow.ast.BinaryOperator;
import io.x0.flow.ast.Expr;
import io.x0.flow.ast.UnaryOperator;
import io.x0.flow.grammar.FlowParser;
import io.x0.flow.source.Position;
import io.x0.flow.value.Type;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/**
 * Turns the expressions of a parse tree into those of the syntax tree. A part that the parser could
 * not read becomes {@link Expr.Broken}. Confined to one thread.
 */
final class ExpressionBuilder {
  private static final int MAX_DEPTH = 200;

  private final SyntaxErrors errors;
  private final LiteralBuilder literals;

  ExpressionBuilder(SyntaxErrors errors) {
    this.errors = errors;
    this.literals = new LiteralBuilder(errors);
  }

  /** Returns whether the parser stumbled anywhere below. */
  static boolean isBroken(@Nullable ParseTree tree) {
    if (tree == null || tree instanceof ErrorNode) {
      return true;
    }
    if (tree instanceof ParserRuleContext context && context.exception != null) {
      return true;
    }
    for (int i = 0; i < tree.getChildCount(); i++) {
      if (isBroken(tree.getChild(i))) {
        return true;
      }
    }
    return false;
  }

  /** Returns the expression; {@code parent} tells where it should have been. */
  Expr build(FlowParser.@Nullable ExprContext context, ParserRuleContext parent) {
    return context == null || isBroken(context)
        ? new Expr.Broken(errors.position(parent.getStart()))
        : or(context, 0);
  }

  /** Returns the subject of a match. */
  Expr build(FlowParser.@Nullable AddExprContext context, ParserRuleContext parent) {
    return context == null || isBroken(context)
        ? new Expr.Broken(errors.position(parent.getStart()))
        : add(context, 0);
  }

  private Position at(ParserRuleContext context) {
    return errors.position(context.getStart());
  }

  private boolean tooDeep(ParserRuleContext context, int depth) {
    if (depth > MAX_DEPTH) {
      errors.reportAlways(
          context.getStart(), "expression nested deeper than " + MAX_DEPTH + " levels", null);
      return true;
    }
    return false;
  }

  private Expr or(FlowParser.ExprContext context, int depth) {
    int operators = context.getChildCount() / 2;
    if (tooDeep(context, depth + operators)) {
      return new Expr.Broken(at(context));
    }
    Expr left = not((FlowParser.NotExprContext) context.getChild(0), depth + operators);
    BinaryOperator mixed = null;
    for (int i = 1; i < context.getChildCount(); i += 2) {
      Token token = ((TerminalNode) context.getChild(i)).getSymbol();
      BinaryOperator operator = Operators.binary(token.getType());
      if (mixed != null && mixed != operator) {
        errors.warn(
            token,
            "'" + mixed.symbol() + "' and '" + operator.symbol() + "' bind equally, from the left",
            "use parentheses to say what is meant");
      }
      mixed = operator;
      Expr right = not((FlowParser.NotExprContext) context.getChild(i + 1), depth + operators);
      left = new Expr.Binary(left.position(), errors.position(token), operator, left, right);
    }
    return left;
  }

  private Expr not(FlowParser.NotExprContext context, int depth) {
    int count = context.getChildCount() - 1;
    if (tooDeep(context, depth + count)) {
      return new Expr.Broken(at(context));
    }
    return unary(context, relation(context.relExpr(), depth + count), count);
  }

  private Expr relation(FlowParser.RelExprContext context, int depth) {
    if (context.op == null) {
      return add(context.addExpr(0), depth);
    }
    Expr left = add(context.addExpr(0), depth + 1);
    return new Expr.Binary(
        left.position(),
        errors.position(context.op),
        Operators.binary(context.op.getType()),
        left,
        add(context.addExpr(1), depth + 1));
  }

  private Expr add(FlowParser.AddExprContext context, int depth) {
    int operators = context.getChildCount() / 2;
    if (tooDeep(context, depth + operators)) {
      return new Expr.Broken(at(context));
    }
    Expr left = multiply((FlowParser.MulExprContext) context.getChild(0), depth + operators);
    for (int i = 1; i < context.getChildCount(); i += 2) {
      Expr right = multiply((FlowParser.MulExprContext) context.getChild(i + 1), depth + operators);
      left = binary(left, (TerminalNode) context.getChild(i), right);
    }
    return left;
  }

  private Expr multiply(FlowParser.MulExprContext context, int depth) {
    int operators = context.getChildCount() / 2;
    if (tooDeep(context, depth + operators)) {
      return new Expr.Broken(at(context));
    }
    Expr left = power((FlowParser.PowExprContext) context.getChild(0), depth + operators);
    for (int i = 1; i < context.getChildCount(); i += 2) {
      Expr right = power((FlowParser.PowExprContext) context.getChild(i + 1), depth + operators);
      left = binary(left, (TerminalNode) context.getChild(i), right);
    }
    return left;
  }

  private Expr power(FlowParser.PowExprContext context, int depth) {
    int operators = context.getChildCount() / 2;
    if (tooDeep(context, depth + operators)) {
      return new Expr.Broken(at(context));
    }
    int last = context.getChildCount() - 1;
    Expr right = sign((FlowParser.UnaryExprContext) context.getChild(last), depth + operators);
    for (int i = last - 1; i > 0; i -= 2) {
      Expr left = sign((FlowParser.UnaryExprContext) context.getChild(i - 1), depth + operators);
      right = binary(left, (TerminalNode) context.getChild(i), right);
    }
    return right;
  }

  private Expr sign(FlowParser.UnaryExprContext context, int depth) {
    int count = context.getChildCount() - 1;
    if (tooDeep(context, depth + count)) {
      return new Expr.Broken(at(context));
    }
    return unary(context, primary(context.primary(), depth + count + 1), count);
  }

  private Expr unary(ParserRuleContext context, Expr operand, int count) {
    Expr result = operand;
    for (int i = count - 1; i >= 0; i--) {
      Token token = ((TerminalNode) context.getChild(i)).getSymbol();
      UnaryOperator operator = Operators.unary(token.getType());
      result = new Expr.Unary(errors.position(token), operator, result);
    }
    return result;
  }

  private Expr binary(Expr left, TerminalNode operator, Expr right) {
    return new Expr.Binary(
        left.position(),
        errors.position(operator.getSymbol()),
        Operators.binary(operator.getSymbol().getType()),
        left,
        right);
  }

  private Expr primary(FlowParser.PrimaryContext context, int depth) {
    if (context.literal() != null) {
      FlowParser.LiteralContext literal = context.literal();
      return literal.stringLiteral() != null
          ? string(literal.stringLiteral(), depth)
          : literals.build(literal.getStart(), literal);
    }
    if (context.IDENT() != null) {
      return call(context, depth);
    }
    if (context.LPAREN() != null) {
      return or(context.expr(0), depth);
    }
    return new Expr.Array(at(context), context.expr().stream().map(e -> or(e, depth)).toList());
  }

  private Expr call(FlowParser.PrimaryContext context, int depth) {
    String name = context.IDENT().getText();
    if (context.stringLiteral() != null) {
      Expr text = string(context.stringLiteral(), depth);
      Argument argument = new Argument(text.position(), null, null, text);
      return new Expr.Call(at(context), name, List.of(argument), false);
    }
    boolean bare = context.call() == null;
    List<Argument> arguments = bare ? List.of() : arguments(context.call().arguments(), depth);
    return new Expr.Call(at(context), name, arguments, bare);
  }

  /** Returns the arguments of a call that is not broken. */
  List<Argument> arguments(FlowParser.@Nullable ArgumentsContext context, int depth) {
    return context == null
        ? List.of()
        : context.argument().stream().map(a -> argument(a, depth)).toList();
  }

  private Argument argument(FlowParser.ArgumentContext context, int depth) {
    if (context.COLON() != null) {
      return new Argument(at(context), context.IDENT().getText(), null, or(context.expr(0), depth));
    }
    Expr first = or(context.expr(0), depth);
    return context.ARROW() == null
        ? new Argument(first.position(), null, null, first)
        : new Argument(first.position(), null, first, or(context.expr(1), depth));
  }

  /** Returns a string; one without expressions inside is a literal. */
  Expr string(FlowParser.StringLiteralContext context, int depth) {
    Position at = at(context);
    if (context.RAW_STRING() != null) {
      String raw = context.RAW_STRING().getText();
      return raw.isEmpty()
          ? new Expr.Broken(at)
          : new Expr.Literal(at, Type.STRING, LiteralBuilder.unquote(raw));
    }
    List<Expr> parts = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    Position textAt = at;
    for (ParseTree child : context.children) {
      if (child instanceof FlowParser.ExprContext expression) {
        if (text.length() > 0) {
          parts.add(new Expr.Literal(textAt, Type.STRING, text.toString()));
          text.setLength(0);
        }
        parts.add(or(expression, depth));
      } else if (child instanceof TerminalNode node
          && node.getSymbol().getType() == FlowParser.CHUNK) {
        textAt = text.length() == 0 ? errors.position(node.getSymbol()) : textAt;
        text.append(LiteralBuilder.chunk(node.getText()));
      }
    }
    if (parts.isEmpty()) {
      return new Expr.Literal(at, Type.STRING, text.toString());
    }
    if (text.length() > 0) {
      parts.add(new Expr.Literal(textAt, Type.STRING, text.toString()));
    }
    return new Expr.Interpolation(at, parts);
  }
}
