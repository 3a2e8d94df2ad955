package io.x0.haproxy.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * The conditions of {@code .if}: {@code defined(NAME)}, {@code streq(a,b)}, {@code
 * version_atleast(v)} and others, with {@code !}, {@code &&}, {@code ||} and parentheses.
 * Immutable.
 */
final class Predicate {
  /** The version that x0 reads the language of. */
  private static final int[] VERSION = {2, 6, 12};

  private static final Set<String> FEATURES = Set.of("OPENSSL", "ZLIB", "PCRE2", "GETADDRINFO");

  private final Variables variables;

  Predicate(Variables variables) {
    this.variables = variables;
  }

  /**
   * What came out.
   *
   * @param holds whether the condition holds; false if it cannot be told
   * @param problem why it cannot be told; empty if it can
   */
  record Result(boolean holds, String problem) {}

  private static final class BadPredicateException extends Exception {
    private static final long serialVersionUID = 1;

    BadPredicateException(String message) {
      super(message);
    }
  }

  /** An open parenthesis, or the whole: what is known of {@code a && b || c && d} so far. */
  private static final class Level {
    boolean any;
    boolean all = true;
    boolean negateNext;
    final boolean negateWhole;

    Level(boolean negateWhole) {
      this.negateWhole = negateWhole;
    }

    void term(boolean value) {
      all &= value != negateNext;
      negateNext = false;
    }

    void or() {
      any |= all;
      all = true;
    }

    boolean value() {
      return (any || all) != negateWhole;
    }
  }

  Result evaluate(String text) {
    try {
      return new Result(run(text), "");
    } catch (BadPredicateException e) {
      return new Result(false, String.valueOf(e.getMessage()));
    }
  }

  private boolean run(String text) throws BadPredicateException {
    if (text.isBlank()) {
      return false;
    }
    Deque<Level> levels = new ArrayDeque<>();
    levels.push(new Level(false));
    boolean termDue = true;
    int next = 0;
    while (next < text.length()) {
      Level level = levels.element();
      char c = text.charAt(next);
      if (c == ' ') {
        next++;
      } else if (termDue && c == '!') {
        level.negateNext = !level.negateNext;
        next++;
      } else if (termDue && c == '(') {
        levels.push(new Level(level.negateNext));
        level.negateNext = false;
        next++;
      } else if (termDue) {
        int end = termEnd(text, next);
        level.term(term(text.substring(next, end).strip()));
        termDue = false;
        next = end;
      } else if (c == ')' && levels.size() > 1) {
        boolean value = levels.pop().value();
        levels.element().term(value);
        next++;
      } else if (text.startsWith("&&", next) || text.startsWith("||", next)) {
        if (c == '|') {
          level.or();
        }
        termDue = true;
        next += 2;
      } else {
        throw new BadPredicateException("unexpected '" + text.substring(next) + "'");
      }
    }
    if (termDue || levels.size() > 1) {
      throw new BadPredicateException("the condition is not complete");
    }
    return levels.element().value();
  }

  private static int termEnd(String text, int from) {
    int end = from;
    while (end < text.length() && "!&|() ".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    if (end < text.length() && text.charAt(end) == '(') {
      int close = text.indexOf(')', end);
      return close < 0 ? text.length() : close + 1;
    }
    return end;
  }

  private boolean term(String term) throws BadPredicateException {
    if (term.matches("[0-9]{1,9}")) {
      return Integer.parseInt(term) != 0;
    }
    int open = term.indexOf('(');
    if (open < 0 || !term.endsWith(")")) {
      throw new BadPredicateException("unknown condition '" + term + "'");
    }
    List<String> arguments = List.of(term.substring(open + 1, term.length() - 1).split(",", -1));
    String first = arguments.get(0).strip();
    String second = arguments.size() > 1 ? arguments.get(1).strip() : "";
    return switch (term.substring(0, open)) {
      case "defined" -> variables.value(first).isPresent();
      case "streq" -> first.equals(second);
      case "strneq" -> !first.equals(second);
      case "strstr" -> first.contains(second);
      case "feature" -> FEATURES.contains(first);
      case "version_atleast" -> isVersionAtLeast(first);
      case "version_before" -> !isVersionAtLeast(first);
      default -> throw new BadPredicateException("unknown condition '" + term + "'");
    };
  }

  private static boolean isVersionAtLeast(String text) throws BadPredicateException {
    String[] parts = text.split("[.-]", -1);
    for (int i = 0; i < VERSION.length; i++) {
      String part = i < parts.length ? parts[i] : "0";
      if (!part.matches("[0-9]{1,6}")) {
        if (i < 2) {
          throw new BadPredicateException("'" + text + "' is not a version");
        }
        return true;
      }
      int wanted = Integer.parseInt(part);
      if (wanted != VERSION[i]) {
        return VERSION[i] > wanted;
      }
    }
    return true;
  }
}
