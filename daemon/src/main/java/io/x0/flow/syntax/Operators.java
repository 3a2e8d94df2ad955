package io.x0.flow.syntax;

import io.x0.flow.ast.BinaryOperator;
import io.x0.flow.ast.UnaryOperator;
import io.x0.flow.grammar.FlowParser;

/** Which token is which operator. Stateless. */
final class Operators {
  private Operators() {}

  static BinaryOperator binary(int tokenType) {
    return switch (tokenType) {
      case FlowParser.AND -> BinaryOperator.AND;
      case FlowParser.OR -> BinaryOperator.OR;
      case FlowParser.XOR -> BinaryOperator.XOR;
      case FlowParser.EQ -> BinaryOperator.EQUAL;
      case FlowParser.NE -> BinaryOperator.NOT_EQUAL;
      case FlowParser.LT -> BinaryOperator.LESS;
      case FlowParser.LE -> BinaryOperator.LESS_OR_EQUAL;
      case FlowParser.GT -> BinaryOperator.GREATER;
      case FlowParser.GE -> BinaryOperator.GREATER_OR_EQUAL;
      case FlowParser.PREFIX -> BinaryOperator.STARTS_WITH;
      case FlowParser.SUFFIX -> BinaryOperator.ENDS_WITH;
      case FlowParser.REGEX_MATCH -> BinaryOperator.MATCHES;
      case FlowParser.REGEX_MISS -> BinaryOperator.MATCHES_NOT;
      case FlowParser.IN -> BinaryOperator.IN;
      case FlowParser.PLUS -> BinaryOperator.PLUS;
      case FlowParser.MINUS -> BinaryOperator.MINUS;
      case FlowParser.STAR -> BinaryOperator.TIMES;
      case FlowParser.SLASH -> BinaryOperator.DIVIDE;
      case FlowParser.PERCENT -> BinaryOperator.REMAINDER;
      case FlowParser.SHL -> BinaryOperator.SHIFT_LEFT;
      case FlowParser.SHR -> BinaryOperator.SHIFT_RIGHT;
      case FlowParser.POW -> BinaryOperator.POWER;
      default -> throw new IllegalArgumentException("token type: " + tokenType);
    };
  }

  static UnaryOperator unary(int tokenType) {
    return switch (tokenType) {
      case FlowParser.NOT -> UnaryOperator.NOT;
      case FlowParser.MINUS -> UnaryOperator.NEGATE;
      case FlowParser.TILDE -> UnaryOperator.COMPLEMENT;
      default -> throw new IllegalArgumentException("token type: " + tokenType);
    };
  }
}
