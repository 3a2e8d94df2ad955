package io.x0.cli.completion;

/**
 * What may come next. Immutable.
 *
 * @param value the whole word
 * @param description a few words about it, or empty
 * @param isComplete whether the word is finished; false for {@code key=}, which wants a value
 */
public record Candidate(String value, String description, boolean isComplete) {
  /** Returns a finished word. */
  public static Candidate word(String value, String description) {
    return new Candidate(value, description, true);
  }
}
