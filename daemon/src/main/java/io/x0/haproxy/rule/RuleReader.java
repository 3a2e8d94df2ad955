package io.x0.haproxy.rule;

import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.sample.Sample;
import io.x0.haproxy.sample.SampleReader;
import io.x0.haproxy.sample.Template;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Word;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the rules of one proxy. One thread. */
public final class RuleReader {
  /** Without one of these the proxy would let through, answer or send elsewhere. */
  private static final Set<String> DECIDING =
      Set.of(
          "allow",
          "accept",
          "deny",
          "tarpit",
          "reject",
          "silent-drop",
          "auth",
          "redirect",
          "return",
          "use-service",
          "set-src",
          "send-spoe-group");

  private static final Map<String, String> LOST =
      Map.ofEntries(
          Map.entry("capture", "nothing is captured for the log"),
          Map.entry("cache-use", "answers are not taken from the cache"),
          Map.entry("cache-store", "answers are not put into the cache"),
          Map.entry("set-log-level", "x0's own log level is used"),
          Map.entry("set-nice", "all requests run with the same priority"),
          Map.entry("set-tos", "packets are not marked"),
          Map.entry("set-mark", "packets are not marked"),
          Map.entry("set-priority-class", "requests wait in the order they came"),
          Map.entry("set-priority-offset", "requests wait in the order they came"),
          Map.entry("set-timeout", "the timeouts of the proxy are used"),
          Map.entry("do-log", "no line of its own is logged"),
          Map.entry("early-hint", "no early hints are sent"),
          Map.entry("wait-for-body", "bodies go on as they come"),
          Map.entry("wait-for-handshake", "early data is not told apart"),
          Map.entry("do-resolve", "no name is resolved"),
          Map.entry("set-dst", "the address of the server is used"),
          Map.entry("set-dst-port", "the port of the server is used"),
          Map.entry("normalize-uri", "paths are compared as they came"));

  private final Acls acls;
  private final ActionReader actions;
  private final Verdicts verdicts;

  /**
   * @param acls the named tests of the proxy
   * @param verdicts takes what cannot be done
   */
  public RuleReader(Acls acls, Verdicts verdicts) {
    this.acls = acls;
    this.actions = new ActionReader(acls.lookup());
    this.verdicts = verdicts;
  }

  /**
   * Returns the rule of a line such as {@code http-request deny if x}, or empty, which has been
   * said then.
   *
   * @param onAnswer whether it is for the answer of a backend
   */
  public Optional<Rule> rule(Line line, boolean onAnswer) {
    return rule(line, line.text(0) + " " + line.text(1), line.text(1), line.from(2), onAnswer);
  }

  /** Returns the rule of a line whose keyword is the action, such as {@code redirect}. */
  public Optional<Rule> rule(Line line, String action) {
    return rule(line, line.text(0), action, line.from(1), false);
  }

  private Optional<Rule> rule(
      Line line, String keyword, String action, List<Word> words, boolean onAnswer) {
    int condition = conditionStart(words);
    try {
      String lost = lost(action);
      if (!lost.isEmpty()) {
        verdicts.lost(line.at(), keyword, lost);
        return Optional.empty();
      }
      Action done = actions.read(action, Acls.texts(words.subList(0, condition)), onAnswer);
      return Optional.of(new Rule(line.at(), condition(words, condition), done));
    } catch (NotEvaluableException e) {
      if (DECIDING.contains(action) || line.rest(0).contains("lua.")) {
        verdicts.refuse(line.at(), keyword, e.reason());
      } else {
        verdicts.lost(line.at(), keyword, "the rule is skipped: " + e.reason());
      }
      return Optional.empty();
    }
  }

  private static String lost(String action) {
    if (action.startsWith("track-sc") || action.startsWith("sc-")) {
      return "nothing is counted in stick tables";
    }
    if (action.startsWith("set-map") || action.startsWith("add-acl")) {
      return "maps and acls do not change at run time";
    }
    return LOST.getOrDefault(action, "");
  }

  private static int conditionStart(List<Word> words) {
    for (int i = 0; i < words.size(); i++) {
      String text = words.get(i).text();
      if (text.equals("if") || text.equals("unless")) {
        return i;
      }
    }
    return words.size();
  }

  private Condition condition(List<Word> words, int from) throws NotEvaluableException {
    return ConditionReader.read(Acls.texts(words.subList(from, words.size())), acls);
  }

  /** Returns where {@code use_backend NAME if x} sends requests, or empty, which has been said. */
  public Optional<Route> route(Line line) {
    try {
      String name = line.text(1);
      if (name.isEmpty()) {
        throw new NotEvaluableException("the name is missing");
      }
      Template target =
          name.contains("%") ? Template.read(name, acls.lookup()) : Template.fixed(name);
      return Optional.of(new Route(line.at(), condition(line.from(2), 0), target));
    } catch (NotEvaluableException e) {
      verdicts.refuse(line.at(), line.text(0), e.reason());
      return Optional.empty();
    }
  }

  /** Returns the condition of a line behind a number of words, or empty, which has been said. */
  public Optional<Condition> condition(Line line, int from) {
    try {
      return Optional.of(condition(line.from(from), 0));
    } catch (NotEvaluableException e) {
      verdicts.refuse(line.at(), line.text(0), e.reason());
      return Optional.empty();
    }
  }

  /**
   * Returns the expression that a text spells.
   *
   * @throws NotEvaluableException if x0 cannot evaluate it
   */
  public Sample sample(String text) throws NotEvaluableException {
    return SampleReader.read(text, acls.lookup());
  }
}
