package io.x0.cli.output;

import java.util.Objects;

/**
 * How somebody wants to read. Immutable.
 *
 * @param format what data looks like
 * @param colour when states are coloured
 * @param hasHeaders whether columns have headers
 * @param isQuiet whether only data and errors are wanted
 * @param remark what is said after each change that is confirmed: that it was not made, say
 */
public record Style(
    Format format, Colour colour, boolean hasHeaders, boolean isQuiet, String remark) {
  public Style {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(colour, "colour");
    Objects.requireNonNull(remark, "remark");
  }
}
