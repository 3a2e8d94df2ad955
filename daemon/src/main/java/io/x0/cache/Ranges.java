package io.x0.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Byte ranges of a request (RFC 9110 §14.1.2, §14.2). Stateless. */
public final class Ranges {
  /** Who asks for more of them does so to do harm, and gets everything instead. */
  private static final int MOST = 32;

  private Ranges() {}

  /**
   * A range of bytes that there is.
   *
   * @param first its first byte
   * @param last its last byte, not before the first
   */
  public record Span(long first, long last) {
    /** Returns how many bytes it has. */
    public long length() {
      return last - first + 1;
    }
  }

  /**
   * Returns the ranges that a {@code Range} field means in a body of {@code length} bytes, none if
   * they are all beyond it (416); empty if the field is to be ignored.
   */
  public static Optional<List<Span>> of(String field, long length) {
    String text = field.strip();
    if (!text.regionMatches(true, 0, "bytes=", 0, 6)) {
      return Optional.empty();
    }
    List<Span> spans = new ArrayList<>();
    String[] specs = text.substring(6).split(",", -1);
    if (specs.length > MOST) {
      return Optional.empty();
    }
    for (String spec : specs) {
      String range = spec.strip();
      if (range.isEmpty()) {
        continue;
      }
      int dash = range.indexOf('-');
      String from = dash < 0 ? "" : range.substring(0, dash);
      String to = dash < 0 ? "" : range.substring(dash + 1);
      if (dash < 0 || !isNumber(from) || !isNumber(to) || (from.isEmpty() && to.isEmpty())) {
        return Optional.empty();
      }
      if (from.isEmpty()) {
        long suffix = Math.min(length, number(to));
        if (suffix > 0) {
          spans.add(new Span(length - suffix, length - 1));
        }
        continue;
      }
      long first = number(from);
      long last = to.isEmpty() ? length - 1 : number(to);
      if (!to.isEmpty() && last < first) {
        return Optional.empty();
      }
      if (first < length) {
        spans.add(new Span(first, Math.min(last, length - 1)));
      }
    }
    return Optional.of(overlap(spans) ? List.of(new Span(0, length - 1)) : spans);
  }

  /** Ranges that overlap would make an answer larger than the body. */
  private static boolean overlap(List<Span> spans) {
    for (int i = 0; i < spans.size(); i++) {
      for (int j = i + 1; j < spans.size(); j++) {
        Span a = spans.get(i);
        Span b = spans.get(j);
        if (a.first <= b.last && b.first <= a.last) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isNumber(String text) {
    return text.length() <= 18 && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static long number(String text) {
    return Long.parseLong(text);
  }
}
