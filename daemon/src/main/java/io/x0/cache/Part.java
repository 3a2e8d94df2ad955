package io.x0.cache;

import io.x0.cache.Ranges.Span;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of a representation a stored body is (RFC 9111 §3.3). Immutable.
 *
 * @param first its first byte
 * @param total how many bytes the whole has, or -1 if nobody said
 */
public record Part(long first, long total) {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("(?i)bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

  /**
   * Returns what a response of status 206 is a part of.
   *
   * @param length how many bytes follow its head
   * @return empty if it does not say so validly, or if what it says does not fit its length
   */
  public static Optional<Part> of(Fields response, long length) {
    List<String> lines = response.values("Content-Range");
    Matcher range = CONTENT_RANGE.matcher(lines.size() == 1 ? lines.get(0).strip() : "");
    if (!range.matches()) {
      return Optional.empty();
    }
    long first = Long.parseLong(range.group(1));
    long last = Long.parseLong(range.group(2));
    long total = range.group(3).equals("*") ? -1 : Long.parseLong(range.group(3));
    boolean isValid = first <= last && (total < 0 || last < total) && last - first + 1 == length;
    return isValid ? Optional.of(new Part(first, total)) : Optional.empty();
  }

  /**
   * Returns the range of the whole that a request asks for, if it lies within this part.
   *
   * @param head the head of the stored response
   * @param length how many bytes the part has
   */
  public Optional<Span> wanted(Fields request, Head head, long length) {
    String range = request.joined("Range").strip();
    boolean isOpen = range.startsWith("bytes=-") || range.endsWith("-");
    if (range.isEmpty() || (total < 0 && isOpen) || !Conditions.isRangeMeant(request, head)) {
      return Optional.empty();
    }
    return Ranges.of(range, total < 0 ? Long.MAX_VALUE : total)
        .filter(spans -> spans.size() == 1)
        .map(spans -> spans.get(0))
        .filter(span -> span.first() >= first && span.last() < first + length);
  }

  /** Returns whether it begins at the beginning, so that the rest is one range. */
  public boolean isBeginning(long length) {
    return first == 0 && length < total;
  }
}
