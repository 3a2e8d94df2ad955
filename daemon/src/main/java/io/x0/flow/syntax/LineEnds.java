package io.x0.flow.syntax;

import io.x0.flow.grammar.FlowLexer;
import io.x0.flow.value.Units;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * The second look at the tokens: turns the line ends that end a statement into semicolons and drops
 * the others, puts semicolons before what ends a block, makes one token of {@code else if}, and
 * tells units from names and the parentheses of calls from others.
 *
 * <p>A line end ends a statement unless it is in parentheses, the line before ends with an operator
 * or comma, the next line starts with one or with a brace, or the line before is the head of an
 * {@code if} or {@code on}, whose statement follows. Confined to one thread.
 */
final class LineEnds {
  private final List<Token> in;
  private final Nesting nesting;
  private final List<Token> out = new ArrayList<>();
  private int parentheses;
  private int interpolations;
  private boolean inHead;
  private boolean afterHead;

  private LineEnds(List<Token> in, SyntaxErrors errors) {
    this.in = in;
    this.nesting = new Nesting(in, errors);
  }

  /** Returns the tokens without line ends. */
  static List<Token> apply(List<Token> tokens, SyntaxErrors errors) {
    return new LineEnds(tokens, errors).run();
  }

  private List<Token> run() {
    for (int i = 0; i < in.size(); i++) {
      Token token = in.get(i);
      if (token.getType() == FlowLexer.NEWLINE) {
        i = lastOfRun(i);
        lineEnd(token, in.get(i + 1).getType());
      } else if (token.getType() == FlowLexer.IF && last() == FlowLexer.ELSE) {
        inHead = true;
        out.set(out.size() - 1, withType(out.get(out.size() - 1), FlowLexer.ELSIF));
      } else if (nesting.isTooDeep(token)) {
        i = nesting.endOfStatement(i);
        add(TokenKinds.virtual(FlowLexer.SEMI, "\n", token));
      } else {
        accept(token);
      }
    }
    return out;
  }

  private void accept(Token token) {
    if (endsStatement(token.getType())) {
      add(TokenKinds.virtual(FlowLexer.SEMI, token.getText(), token));
    }
    boolean call = token.getType() == FlowLexer.LPAREN && last() == FlowLexer.IDENT;
    boolean unit = isUnit(token);
    if (!unit && inHead && startsBody(token.getType())) {
      inHead = false;
      afterHead = true;
    }
    track(token.getType());
    if (unit) {
      add(withType(token, FlowLexer.UNIT));
    } else {
      add(call ? withType(token, FlowLexer.CALL_LPAREN) : token);
    }
  }

  private void add(Token token) {
    nesting.track(token.getType());
    out.add(token);
  }

  /** Returns the last of the line ends in a row; something follows, at least the end of file. */
  private int lastOfRun(int index) {
    int i = index;
    while (in.get(i + 1).getType() == FlowLexer.NEWLINE) {
      i++;
    }
    return i;
  }

  private int last() {
    return out.isEmpty() ? Token.EOF : out.get(out.size() - 1).getType();
  }

  private void track(int type) {
    switch (type) {
      case FlowLexer.INTERPOLATION -> interpolations++;
      case FlowLexer.RBRACE -> interpolations -= interpolations > 0 ? 1 : 0;
      case FlowLexer.LPAREN, FlowLexer.LBRACKET -> parentheses++;
      case FlowLexer.RPAREN, FlowLexer.RBRACKET -> parentheses--;
      case FlowLexer.ON, FlowLexer.ELSIF -> inHead = true;
      case FlowLexer.IF -> inHead = afterHead || TokenKinds.precedesStatement(last());
      case FlowLexer.LBRACE, FlowLexer.THEN, FlowLexer.SEMI -> inHead = false;
      default -> {}
    }
    afterHead = false;
  }

  /** Two operands without an operator: the head of the if or on is over, its statement starts. */
  private boolean startsBody(int type) {
    return parentheses == 0
        && interpolations == 0
        && TokenKinds.endsOperand(last())
        && TokenKinds.startsStatement(type);
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
    add(TokenKinds.virtual(FlowLexer.SEMI, "\n", token));
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

  /** Before the end of a block, an else or the end of the file a statement needs no semicolon. */
  private boolean endsStatement(int type) {
    return switch (type) {
      case FlowLexer.RBRACE, FlowLexer.ELSE, FlowLexer.ELSIF, Token.EOF ->
          parentheses == 0 && interpolations == 0 && TokenKinds.endsOperand(last());
      default -> false;
    };
  }

  private static Token withType(Token token, int type) {
    CommonToken copy = new CommonToken(token);
    copy.setType(type);
    return copy;
  }
}
