package io.x0.haproxy.rule;

import io.x0.haproxy.sample.NotEvaluableException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole numbers from one to another. Immutable.
 *
 * @param from the least
 * @param to the greatest
 */
record Span(long from, long to) {
  /** Returns what patterns such as {@code 5}, {@code gt 5}, {@code 1:10} mean. */
  static List<Span> all(List<String> patterns) throws NotEvaluableException {
    List<Span> spans = new ArrayList<>();
    for (String pattern : patterns) {
      int blank = pattern.indexOf(' ');
      String operator = blank < 0 ? "" : pattern.substring(0, blank);
      spans.add(of(operator, pattern.substring(blank + 1)));
    }
    return spans;
  }

  static boolean any(List<Span> spans, long number) {
    for (Span span : spans) {
      if (number >= span.from && number <= span.to) {
        return true;
      }
    }
    return false;
  }

  private static Span of(String operator, String text) throws NotEvaluableException {
    int colon = text.indexOf(':');
    if (colon >= 0 && operator.isEmpty()) {
      String low = text.substring(0, colon);
      String high = text.substring(colon + 1);
      return new Span(
          low.isEmpty() ? Long.MIN_VALUE : number(low),
          high.isEmpty() ? Long.MAX_VALUE : number(high));
    }
    long number = number(text);
    return switch (operator) {
      case "gt" -> new Span(number + 1, Long.MAX_VALUE);
      case "ge" -> new Span(number, Long.MAX_VALUE);
      case "lt" -> new Span(Long.MIN_VALUE, number - 1);
      case "le" -> new Span(Long.MIN_VALUE, number);
      default -> new Span(number, number);
    };
  }

  private static long number(String text) throws NotEvaluableException {
    if (!text.matches("-?[0-9]{1,17}")) {
      throw new NotEvaluableException("'" + text + "' is not a whole number");
    }
    return Long.parseLong(text);
  }
}
