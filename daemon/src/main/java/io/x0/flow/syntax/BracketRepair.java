package io.x0.flow.syntax;

import static io.x0.flow.syntax.TokenKinds.virtual;

import io.x0.flow.grammar.FlowLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/**
 * The first look at the tokens of a file: reports and replaces what the lexer could not read, and
 * makes brackets balance, so that one that is missing costs one error and not the rest of the file.
 * Where a bracket is missing is told by what cannot be inside it: a statement in parentheses, a
 * handler in a handler. Also limits how deep brackets nest. Confined to one thread.
 */
final class BracketRepair {
  static final int MAX_DEPTH = 200;

  private final List<Token> in;
  private final SyntaxErrors errors;
  private final List<Token> out = new ArrayList<>();
  private final Deque<Token> open = new ArrayDeque<>();
  private int next;
  private boolean cutOff;

  private BracketRepair(List<Token> in, SyntaxErrors errors) {
    this.in = in;
    this.errors = errors;
  }

  /** Returns the tokens with balanced brackets; the last one is EOF. */
  static List<Token> apply(List<Token> tokens, SyntaxErrors errors) {
    return new BracketRepair(tokens, errors).run();
  }

  private List<Token> run() {
    while (next < in.size()) {
      Token token = in.get(next++);
      if (open.size() > MAX_DEPTH) {
        errors.reportAlways(token, "nested deeper than " + MAX_DEPTH + " levels", null);
        token = virtual(Token.EOF, "<EOF>", token);
        while (!open.isEmpty()) {
          closeTop(token);
        }
        next = in.size();
      }
      accept(token);
    }
    return out;
  }

  private void accept(Token token) {
    switch (token.getType()) {
      case FlowLexer.UNKNOWN -> {
        errors.report(token, "unexpected character '" + token.getText() + "'");
        out.add(replace(token, FlowLexer.NUMBER));
      }
      case FlowLexer.UNCLOSED_COMMENT -> {
        cutOff = true;
        errors.report(token, "comment is not closed", "add a closing '*/'");
      }
      case FlowLexer.UNCLOSED_RAW_STRING -> {
        errors.report(token, "string is not closed", "add a closing '");
        out.add(replace(token, FlowLexer.RAW_STRING));
        reopen(token);
      }
      case FlowLexer.MALFORMED_NUMBER -> {
        errors.report(token, "malformed number '" + token.getText() + "'", "numbers are whole");
        out.add(replace(token, FlowLexer.NUMBER));
      }
      case FlowLexer.QUOTE, FlowLexer.INTERPOLATION, FlowLexer.LPAREN, FlowLexer.LBRACKET ->
          open(token);
      case FlowLexer.END_QUOTE -> close(token);
      case FlowLexer.RPAREN, FlowLexer.RBRACKET -> closeParenthesis(token);
      case FlowLexer.LBRACE -> openBrace(token);
      case FlowLexer.RBRACE -> closeBrace(token);
      case FlowLexer.SEMI -> semicolon(token);
      case FlowLexer.NEWLINE -> lineEnd(token);
      case Token.EOF -> endOfFile(token);
      default -> {
        if (isAtLineStart() && startsItem(token)) {
          missingBrace(token);
        }
        out.add(token);
      }
    }
  }

  /** Keeps a token that was reported as one that the parser accepts and nobody looks into. */
  private static CommonToken replace(Token token, int type) {
    CommonToken copy = new CommonToken(token);
    copy.setType(type);
    copy.setText("");
    return copy;
  }

  private void open(Token token) {
    open.push(token);
    out.add(token);
  }

  private void close(Token token) {
    open.poll();
    out.add(token);
  }

  private int top() {
    Token top = open.peek();
    return top == null ? Token.EOF : top.getType();
  }

  private int last() {
    return out.isEmpty() ? Token.EOF : out.get(out.size() - 1).getType();
  }

  private void closeTop(Token at) {
    Token top = open.pop();
    switch (top.getType()) {
      case FlowLexer.LPAREN -> out.add(virtual(FlowLexer.RPAREN, ")", at));
      case FlowLexer.LBRACKET -> out.add(virtual(FlowLexer.RBRACKET, "]", at));
      case FlowLexer.QUOTE -> out.add(virtual(FlowLexer.END_QUOTE, "\"", at));
      default -> out.add(virtual(FlowLexer.RBRACE, "}", at));
    }
  }

  private void closeParenthesis(Token token) {
    boolean round = token.getType() == FlowLexer.RPAREN;
    if (top() == (round ? FlowLexer.LPAREN : FlowLexer.LBRACKET)) {
      close(token);
    } else if (top() == (round ? FlowLexer.LBRACKET : FlowLexer.LPAREN)) {
      String expected = round ? "]" : ")";
      errors.report(token, "expected '" + expected + "', found '" + token.getText() + "'");
      closeTop(token);
    } else {
      errors.report(token, "'" + token.getText() + "' closes nothing");
    }
  }

