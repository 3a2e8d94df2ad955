package io.x0.flow.syntax;

import io.x0.flow.grammar.FlowLexer;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;

/** What the types of tokens have in common. Stateless. */
final class TokenKinds {
  private TokenKinds() {}

  /** Returns whether a statement can be over after such a token. */
  static boolean endsOperand(int type) {
    return switch (type) {
      case FlowLexer.IDENT,
          FlowLexer.TRUE,
          FlowLexer.FALSE,
          FlowLexer.NUMBER,
          FlowLexer.MALFORMED_NUMBER,
          FlowLexer.UNIT,
          FlowLexer.SHARE,
          FlowLexer.IPV4,
          FlowLexer.IPV4_CIDR,
          FlowLexer.IPV6,
          FlowLexer.IPV6_CIDR,
          FlowLexer.REGEX,
          FlowLexer.GROUP,
          FlowLexer.ENV,
          FlowLexer.RAW_STRING,
          FlowLexer.UNCLOSED_RAW_STRING,
          FlowLexer.END_QUOTE,
          FlowLexer.RPAREN,
          FlowLexer.RBRACKET ->
          true;
      default -> false;
    };
  }

  /** Returns whether a token at the start of a line goes on with the statement before. */
  static boolean continuesStatement(int type) {
    return switch (type) {
      case FlowLexer.AND,
          FlowLexer.OR,
          FlowLexer.XOR,
          FlowLexer.IN,
          FlowLexer.SHL,
          FlowLexer.SHR,
          FlowLexer.EQ,
          FlowLexer.NE,
          FlowLexer.LE,
          FlowLexer.GE,
          FlowLexer.LT,
          FlowLexer.GT,
          FlowLexer.PREFIX,
          FlowLexer.SUFFIX,
          FlowLexer.REGEX_MATCH,
          FlowLexer.REGEX_MISS,
          FlowLexer.ARROW,
          FlowLexer.ASSIGN,
          FlowLexer.PLUS,
          FlowLexer.MINUS,
          FlowLexer.POW,
          FlowLexer.STAR,
          FlowLexer.SLASH,
          FlowLexer.PERCENT,
          FlowLexer.COMMA,
          FlowLexer.COLON,
          FlowLexer.SEMI,
          FlowLexer.LBRACE,
          FlowLexer.THEN,
          FlowLexer.ELSE,
          FlowLexer.ELSIF,
          FlowLexer.RBRACE,
          FlowLexer.UNLESS ->
          true;
      default -> false;
    };
  }

  /** Returns whether a statement, a case or a declaration can start with such a token. */
  static boolean startsStatement(int type) {
    return switch (type) {
      case FlowLexer.IDENT,
          FlowLexer.HANDLER,
          FlowLexer.INCLUDE,
          FlowLexer.IMPORT,
          FlowLexer.VAR,
          FlowLexer.IF,
          FlowLexer.ELSE,
          FlowLexer.ELSIF,
          FlowLexer.MATCH,
          FlowLexer.ON ->
          true;
      default -> false;
    };
  }

  /** Returns whether a statement can start after such a token. */
  static boolean precedesStatement(int type) {
    return switch (type) {
      case Token.EOF,
          FlowLexer.SEMI,
          FlowLexer.NEWLINE,
          FlowLexer.LBRACE,
          FlowLexer.RBRACE,
          FlowLexer.ELSE,
          FlowLexer.THEN ->
          true;
      default -> false;
    };
  }

  /** Returns a token that nobody wrote, standing where {@code at} stands. */
  static CommonToken virtual(int type, String text, Token at) {
    CommonToken token = new CommonToken(type, text);
    token.setLine(at.getLine());
    token.setCharPositionInLine(at.getCharPositionInLine());
    token.setStartIndex(at.getStartIndex());
    token.setStopIndex(at.getStartIndex() - 1);
    return token;
  }
}
