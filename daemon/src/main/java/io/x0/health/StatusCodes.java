package io.x0.health;

import io.x0.common.InvalidValueException;
import java.util.BitSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A set of HTTP statuses, written as {@code 200-399} or {@code 200,204,300-308}. Immutable; two of
 * the same text are equal.
 */
public final class StatusCodes {
  private static final Pattern PART = Pattern.compile("([1-5]\\d\\d)(?:-([1-5]\\d\\d))?");

  private final String text;
  private final BitSet codes;

  private StatusCodes(String text, BitSet codes) {
    this.text = text;
    this.codes = codes;
  }

  /**
   * Returns the statuses that {@code text} means.
   *
   * @param field the name of the field, for the error
   * @throws InvalidValueException if it means none
   */
  public static StatusCodes parse(String field, String text) {
    BitSet codes = new BitSet();
    for (String part : text.split(",", -1)) {
      Matcher match = PART.matcher(part.strip());
      int first = match.matches() ? Integer.parseInt(match.group(1)) : 1;
      int last =
          match.matches() && match.group(2) != null ? Integer.parseInt(match.group(2)) : first;
      if (!match.matches() || last < first) {
        throw new InvalidValueException(
            field, text, "statuses from 100 to 599, such as 200-399 or 200,204,300-308");
      }
      codes.set(first, last + 1);
    }
    return new StatusCodes(text, codes);
  }

  /** Returns whether {@code status} is one of them. */
  public boolean contains(int status) {
    return status >= 0 && codes.get(status);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StatusCodes that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Returns the text it was read from. */
  @Override
  public String toString() {
    return text;
  }
}
