package io.x0.flow.syntax;

import io.x0.flow.grammar.FlowLexer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * Limits how deep statements nest where no bracket shows it: {@code if a if b ...}. An {@code if}
 * behind a statement counts until that statement ends. Confined to one thread.
 */
final class Nesting {
  private final List<Token> in;
  private final SyntaxErrors errors;

  /** For each brace that is open, how deep the statement is that it belongs to. */
  private final Deque<Integer> outer = new ArrayDeque<>();

  /** How many an if of the present statement is in, itself included. */
  private int depth;

  /** Whether the outermost statement is known to be too deep. */
  private boolean reported;

  /**
   * @param in all tokens, with balanced brackets
   */
  Nesting(List<Token> in, SyntaxErrors errors) {
    this.in = in;
    this.errors = errors;
  }

  /** Takes note of the next token; line ends that end a statement are semicolons. */
  void track(int type) {
    switch (type) {
      case FlowLexer.IF -> depth++;
      case FlowLexer.SEMI -> depth = around();
      case FlowLexer.LBRACE, FlowLexer.INTERPOLATION -> outer.push(depth);
      case FlowLexer.RBRACE -> {
        outer.poll();
        depth = around();
      }
      default -> {}
    }
  }

  private int around() {
    int around = outer.isEmpty() ? 0 : outer.element();
    reported &= around > 0;
    return around;
  }

  /** Returns whether the token is an if that is too deep, after an error. */
  boolean isTooDeep(Token token) {
    boolean tooDeep = token.getType() == FlowLexer.IF && depth >= BracketRepair.MAX_DEPTH;
    if (tooDeep && !reported) {
      reported = true;
      errors.reportAlways(token, "nested deeper than " + BracketRepair.MAX_DEPTH + " levels", null);
    }
    return tooDeep;
  }

  /** Returns the index of the last token of the statement or parenthesis that goes on at one. */
  int endOfStatement(int index) {
    int brackets = 0;
    int i = index;
    while (true) {
      switch (in.get(i + 1).getType()) {
        case FlowLexer.LPAREN, FlowLexer.LBRACKET, FlowLexer.INTERPOLATION -> brackets++;
        case FlowLexer.RPAREN, FlowLexer.RBRACKET, FlowLexer.RBRACE -> {
          if (--brackets < 0) {
            return i;
          }
        }
        case FlowLexer.SEMI, FlowLexer.LBRACE, Token.EOF -> {
          return i;
        }
        default -> {}
      }
      i++;
    }
  }
}