  private void closeParentheses(Token at) {
    while (top() == FlowLexer.LPAREN || top() == FlowLexer.LBRACKET) {
      Token top = open.element();
      String close = top.getType() == FlowLexer.LPAREN ? ")" : "]";
      errors.report(top, "'" + top.getText() + "' is not closed", "add a closing '" + close + "'");
      closeTop(at);
    }
  }

  private void openBrace(Token token) {
    closeParentheses(token);
    if (top() == FlowLexer.INTERPOLATION) {
      errors.report(token, "unexpected '{' in a string");
    } else {
      open(token);
    }
  }

  private void closeBrace(Token token) {
    closeParentheses(token);
    if (open.isEmpty()) {
      errors.report(token, "'}' closes nothing");
    } else {
      close(token);
    }
  }

  private void semicolon(Token token) {
    closeParentheses(token);
    if (top() == FlowLexer.INTERPOLATION) {
      errors.report(token, "unexpected ';' in a string");
    } else {
      out.add(token);
    }
  }

  private void lineEnd(Token token) {
    boolean text = false;
    for (Token bracket : open) {
      if (bracket.getType() == FlowLexer.QUOTE) {
        text = true;
        break;
      }
    }
    if (text) {
      closeTexts(token);
    } else if ((top() == FlowLexer.LPAREN || top() == FlowLexer.LBRACKET)
        && TokenKinds.endsOperand(last())
        && TokenKinds.startsStatement(peek().getType())) {
      closeParentheses(token);
    }
    out.add(token);
    if (open.isEmpty()
        && headerWithoutBrace()
        && !TokenKinds.continuesStatement(peek().getType())) {
      Token name = out.get(out.size() - 2);
      errors.report(name, "'{' is missing after '" + name.getText() + "'");
      open(virtual(FlowLexer.LBRACE, "{", token));
    }
  }

  /** Closes every text in quotes, which a line end does, too, for the lexer. */
  private void closeTexts(Token at) {
    Token outermost = at;
    for (Token bracket : open) {
      if (bracket.getType() == FlowLexer.QUOTE) {
        outermost = bracket;
      }
    }
    errors.report(outermost, "string is not closed", "add a closing \"");
    Token last = out.get(out.size() - 1);
    while (open.contains(outermost)) {
      closeTop(at);
    }
    if (last.getType() == FlowLexer.CHUNK) {
      reopen(last);
    }
  }

  /** What closes brackets at the end of a string that is not closed was not meant to be in it. */
  private void reopen(Token string) {
    String text = string.getText();
    int start = text.length();
    while (start > 1 && " \t;})]".indexOf(text.charAt(start - 1)) >= 0) {
      start--;
    }
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      int type =
          switch (c) {
            case ';' -> FlowLexer.SEMI;
            case '}' -> FlowLexer.RBRACE;
            case ')' -> FlowLexer.RPAREN;
            case ']' -> FlowLexer.RBRACKET;
            default -> Token.INVALID_TYPE;
          };
      if (type != Token.INVALID_TYPE) {
        accept(virtual(type, String.valueOf(c), string));
      }
    }
  }

  /** Whether the line that has just ended is {@code handler x}, {@code setup} or {@code main}. */
  private boolean headerWithoutBrace() {
    int size = out.size();
    if (size < 2 || out.get(size - 2).getType() != FlowLexer.IDENT) {
      return false;
    }
    Token name = out.get(size - 2);
    int before = size < 3 ? FlowLexer.NEWLINE : out.get(size - 3).getType();
    int follower = peek().getType();
    return follower != Token.EOF
        && follower != FlowLexer.HANDLER
        && (before == FlowLexer.HANDLER
            || (TokenKinds.precedesStatement(before) && isEntry(name.getText())));
  }

  private static boolean isEntry(String name) {
    return name.equals("setup") || name.equals("main");
  }

  private boolean isAtLineStart() {
    return last() == FlowLexer.NEWLINE;
  }

  private boolean startsItem(Token token) {
    return switch (token.getType()) {
      case FlowLexer.HANDLER, FlowLexer.INCLUDE, FlowLexer.IMPORT -> true;
      case FlowLexer.IDENT ->
          peek().getType() == FlowLexer.LBRACE
              && (token.getCharPositionInLine() == 0 || isEntry(token.getText()));
      default -> false;
    };
  }

  private void missingBrace(Token token) {
    if (open.isEmpty()) {
      return;
    }
    closeParentheses(token);
    if (!open.isEmpty()) {
      errors.report(
          token,
          "'}' is missing before '" + token.getText() + "'",
          "'{' of line " + open.element().getLine() + " is not closed");
    }
    while (!open.isEmpty()) {
      closeTop(token);
    }
  }

  private void endOfFile(Token token) {
    if (open.stream().anyMatch(t -> t.getType() == FlowLexer.QUOTE)) {
      closeTexts(token);
    }
    closeParentheses(token);
    if (!open.isEmpty() && !cutOff) {
      errors.report(open.element(), "'{' is not closed", "add a closing '}'");
    }
    while (!open.isEmpty()) {
      closeTop(token);
    }
    out.add(token);
  }

  private Token peek() {
    int index = next;
    while (in.get(index).getType() == FlowLexer.NEWLINE) {
      index++;
    }
    return in.get(index);
  }
}
