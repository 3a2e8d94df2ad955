package io.x0.haproxy.sample;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * Regular expressions in linear time, whatever a client sends. What only PCRE has is refused.
 * Stateless.
 */
public final class Regexes {
  private static final int MAX_CHARS = 2000;
  private static final int MAX_DEPTH = 100;
  private static final long MAX_REPEATED = 10_000;

  private Regexes() {}

  /**
   * Returns the compiled expression.
   *
   * @throws NotEvaluableException if it is broken, too big, or uses what RE2 does not have
   */
  public static Pattern compile(String text, boolean ignoreCase) throws NotEvaluableException {
    if (text.length() > MAX_CHARS || isHuge(text)) {
      throw new NotEvaluableException("the regular expression is too big");
    }
    try {
      return Pattern.compile(text, ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
    } catch (PatternSyntaxException e) {
      throw new NotEvaluableException(
          "the regular expression '" + text + "' is not one of RE2: " + e.getDescription());
    }
  }

  /** Nested groups and counted repetitions multiply what the compiler makes of a few characters. */
  private static boolean isHuge(String text) {
    int depth = 0;
    int deepest = 0;
    long repeated = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '(') {
        deepest = Math.max(deepest, ++depth);
      } else if (c == ')') {
        depth--;
      } else if (c == '{') {
        repeated *= Math.max(1, largest(text, i + 1));
        if (repeated > MAX_REPEATED) {
          return true;
        }
      }
    }
    return deepest > MAX_DEPTH;
  }

  private static long largest(String text, int from) {
    long largest = 0;
    long number = 0;
    for (int i = from; i < text.length() && text.charAt(i) != '}'; i++) {
      int digit = Character.digit(text.charAt(i), 10);
      number = digit < 0 ? 0 : Math.min(MAX_REPEATED + 1, 10 * number + digit);
      largest = Math.max(largest, number);
    }
    return largest;
  }
}
