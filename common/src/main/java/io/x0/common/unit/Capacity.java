package io.x0.common.unit;

import io.x0.common.InvalidValueException;

/**
 * How many requests may be in flight at once: a whole number, or unlimited. Immutable.
 *
 * @param slots the number of requests, 1 to 100,000,000; {@link Integer#MAX_VALUE} means unlimited
 */
public record Capacity(int slots) {
  /** No limit at all. */
  public static final Capacity UNLIMITED = new Capacity(Integer.MAX_VALUE);

  /** The largest limit that is still one: a thousand times what one machine can hold open. */
  private static final int MAX = 100_000_000;

  private static final String EXPECTED = "a whole number from 1, or unlimited";
  private static final String AT_MOST = "at most " + MAX + ", or unlimited";

  public Capacity {
    if (slots < 1) {
      throw new InvalidValueException("capacity", Integer.toString(slots), EXPECTED);
    }
    if (slots > MAX && slots != Integer.MAX_VALUE) {
      throw new InvalidValueException("capacity", Integer.toString(slots), AT_MOST);
    }
  }

  /**
   * Returns the capacity that {@code text} means.
   *
   * @throws InvalidValueException if it is neither such a number nor {@code unlimited}
   */
  public static Capacity parse(String field, String text) {
    if (text.equals("unlimited")) {
      return UNLIMITED;
    }
    int slots = Count.parse(field, text, 1, Integer.MAX_VALUE, EXPECTED);
    if (slots > MAX) {
      throw new InvalidValueException(field, text, AT_MOST);
    }
    return new Capacity(slots);
  }

  /** Returns whether there is no limit. */
  public boolean isUnlimited() {
    return slots == Integer.MAX_VALUE;
  }

  @Override
  public String toString() {
    return isUnlimited() ? "unlimited" : Integer.toString(slots);
  }
}
