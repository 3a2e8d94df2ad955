package io.x0.haproxy.rule;

import io.x0.haproxy.sample.Value;
import java.util.List;
import java.util.function.Predicate;

/**
 * What an answer is compared with. Immutable.
 *
 * @param kind how it is compared
 * @param ignoreCase whether upper and lower case are the same
 * @param patterns as they are written; one must fit
 * @param fits whether an answer does
 */
public record Match(Kind kind, boolean ignoreCase, List<String> patterns, Predicate<Value> fits) {

  /** How an answer is compared. */
  public enum Kind {
    /** There is an answer. */
    FOUND,
    /** It counts as true. */
    TRUTH,
    /** It is a number in a range. */
    NUMBER,
    /** It is an address of a network. */
    ADDRESS,
    /** It is the same text. */
    EXACT,
    BEGIN,
    END,
    /** It contains the text. */
    PART,
    /** It has the text between slashes. */
    DIRECTORY,
    /** It has the text between dots, slashes or colons. */
    DOMAIN,
    /** It contains a match of a regular expression. */
    REGEX,
    /** It has a length in a range. */
    LENGTH
  }

  public Match {
    patterns = List.copyOf(patterns);
  }
}
