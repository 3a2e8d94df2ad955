package io.x0.flow.syntax;

import io.x0.flow.grammar.FlowLexer;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * The third look at the tokens: reports and drops what stands outside of every handler, so that the
 * parser does not take the statements there for handlers. Confined to one thread.
 */
final class StrayStatements {
  private final List<Token> in;
  private final SyntaxErrors errors;
  private final List<Token> out = new ArrayList<>();
  private int next;
  private boolean found;

  private StrayStatements(List<Token> in, SyntaxErrors errors) {
    this.in = in;
    this.errors = errors;
  }

  /**
   * @param tokens what is left
   * @param complete whether nothing had to be dropped
   */
  record Result(List<Token> tokens, boolean complete) {}

  static Result apply(List<Token> tokens, SyntaxErrors errors) {
    StrayStatements filter = new StrayStatements(tokens, errors);
    filter.run();
    return new Result(filter.out, !filter.found);
  }

  private void run() {
    boolean stray = false;
    while (type(next) != Token.EOF) {
      if (type(next) == FlowLexer.SEMI) {
        next++;
      } else if (startsItem(stray)) {
        stray = false;
        takeItem(true);
      } else {
        if (!stray) {
          errors.report(
              in.get(next),
              "statement outside of every handler",
              "put it into setup { ... } or main { ... }");
        }
        stray = true;
        found = true;
        takeItem(false);
      }
    }
    out.add(in.get(next));
  }

  private int type(int index) {
    return in.get(Math.min(index, in.size() - 1)).getType();
  }

  private boolean startsItem(boolean stray) {
    return switch (type(next)) {
      case FlowLexer.HANDLER, FlowLexer.VAR, FlowLexer.INCLUDE, FlowLexer.IMPORT -> true;
      case FlowLexer.IDENT ->
          switch (type(next + 1)) {
            case FlowLexer.LBRACE -> true;
            case FlowLexer.SEMI, FlowLexer.IF, FlowLexer.MATCH, FlowLexer.IDENT -> !stray;
            default -> false;
          };
      default -> false;
    };
  }

  /** Goes on behind the next semicolon or block that is not followed by an else. */
  private void takeItem(boolean keep) {
    int depth = 0;
    while (type(next) != Token.EOF) {
      Token token = in.get(next++);
      if (keep) {
        out.add(token);
      }
      switch (token.getType()) {
        case FlowLexer.LBRACE, FlowLexer.INTERPOLATION -> depth++;
        case FlowLexer.RBRACE -> {
          depth--;
          if (depth == 0
              && type(next) != FlowLexer.ELSE
              && type(next) != FlowLexer.ELSIF
              && type(next) != FlowLexer.CHUNK
              && type(next) != FlowLexer.INTERPOLATION
              && type(next) != FlowLexer.END_QUOTE) {
            return;
          }
        }
        case FlowLexer.SEMI -> {
          if (depth == 0) {
            return;
          }
        }
        default -> {}
      }
    }
  }
}
