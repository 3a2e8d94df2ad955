package io.x0.flow.syntax;

import io.x0.flow.ast.BinaryOperator;
import io.x0.flow.ast.Expr;
import io.x0.flow.ast.Stmt;
import io.x0.flow.ast.UnaryOperator;
import io.x0.flow.grammar.FlowParser;
import io.x0.flow.source.Position;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/**
 * Turns the statements of a parse tree into those of the syntax tree. A statement that the parser
 * could not read becomes {@link Stmt.Broken}; what is around it is kept. Confined to one thread.
 */
final class StatementBuilder {
  private final SyntaxErrors errors;
  private final ExpressionBuilder expressions;

  StatementBuilder(SyntaxErrors errors) {
    this.errors = errors;
    this.expressions = new ExpressionBuilder(errors);
  }

  private Position at(ParserRuleContext context) {
    return errors.position(context.getStart());
  }

  /** Returns the statement; {@code parent} tells where it should have been. */
  Stmt build(FlowParser.@Nullable StatementContext context, ParserRuleContext parent) {
    if (context == null) {
      return new Stmt.Broken(at(parent));
    }
    if (context.ifStatement() != null) {
      return choice(context.ifStatement());
    }
    if (context.matchStatement() != null) {
      return match(context.matchStatement());
    }
    if (context.block() != null) {
      return block(context.block());
    }
    if (context.varDecl() != null) {
      Stmt.Variable variable = variable(context.varDecl());
      return variable == null ? new Stmt.Broken(at(context)) : variable;
    }
    if (context.simple() != null && !ExpressionBuilder.isBroken(context.simple())) {
      return simple(context.simple());
    }
    return context.emptyStatement() != null
        ? new Stmt.Empty(at(context))
        : new Stmt.Broken(at(context));
  }

  /** Returns the variable, or null if not even its name could be read. */
  Stmt.@Nullable Variable variable(FlowParser.VarDeclContext context) {
    TerminalNode name = context.IDENT();
    if (name == null || name.getSymbol().getTokenIndex() < 0) {
      return null;
    }
    Expr value =
        ExpressionBuilder.isBroken(context)
            ? new Expr.Broken(at(context))
            : expressions.build(context.expr(), context);
    return new Stmt.Variable(errors.position(name.getSymbol()), name.getText(), value);
  }

  private Stmt.Block block(FlowParser.BlockContext context) {
    return new Stmt.Block(at(context), statements(context.statement(), context));
  }

  private List<Stmt> statements(
      List<FlowParser.StatementContext> contexts, ParserRuleContext parent) {
    List<Stmt> statements = new ArrayList<>();
    for (FlowParser.StatementContext context : contexts) {
      Stmt statement = build(context, parent);
      if (!(statement instanceof Stmt.Empty)) {
        statements.add(statement);
      }
    }
    return statements;
  }

  private Stmt choice(FlowParser.IfStatementContext context) {
    List<Stmt.Branch> branches = new ArrayList<>();
    int bodies = context.ELSE() == null ? 1 : 2;
    Expr condition = expressions.build(context.expr(), context);
    branches.add(new Stmt.Branch(condition, body(context.statement(0), context, "if")));
    for (FlowParser.ElseIfContext elseIf : context.elseIf()) {
      branches.add(
          new Stmt.Branch(
              expressions.build(elseIf.expr(), elseIf),
              body(elseIf.statement(), elseIf, "else if")));
    }
    Stmt otherwise = bodies == 1 ? null : body(context.statement(1), context, "else");
    return new Stmt.If(at(context), branches, otherwise);
  }

  private Stmt body(
      FlowParser.@Nullable StatementContext context, ParserRuleContext parent, String word) {
    Stmt body = build(context, parent);
    if (body instanceof Stmt.Empty) {
      errors.report(
          parent.getStart(),
          "'" + word + "' has no statement",
          "an 'if' after a statement must be on the same line");
    }
    return body;
  }

  private Stmt match(FlowParser.MatchStatementContext context) {
    List<Stmt.Case> cases = new ArrayList<>();
    for (FlowParser.MatchCaseContext one : context.matchCase()) {
      cases.add(
          new Stmt.Case(
              at(one),
              one.expr().stream().map(label -> expressions.build(label, one)).toList(),
              build(one.statement(), one)));
    }
    if (cases.isEmpty() && ExpressionBuilder.isBroken(context)) {
      return new Stmt.Broken(at(context));
    }
    return new Stmt.Match(
        at(context),
        expressions.build(context.addExpr(), context),
        context.op == null ? BinaryOperator.EQUAL : Operators.binary(context.op.getType()),
        cases,
        context.ELSE() == null ? null : build(context.statement(), context));
  }

  private Stmt simple(FlowParser.SimpleContext context) {
    Stmt statement;
    String name = context.IDENT().getText();
    FlowParser.AssignmentContext assignment = context.assignment();
    if (assignment != null) {
      Expr value = expressions.build(assignment.expr(), assignment);
      statement = new Stmt.Assign(at(context), name, value);
    } else {
      boolean bare = context.call() == null && context.arguments() == null;
      FlowParser.ArgumentsContext arguments =
          context.call() == null ? context.arguments() : context.call().arguments();
      statement =
          new Stmt.Invoke(
              new Expr.Call(at(context), name, expressions.arguments(arguments, 0), bare));
    }
    FlowParser.PostfixContext postfix = context.postfix();
    if (postfix == null) {
      return statement;
    }
    Expr condition = expressions.build(postfix.expr(), postfix);
    if (postfix.UNLESS() != null) {
      condition = new Expr.Unary(condition.position(), UnaryOperator.NOT, condition);
    }
    return new Stmt.If(at(context), List.of(new Stmt.Branch(condition, statement)), null);
  }

  /** Returns the text of a string that must not depend on anything. */
  @Nullable String literal(FlowParser.@Nullable StringLiteralContext context) {
    if (context == null || ExpressionBuilder.isBroken(context)) {
      return null;
    }
    return expressions.string(context, 0) instanceof Expr.Literal literal
        ? literal.value().toString()
        : null;
  }
}
