package io.x0.flow.syntax;

import io.x0.flow.grammar.FlowLexer;
import io.x0.flow.value.Units;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * The second look at the tokens: turns the line ends that end a statement into semicolons and drops
 * the others, and tells units from names.
 *
 * <p>A line end ends a statement unless it is in parentheses, the line before ends with an operator
 * or comma, the next line starts with one or with a brace, or the line before is the head of an
 * {@code if} or {@code on}, whose statement follows. Confined to one thread.
 */
final class LineEnds {
  private final List<Token> in;
  private final List<Token> out = new ArrayList<>();
  private int parentheses;
  private boolean inHead;
  private boolean afterHead;

  private LineEnds(List<Token> in) {
    this.in = in;
  }

  /** Returns the tokens without line ends. */
  static List<Token> apply(List<Token> tokens) {
    return new LineEnds(tokens).run();
  }

  private List<Token> run() {
    for (int i = 0; i < in.size(); i++) {
      Token token = in.get(i);
      if (token.getType() == FlowLexer.NEWLINE) {
        lineEnd(token, next(i));
      } else {
        track(token.getType());
        out.add(isUnit(token) ? unit(token) : token);
      }
    }
    return out;
  }

  private int next(int index) {
    int i = index;
    while (in.get(i).getType() == FlowLexer.NEWLINE) {
      i++;
    }
    return in.get(i).getType();
  }

  private int last() {
    return out.isEmpty() ? Token.EOF : out.get(out.size() - 1).getType();
  }

  private void track(int type) {
    switch (type) {
      case FlowLexer.LPAREN, FlowLexer.LBRACKET -> parentheses++;
      case FlowLexer.RPAREN, FlowLexer.RBRACKET -> parentheses--;
      case FlowLexer.ON, FlowLexer.ELSIF -> inHead = true;
      case FlowLexer.IF -> inHead = afterHead || TokenKinds.precedesStatement(last());
      case FlowLexer.LBRACE, FlowLexer.THEN, FlowLexer.SEMI -> inHead = false;
      default -> {}
    }
    afterHead = false;
  }

  private void lineEnd(Token token, int next) {
    if (parentheses > 0 || !TokenKinds.endsOperand(last()) || TokenKinds.continuesStatement(next)) {
      return;
    }
    if (inHead && next != FlowLexer.RBRACE && next != Token.EOF) {
      inHead = false;
      afterHead = true;
      return;
    }
    inHead = false;
    out.add(TokenKinds.virtual(FlowLexer.SEMI, "\n", token));
  }

  /** A word right behind a number is a unit; after a space only if it is known as one. */
  private boolean isUnit(Token token) {
    if (token.getType() != FlowLexer.IDENT || last() != FlowLexer.NUMBER) {
      return false;
    }
    Token number = out.get(out.size() - 1);
    return number.getStopIndex() + 1 == token.getStartIndex()
        || (number.getLine() == token.getLine() && Units.isUnit(token.getText()));
  }

  private static Token unit(Token token) {
    CommonToken copy = new CommonToken(token);
    copy.setType(FlowLexer.UNIT);
    return copy;
  }
}
