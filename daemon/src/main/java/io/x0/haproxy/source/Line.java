package io.x0.haproxy.source;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The words of one line. Immutable.
 *
 * @param at where the first word begins
 * @param words at least one
 */
public record Line(Location at, List<Word> words) {
  public Line {
    words = List.copyOf(words);
  }

  /** Returns how many words there are. */
  public int size() {
    return words.size();
  }

  /** Returns the word of an index, or an empty text behind the last. */
  public String text(int index) {
    return index < words.size() ? words.get(index).text() : "";
  }

  /** Returns where the word of an index begins; behind the last, where the line begins. */
  public Location at(int index) {
    return index < words.size() ? words.get(index).at() : at;
  }

  /** Returns the words from an index on, which may be behind the last. */
  public List<Word> from(int index) {
    return words.subList(Math.min(index, words.size()), words.size());
  }

  /** Returns the words from an index on, with blanks between them. */
  public String rest(int index) {
    return from(index).stream().map(Word::text).collect(Collectors.joining(" "));
  }

  /** Returns the line without its first word. */
  public Line withoutFirst() {
    return new Line(at, from(1));
  }
}
