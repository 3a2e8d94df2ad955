package io.x0.haproxy.rule;

import io.x0.haproxy.sample.NotEvaluableException;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands behind {@code if} or {@code unless}. Stateless. */
final class ConditionReader {
  private ConditionReader() {}

  /**
   * Returns the condition of words such as {@code if a !b or { path /x }}; no words are always
   * true.
   *
   * @throws NotEvaluableException if some of it cannot be evaluated
   */
  static Condition read(List<String> words, Acls acls) throws NotEvaluableException {
    if (words.isEmpty()) {
      return Condition.ALWAYS;
    }
    boolean unless = words.get(0).equals("unless");
    if (!unless && !words.get(0).equals("if")) {
      throw new NotEvaluableException("unexpected '" + words.get(0) + "'");
    }
    List<Condition> any = new ArrayList<>();
    List<Condition> all = new ArrayList<>();
    int next = 1;
    boolean negated = false;
    while (next < words.size()) {
      String word = words.get(next++);
      if (isOr(word)) {
        any.add(conjunction(all, negated));
        all = new ArrayList<>();
        continue;
      }
      int marks = 0;
      while (marks < word.length() && word.charAt(marks) == '!') {
        marks++;
        negated = !negated;
      }
      word = word.substring(marks);
      if (word.isEmpty()) {
        continue;
      }
      Condition term;
      if (word.equals("{")) {
        int close = words.subList(next, words.size()).indexOf("}");
        if (close < 0) {
          throw new NotEvaluableException("there is no } for {");
        }
        term = acls.test(words.subList(next, next + close));
        next += close + 1;
      } else {
        term = acls.named(word);
      }
      all.add(negated ? new Condition.Not(term) : term);
      negated = false;
    }
    any.add(conjunction(all, negated));
    Condition whole = any.size() == 1 ? any.get(0) : new Condition.AnyOf(any);
    return unless ? new Condition.Not(whole) : whole;
  }

  private static boolean isOr(String word) {
    return word.equals("||") || word.equalsIgnoreCase("or");
  }

  private static Condition conjunction(List<Condition> all, boolean negated)
      throws NotEvaluableException {
    if (all.isEmpty() || negated) {
      throw new NotEvaluableException("the condition is not complete");
    }
    return all.size() == 1 ? all.get(0) : new Condition.AllOf(all);
  }
}
