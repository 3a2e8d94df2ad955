package io.x0.haproxy;

import com.google.re2j.Pattern;
import io.x0.common.OneLine;
import io.x0.flow.value.RegexSize;
import io.x0.haproxy.sample.NotEvaluableException;
import java.util.ArrayList;
import java.util.List;

/** Literals of Flow. Stateless. */
final class FlowText {
  private static final int COMMENT = 200;

  /** Leaves room for what stands around it. */
  private static final int LONGEST_PATTERN = RegexSize.MAX_CHARS - 100;

  private FlowText() {}

  /**
   * Returns a text in single quotes.
   *
   * @throws NotEvaluableException if it has characters that no literal can hold
   */
  static String quoted(String text) throws NotEvaluableException {
    return "'" + visible(text).replace("\\", "\\\\").replace("'", "\\'") + "'";
  }

  /** Returns a text as it stands between double quotes, without them. */
  static String inside(String text) throws NotEvaluableException {
    return visible(text)
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("#", "\\#")
        .replace("$", "\\$");
  }

  private static String visible(String text) throws NotEvaluableException {
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7F)) {
      throw new NotEvaluableException("a text with control characters");
    }
    return text;
  }

  /** Returns a regular expression between slashes. */
  static String regex(String pattern) throws NotEvaluableException {
    if (RegexSize.isTooLarge(pattern)) {
      throw new NotEvaluableException("a regex of Flow is not as large as that");
    }
    StringBuilder out = new StringBuilder("/");
    // A comment would begin, or nothing would be between the slashes.
    if (pattern.isEmpty() || pattern.startsWith("*")) {
      out.append("(?:)");
    }
    String text = visible(pattern);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length()) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append(c == '/' ? "\\/" : String.valueOf(c));
      }
    }
    return out.append('/').toString();
  }

  /**
   * Returns patterns of which each is one of several texts, not expressions; more than one if it
   * would be too large for a regex.
   */
  static List<String> oneOf(List<String> texts) {
    List<String> patterns = new ArrayList<>();
    StringBuilder pattern = new StringBuilder();
    for (String text : texts) {
      String quoted = Pattern.quote(text);
      if (pattern.length() > 0 && pattern.length() + quoted.length() > LONGEST_PATTERN) {
        patterns.add("(?:" + pattern + ")");
        pattern.setLength(0);
      }
      pattern.append(pattern.length() == 0 ? "" : "|").append(quoted);
    }
    patterns.add("(?:" + pattern + ")");
    return patterns;
  }

  /** Returns a comment of one line. */
  static String comment(String text) {
    return "# " + OneLine.of(text, COMMENT);
  }

  /** Returns a part of a name of a handler. */
  static String identifier(String text) {
    String plain = text.replaceAll("[^A-Za-z0-9]", "_");
    return plain.substring(0, Math.min(30, plain.length()));
  }
}
