package io.x0.flow.syntax;

import io.x0.flow.ast.Stmt;
import io.x0.flow.ast.Unit;
import io.x0.flow.grammar.FlowLexer;
import io.x0.flow.grammar.FlowParser;
import io.x0.flow.source.Diagnostics;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ListTokenSource;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/**
 * Reads the text of one file into a syntax tree. Never fails: what it cannot read it reports and
 * leaves out. Confined to one thread.
 */
public final class SourceParser {
  private final SyntaxErrors errors;
  private final StatementBuilder statements;
  private final List<Unit.Include> includes = new ArrayList<>();
  private final List<Stmt.Variable> variables = new ArrayList<>();
  private final List<Unit.Handler> handlers = new ArrayList<>();

  private SourceParser(String file, Diagnostics diagnostics) {
    this.errors = new SyntaxErrors(file, diagnostics);
    this.statements = new StatementBuilder(errors);
  }

  /** Returns what the file declares; its includes are not followed. */
  public static Unit parse(String file, String text, Diagnostics diagnostics) {
    return new SourceParser(file, diagnostics).parse(text);
  }

  private Unit parse(String text) {
    FlowLexer lexer = new FlowLexer(CharStreams.fromString(withoutByteOrderMark(text)));
    lexer.removeErrorListeners();
    List<Token> tokens = new ArrayList<>(lexer.getAllTokens());
    tokens.add(lexer.emitEOF());
    List<Token> lines = LineEnds.apply(BracketRepair.apply(tokens, errors), errors);
    StrayStatements.Result items = StrayStatements.apply(lines, errors);
    FlowParser parser = new FlowParser(new CommonTokenStream(new ListTokenSource(items.tokens())));
    parser.removeErrorListeners();
    parser.setErrorHandler(new StatementRecovery(errors));
    for (FlowParser.ItemContext item : parser.file().item()) {
      item(item);
    }
    return new Unit(includes, variables, handlers, items.complete());
  }

  private static String withoutByteOrderMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private void item(FlowParser.ItemContext item) {
    if (item.handlerDecl() != null) {
      handler(item.handlerDecl());
    } else if (item.varDecl() != null) {
      Stmt.Variable variable = statements.variable(item.varDecl());
      if (variable != null) {
        variables.add(variable);
      }
    } else if (item.includeDecl() != null) {
      include(item.includeDecl());
    } else if (item.importDecl() != null) {
      errors.warn(
          item.importDecl().getStart(), "'import' does nothing", "every function is built in");
    }
  }

  private void handler(FlowParser.HandlerDeclContext context) {
    TerminalNode name = context.IDENT();
    if (name != null && name.getSymbol().getTokenIndex() >= 0) {
      handlers.add(
          new Unit.Handler(
              errors.position(name.getSymbol()),
              name.getText(),
              statements.build(context.statement(), context)));
    }
  }

  private void include(FlowParser.IncludeDeclContext context) {
    String pattern = statements.literal(context.stringLiteral());
    if (pattern != null) {
      includes.add(new Unit.Include(errors.position(context.stringLiteral().getStart()), pattern));
    } else {
      errors.report(context.getStart(), "'include' needs the name of a file in quotes");
    }
  }
}
