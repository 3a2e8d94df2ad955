package io.x0.haproxy.rule;

import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Regexes;
import io.x0.haproxy.sample.Replacement;
import io.x0.haproxy.sample.Template;
import io.x0.haproxy.source.Line;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules on lines of a header, which HAProxy had before 2.1: {@code reqadd}, {@code rspidel}. One
 * thread.
 */
public final class LegacyRules {
  private static final Pattern FIELD =
      Pattern.compile("\\^?([A-Za-z0-9-]+):(?:\\\\? |\\.\\*)*\\$?");
  private static final Pattern ADDED = Pattern.compile("([A-Za-z0-9-]+):\\s*(.*)");
  private static final String METHOD = "^([^ :]*) ";

  private final RuleReader rules;
  private final Verdicts verdicts;

  public LegacyRules(RuleReader rules, Verdicts verdicts) {
    this.rules = rules;
    this.verdicts = verdicts;
  }

  /** Returns whether a keyword is one of these. */
  public static boolean isKeyword(String keyword) {
    return keyword.matches(
        "(req|rsp)i?(add|del|rep|deny)|reqi?(allow|pass|tarpit|setbe)|reqiallow");
  }

  /** Returns whether the rule of a keyword is for the answer of a backend. */
  public static boolean isOnAnswer(String keyword) {
    return keyword.startsWith("rsp");
  }

  /** Returns the rule of a line, or empty, which has been said then. */
  public Optional<Rule> rule(Line line) {
    String keyword = line.text(0);
    try {
      Action action = action(keyword, line);
      int condition = keyword.endsWith("rep") ? 3 : 2;
      return rules.condition(line, condition).map(c -> new Rule(line.at(), c, action));
    } catch (NotEvaluableException e) {
      if (keyword.matches("reqi?pass")) {
        verdicts.lost(line.at(), keyword, "it only ends rules of its kind");
      } else {
        verdicts.refuse(line.at(), keyword, e.reason());
      }
      return Optional.empty();
    }
  }

  private static Action action(String keyword, Line line) throws NotEvaluableException {
    String pattern = line.text(1);
    if (keyword.endsWith("add")) {
      Matcher added = ADDED.matcher(pattern);
      if (added.matches()) {
        return new Action.EditHeader(
            HeaderEdit.Operation.ADD, added.group(1), Template.fixed(added.group(2)));
      }
    } else if (keyword.endsWith("del")) {
      Matcher field = FIELD.matcher(pattern);
      if (field.matches()) {
        return new Action.EditHeader(
            HeaderEdit.Operation.REMOVE, field.group(1), Template.fixed(""));
      }
    } else if (keyword.endsWith("rep")) {
      return replacement(pattern, line.text(2), keyword.contains("irep"));
    }
    throw new NotEvaluableException("x0 has no rules on raw lines of a header");
  }

  /** The method is in front of the path, as the first group. */
  private static Action replacement(String pattern, String replacement, boolean ignoreCase)
      throws NotEvaluableException {
    Matcher field = Pattern.compile("\\^([A-Za-z0-9-]+):\\\\? ?\\.\\*").matcher(pattern);
    Matcher added = ADDED.matcher(replacement);
    if (field.matches() && added.matches() && added.group(1).equalsIgnoreCase(field.group(1))) {
      com.google.re2j.Pattern whole = Regexes.compile("^", false);
      return new Action.ReplaceHeader(added.group(1), whole, Replacement.of(added.group(2), whole));
    }
    if (!pattern.startsWith(METHOD) || !replacement.startsWith("\\1 /")) {
      throw new NotEvaluableException("x0 rewrites paths and whole fields only");
    }
    com.google.re2j.Pattern path =
        Regexes.compile("^" + pattern.substring(METHOD.length()), ignoreCase);
    StringBuilder shifted = new StringBuilder();
    String target = replacement.substring(3);
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      shifted.append(c);
      if (c == '\\' && i + 1 < target.length()) {
        char next = target.charAt(++i);
        shifted.append(next >= '2' && next <= '9' ? (char) (next - 1) : next);
      }
    }
    return new Action.ReplacePath(path, Replacement.of(shifted.toString(), path), true);
  }
}
