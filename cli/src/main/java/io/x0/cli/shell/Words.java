package io.x0.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words as a shell does: at spaces, with {@code 'as it is'}, {@code "with \" and
 * \\"}, {@code \} before any single character, and {@code #} in front of a remark. Stateless.
 */
public final class Words {
  private static final String BACKSLASH = "a \\ stands at the end";

  private Words() {}

  /** A line that does not end. The message says what is missing. */
  static final class UnfinishedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnfinishedException(String message) {
      super(message);
    }
  }

  /**
   * Returns the words of a line; a line of nothing but a remark has none.
   *
   * @throws UnfinishedException if a quote is not closed, or a backslash has nothing to stand
   *     before
   */
  public static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    int i = 0;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
          inWord = false;
        }
        i++;
      } else if (c == '#' && !inWord) {
        break;
      } else {
        inWord = true;
        i =
            switch (c) {
              case '\'' -> literal(line, i + 1, word);
              case '"' -> quoted(line, i + 1, word);
              case '\\' -> escaped(line, i + 1, word);
              default -> {
                word.append(c);
                yield i + 1;
              }
            };
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return List.copyOf(words);
  }

  /** Returns what keeps a line from being whole, or an empty text. */
  static String unfinished(String line) {
    try {
      var unused = split(line);
      return "";
    } catch (UnfinishedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Returns an unfinished line with the one after it; a backslash at its end goes. */
  static String join(String line, String next) {
    boolean isContinued = unfinished(line).equals(BACKSLASH);
    return isContinued ? line.substring(0, line.length() - 1) + next : line + "\n" + next;
  }

  /** Copies up to the closing quote; returns what comes after it. */
  private static int literal(String line, int start, StringBuilder word) {
    int end = line.indexOf('\'', start);
    if (end < 0) {
      throw new UnfinishedException("a ' is not closed");
    }
    word.append(line, start, end);
    return end + 1;
  }

  private static int quoted(String line, int start, StringBuilder word) {
    int i = start;
    while (i < line.length()) {
      char c = line.charAt(i);
      if (c == '"') {
        return i + 1;
      }
      boolean escapes =
          c == '\\' && i + 1 < line.length() && "\"\\".indexOf(line.charAt(i + 1)) >= 0;
      word.append(escapes ? line.charAt(i + 1) : c);
      i += escapes ? 2 : 1;
    }
    throw new UnfinishedException("a \" is not closed");
  }

  private static int escaped(String line, int next, StringBuilder word) {
    if (next == line.length()) {
      throw new UnfinishedException(BACKSLASH);
    }
    word.append(line.charAt(next));
    return next + 1;
  }

  /** Returns a word so that {@link #split} gives it back as one. */
  public static String quote(String word) {
    boolean isPlain =
        !word.isEmpty()
            && word.chars()
                .allMatch(c -> Character.isLetterOrDigit(c) || "-_.:/=%@+,*?&[]~".indexOf(c) >= 0);
    return isPlain ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
