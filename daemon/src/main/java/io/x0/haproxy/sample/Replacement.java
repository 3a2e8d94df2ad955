package io.x0.haproxy.sample;

import com.google.re2j.Pattern;

/** What stands in the place of a match: {@code \1} becomes {@code $1}. Stateless. */
public final class Replacement {
  private Replacement() {}

  /** Returns the replacement as RE2/J writes it. */
  public static String of(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        char next = text.charAt(++i);
        if (next >= '0' && next <= '9') {
          out.append("${").append(next).append('}');
        } else {
          literal(out, next);
        }
      } else {
        literal(out, c);
      }
    }
    return out.toString();
  }

  private static void literal(StringBuilder out, char c) {
    if (c == '\\' || c == '$') {
      out.append('\\');
    }
    out.append(c);
  }

  /**
   * Checks that every group which the replacement names is there.
   *
   * @throws NotEvaluableException otherwise
   */
  public static void check(Pattern pattern, String replacement) throws NotEvaluableException {
    for (int i = 0; i + 2 < replacement.length(); i++) {
      if (replacement.charAt(i) == '\\') {
        i++;
      } else if (replacement.startsWith("${", i)
          && replacement.charAt(i + 2) - '0' > pattern.groupCount()) {
        throw new NotEvaluableException("there is no group " + replacement.charAt(i + 2));
      }
    }
  }
}
