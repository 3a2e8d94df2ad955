package io.x0.haproxy.rule;

import io.x0.haproxy.sample.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** Compares texts with patterns that are texts. Immutable. */
final class TextMatch {
  private final List<String> patterns;
  private final boolean ignoreCase;

  TextMatch(List<String> patterns, boolean ignoreCase) {
    this.ignoreCase = ignoreCase;
    this.patterns = patterns.stream().map(this::folded).toList();
  }

  private String folded(String text) {
    return ignoreCase ? text.toLowerCase(Locale.ROOT) : text;
  }

  /** Returns whether a text is one of the patterns. */
  Predicate<Value> equal() {
    Set<String> set = new HashSet<>(patterns);
    return value -> set.contains(folded(value.text()));
  }

  /** Returns whether {@code test} holds for a text and one of the patterns. */
  Predicate<Value> any(BiPredicate<String, String> test) {
    return value -> {
      String text = folded(value.text());
      for (String pattern : patterns) {
        if (test.test(text, pattern)) {
          return true;
        }
      }
      return false;
    };
  }

  /** Returns whether one of the patterns is in a text, with delimiters or ends around it. */
  Predicate<Value> between(String delimiters) {
    return any((text, pattern) -> isBetween(text, pattern, delimiters));
  }

  private static boolean isBetween(String text, String pattern, String delimiters) {
    int start = 0;
    int stop = pattern.length();
    while (start < stop && delimiters.indexOf(pattern.charAt(start)) >= 0) {
      start++;
    }
    while (stop > start && delimiters.indexOf(pattern.charAt(stop - 1)) >= 0) {
      stop--;
    }
    String wanted = pattern.substring(start, stop);
    if (wanted.isEmpty()) {
      return false;
    }
    for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      int end = at + wanted.length();
      boolean begins = at == 0 || delimiters.indexOf(text.charAt(at - 1)) >= 0;
      if (begins && (end == text.length() || delimiters.indexOf(text.charAt(end)) >= 0)) {
        return true;
      }
    }
    return false;
  }
}
