package io.x0.cli.output;

import java.util.Objects;

/**
 * How somebody wants to read. Immutable.
 *
 * @param format what data looks like
 * @param colour when states are coloured
 * @param hasHeaders whether columns have headers
 * @param isQuiet whether only data and errors are wanted
 * @param isDryRun whether nothing is changed, which is then said
 */
public record Style(
    Format format, Colour colour, boolean hasHeaders, boolean isQuiet, boolean isDryRun) {
  public Style {
    Objects.requireNonNull(format, "format");
    Objects.requireNonNull(colour, "colour");
  }
}
