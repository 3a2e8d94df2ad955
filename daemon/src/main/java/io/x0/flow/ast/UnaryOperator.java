package io.x0.flow.ast;

/** An operator before its operand. Immutable. */
public enum UnaryOperator {
  /** Whether the operand is false, zero or empty. */
  NOT("not"),
  /** The negative. */
  NEGATE("-"),
  /** Every bit turned. */
  COMPLEMENT("~");

  private final String symbol;

  UnaryOperator(String symbol) {
    this.symbol = symbol;
  }

  /** Returns its spelling. */
  public String symbol() {
    return symbol;
  }
}
