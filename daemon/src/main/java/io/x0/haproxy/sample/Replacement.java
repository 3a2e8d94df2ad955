package io.x0.haproxy.sample;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;

/** What stands in the place of a match; {@code \1} is its first group. Immutable. */
public final class Replacement {
  private final List<Part> parts;

  /** A text, or the group of a number if it is not -1. */
  private record Part(String text, int group) {}

  private Replacement(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /**
   * Returns what a text means behind a pattern.
   *
   * @throws NotEvaluableException if it names a group that the pattern does not have
   */
  public static Replacement of(String text, Pattern pattern) throws NotEvaluableException {
    List<Part> parts = new ArrayList<>();
    StringBuilder fixed = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\' || i + 1 == text.length()) {
        fixed.append(c);
        continue;
      }
      char next = text.charAt(++i);
      int group = next >= '0' && next <= '9' ? next - '0' : -1;
      if (group < 0) {
        fixed.append(next);
      } else if (group > pattern.groupCount()) {
        throw new NotEvaluableException("there is no group \\" + group);
      } else {
        parts.add(new Part(fixed.toString(), group));
        fixed.setLength(0);
      }
    }
    parts.add(new Part(fixed.toString(), -1));
    return new Replacement(parts);
  }

  /** Returns what stands in the place of the match that was found last. */
  public String of(Matcher matcher) {
    StringBuilder out = new StringBuilder();
    for (Part part : parts) {
      out.append(part.text);
      String group = part.group < 0 ? null : matcher.group(part.group);
      out.append(group == null ? "" : group);
    }
    return out.toString();
  }

  /** Returns a text with its matches replaced: the first, or all of them. */
  String in(String text, Pattern pattern, boolean all) {
    Matcher matcher = pattern.matcher(text);
    StringBuilder out = new StringBuilder();
    int done = 0;
    while (matcher.find()) {
      out.append(text.substring(done, matcher.start())).append(of(matcher));
      done = matcher.end();
      if (!all) {
        break;
      }
    }
    return out.append(text.substring(done)).toString();
  }
}
