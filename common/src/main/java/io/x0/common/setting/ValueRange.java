package io.x0.common.setting;

/**
 * What values of a setting look like, for whoever tells about them. Immutable.
 *
 * @param unit what they count
 * @param min the least one in the spelling of the setting, empty when there is none
 * @param max the greatest one, empty when there is none
 */
public record ValueRange(Unit unit, String min, String max) {

  /** What values count, and so how they are spelt. */
  public enum Unit {
    /** On or off. */
    FLAG,
    /** A whole number. */
    COUNT,
    /** A whole number of requests, or unlimited. */
    CAPACITY,
    /** A whole number, or unlimited. */
    LIMIT,
    /** A time such as 30s. */
    DURATION,
    /** A number of bytes such as 64k. */
    SIZE,
    /** A whole number with a percent sign. */
    PERCENT,
    /** A part of what is above, such as 20%, or a number of tokens, such as 5t. */
    SHARE,
    /** One of a few words. */
    CHOICE,
    /** Any text that makes sense. */
    TEXT
  }

  /** Returns the values of that unit without bounds. */
  public static ValueRange of(Unit unit) {
    return new ValueRange(unit, "", "");
  }
}
