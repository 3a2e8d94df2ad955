package io.x0.haproxy.rule;

import io.x0.haproxy.sample.NotEvaluableException;
import java.util.List;

/** The words behind the name of an action, taken one after the other. One thread. */
final class Arguments {
  private final List<String> words;
  private int next;

  Arguments(List<String> words) {
    this.words = words;
  }

  boolean hasNext() {
    return next < words.size();
  }

  /** Returns the next word, which is needed for what {@code what} says. */
  String next(String what) throws NotEvaluableException {
    if (next >= words.size()) {
      throw new NotEvaluableException(what + " is missing");
    }
    return words.get(next++);
  }

  /** Leaves out the words that belong to {@code word}. */
  void skip(int count, String word) throws NotEvaluableException {
    if (next + count > words.size()) {
      throw new NotEvaluableException("something is missing behind " + word);
    }
    next += count;
  }

  /** Returns the next word as a status from {@code min} to {@code max}. */
  int status(int min, int max) throws NotEvaluableException {
    String text = next("the status");
    if (!text.matches("[1-5][0-9][0-9]")
        || Integer.parseInt(text) < min
        || Integer.parseInt(text) > max) {
      throw new NotEvaluableException("'" + text + "' is not a status");
    }
    return Integer.parseInt(text);
  }

  /** Refuses what is left. */
  void end() throws NotEvaluableException {
    if (hasNext()) {
      throw new NotEvaluableException("unexpected '" + words.get(next) + "'");
    }
  }
}
