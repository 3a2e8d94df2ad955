package io.x0.flow.ast;

/** An operator between its operands. Immutable. */
public enum BinaryOperator {
  /** Both; the right one is not looked at if the left one is false. */
  AND("and"),
  /** Either; the right one is not looked at if the left one is true. */
  OR("or"),
  /** One but not both. */
  XOR("xor"),
  /** Equal. */
  EQUAL("=="),
  /** Not equal. */
  NOT_EQUAL("!="),
  /** Less. */
  LESS("<"),
  /** Less or equal. */
  LESS_OR_EQUAL("<="),
  /** Greater. */
  GREATER(">"),
  /** Greater or equal. */
  GREATER_OR_EQUAL(">="),
  /** The left text starts with the right one. */
  STARTS_WITH("=^"),
  /** The left text ends with the right one. */
  ENDS_WITH("=$"),
  /** The pattern is found in the text; its groups are kept. */
  MATCHES("=~"),
  /** The pattern is not found in the text. */
  MATCHES_NOT("!~"),
  /** The left is an element, a part or a member of the right. */
  IN("in"),
  /** Sum, or one text after the other. */
  PLUS("+"),
  /** Difference. */
  MINUS("-"),
  /** Product. */
  TIMES("*"),
  /** Quotient, cut off towards zero. */
  DIVIDE("/"),
  /** Remainder. */
  REMAINDER("%"),
  /** Bits moved to the left. */
  SHIFT_LEFT("shl"),
  /** Bits moved to the right, the sign kept. */
  SHIFT_RIGHT("shr"),
  /** Power. */
  POWER("**");

  private final String symbol;

  BinaryOperator(String symbol) {
    this.symbol = symbol;
  }

  /** Returns its spelling. */
  public String symbol() {
    return symbol;
  }
}
