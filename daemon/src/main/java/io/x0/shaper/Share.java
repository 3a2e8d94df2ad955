package io.x0.shaper;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * How much of its parent a bucket gets: a fraction of it, or an absolute number of tokens.
 * Immutable.
 */
public sealed interface Share {
  /** Everything the parent has. */
  Share ALL = new Fraction(BigDecimal.ONE);

  /** Nothing. */
  Share NONE = new Fraction(BigDecimal.ZERO);

  /** Returns the fraction {@code percent / 100}. */
  static Share percent(int percent) {
    return new Fraction(BigDecimal.valueOf(percent, 2));
  }

  /** Returns an absolute number of tokens. */
  static Share tokens(int count) {
    return new Tokens(count);
  }

  /**
   * Returns the share {@code text} means: {@code 20%}, {@code 0.2} or {@code 5t}. A fraction may
   * lie outside 0 to 1; whether it fits is for {@link BucketTree} to say.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  static Share parse(String text) {
    if (Text.TOKENS.matcher(text).matches()) {
      return new Tokens(Integer.parseInt(text.substring(0, text.length() - 1)));
    }
    if (Text.PERCENT.matcher(text).matches()) {
      return new Fraction(new BigDecimal(text.substring(0, text.length() - 1)).movePointLeft(2));
    }
    if (Text.FRACTION.matcher(text).matches()) {
      return new Fraction(new BigDecimal(text));
    }
    throw new IllegalArgumentException(
        "share: " + Text.visible(text) + " (expected: a share such as 20%, 0.2 or 5t)");
  }

  /**
   * Returns the whole tokens this share is of {@code size}, rounded down. A positive fraction of
   * {@link TokenShaper#UNLIMITED} is unlimited; absolute tokens do not depend on {@code size}.
   */
  int of(int size);

  /** Returns whether this is nothing, whatever the parent has. */
  boolean isZero();

  /**
   * A fraction of the parent.
   *
   * @param value 0.2 for a fifth, exact
   */
  record Fraction(BigDecimal value) implements Share {
    public Fraction {
      value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    @Override
    public int of(int size) {
      if (size == TokenShaper.UNLIMITED && value.signum() > 0) {
        return TokenShaper.UNLIMITED;
      }
      return value
          .multiply(BigDecimal.valueOf(size))
          .add(Text.TOLERANCE)
          .setScale(0, RoundingMode.FLOOR)
          .intValue();
    }

    @Override
    public boolean isZero() {
      return value.signum() == 0;
    }

    @Override
    public String toString() {
      return value.movePointRight(2).toPlainString() + "%";
    }
  }

  /**
   * So many tokens, whatever the parent has.
   *
   * @param count from 0
   */
  record Tokens(int count) implements Share {
    public Tokens {
      if (count < 0) {
        throw new IllegalArgumentException("tokens: " + count + " (expected: >= 0)");
      }
    }

    @Override
    public int of(int size) {
      return count;
    }

    @Override
    public boolean isZero() {
      return count == 0;
    }

    @Override
    public String toString() {
      return count + "t";
    }
  }

  /** The spellings of shares. Stateless. */
  final class Text {
    /** What decimals an operator rounded may lack of what was meant. */
    static final BigDecimal TOLERANCE = new BigDecimal("0.000001");

    private static final Pattern TOKENS = Pattern.compile("[0-9]{1,9}t");
    private static final Pattern PERCENT = Pattern.compile("-?[0-9]{1,9}(\\.[0-9]{1,12})?%");
    private static final Pattern FRACTION = Pattern.compile("-?[0-9]{0,9}\\.[0-9]{1,12}|[01]");

    private Text() {}

    private static String visible(String text) {
      String cut = text.length() > 40 ? text.substring(0, 40) + "..." : text;
      return cut.isEmpty() ? "''" : cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
  }
}
