package io.x0.proxy.compress;

import java.util.Locale;
import java.util.Set;

/**
 * Which answers are compressed. Immutable.
 *
 * @param types the content types, in lower case without parameters; {@code text/*} means all of
 *     them, and none at all that nothing is compressed
 * @param level 1, fast, to 9, small
 * @param minBytes least length of a body, if it is known
 * @param maxBytes most length of a body, if it is known
 */
public record CompressionSettings(Set<String> types, int level, long minBytes, long maxBytes) {
  /** Nothing is compressed. */
  public static final CompressionSettings OFF =
      new CompressionSettings(Set.of(), 6, 1 << 10, Long.MAX_VALUE);

  /** What is worth it: texts in the wide sense. */
  public static final Set<String> USUAL_TYPES =
      Set.of(
          "text/html",
          "text/css",
          "text/plain",
          "text/csv",
          "text/xml",
          "text/javascript",
          "application/javascript",
          "application/json",
          "application/ld+json",
          "application/manifest+json",
          "application/xml",
          "application/rss+xml",
          "application/atom+xml",
          "application/xhtml+xml",
          "application/wasm",
          "image/svg+xml",
          "image/x-icon",
          "font/ttf",
          "font/otf");

  public CompressionSettings {
    types = Set.copyOf(types);
  }

  /** Returns whether anything is compressed. */
  public boolean isOn() {
    return !types.isEmpty();
  }

  /** Returns the same for other types. */
  public CompressionSettings withTypes(Set<String> value) {
    return new CompressionSettings(value, level, minBytes, maxBytes);
  }

  /** Returns the same with another level. */
  public CompressionSettings withLevel(int value) {
    return new CompressionSettings(types, value, minBytes, maxBytes);
  }

  /** Returns the same for bodies from that length. */
  public CompressionSettings withMin(long value) {
    return new CompressionSettings(types, level, value, maxBytes);
  }

  /** Returns the same for bodies up to that length. */
  public CompressionSettings withMax(long value) {
    return new CompressionSettings(types, level, minBytes, value);
  }

  /** Returns whether bodies of a content type, with or without parameters, are compressed. */
  boolean takes(String contentType) {
    int end = contentType.indexOf(';');
    String type =
        (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    int slash = type.indexOf('/');
    return types.contains(type)
        || (slash > 0 && types.contains(type.substring(0, slash + 1) + "*"));
  }

  /** Returns whether a body of that length is compressed; negative if it is not known. */
  boolean takes(long length) {
    return length < 0 || (length >= minBytes && length <= maxBytes);
  }
}
