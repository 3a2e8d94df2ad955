package io.x0.haproxy.source;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words as HAProxy 2.6 does: blanks between words, {@code #} begins a comment
 * anywhere outside of quotes, {@code \} escapes, single quotes keep everything, double quotes
 * expand variables. One thread.
 */
final class LineLexer {
  private static final int MAX_WORDS = 4096;
  private static final int MAX_CHARS = 64 * 1024;

  /** What variables may add to a file, so that few lines cannot mean more than memory holds. */
  private static final int MAX_EXPANDED = 16 * 1024 * 1024;

  private final String file;
  private final Variables variables;
  private final Diagnostics diagnostics;

  private int number;
  private String text = "";
  private int next;
  private boolean doubleQuoted;
  private final StringBuilder word = new StringBuilder();
  private final List<Word> words = new ArrayList<>();
  private int wordStart;
  private boolean wordQuoted;
  private int expanded;

  LineLexer(String file, Variables variables, Diagnostics diagnostics) {
    this.file = file;
    this.variables = variables;
    this.diagnostics = diagnostics;
  }

  /** Returns the words of a line; none if it is empty or broken, which has been said then. */
  List<Word> lex(int lineNumber, String line) {
    number = lineNumber;
    text = line;
    next = 0;
    doubleQuoted = false;
    words.clear();
    begin(-1);
    if (line.length() > MAX_CHARS) {
      return broken("the line is too long and is skipped");
    }
    if (line.indexOf('\0') >= 0) {
      return broken("there is a NUL character; the line is skipped");
    }
    while (next < text.length()) {
      char c = text.charAt(next);
      if (c == '#' && !doubleQuoted) {
        break;
      }
      if (isBlank(c) && !doubleQuoted) {
        finish();
        next++;
      } else if (!one(c)) {
        return List.of();
      }
      if (words.size() > MAX_WORDS || word.length() > MAX_CHARS) {
        return broken("there are too many words; the line is skipped");
      }
    }
    if (doubleQuoted) {
      return broken("a double quote is not closed; the line is skipped");
    }
    finish();
    return List.copyOf(words);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == 0x0B;
  }

  private Location here(int index) {
    return new Location(file, number, index + 1);
  }

  private List<Word> broken(String message) {
    diagnostics.error(here(Math.min(next, text.length())), "line", message);
    return List.of();
  }

  private void begin(int start) {
    wordStart = start;
    wordQuoted = false;
    word.setLength(0);
  }

  private void finish() {
    if (wordStart >= 0) {
      words.add(new Word(word.toString(), here(wordStart), wordQuoted));
    }
    begin(-1);
  }

  /** Takes one character, escape, variable or text in single quotes; false if it is broken. */
  private boolean one(char c) {
    if (wordStart < 0) {
      begin(next);
    }
    if (c == '"') {
      doubleQuoted = !doubleQuoted;
      wordQuoted = true;
      next++;
      return true;
    }
    if (c == '\'' && !doubleQuoted) {
      return strong();
    }
    if (c == '\\') {
      return escape();
    }
    if (c == '$' && doubleQuoted) {
      return variable();
    }
    word.append(c);
    next++;
    return true;
  }

  private boolean strong() {
    int end = text.indexOf('\'', next + 1);
    if (end < 0) {
      broken("a single quote is not closed; the line is skipped");
      return false;
    }
    wordQuoted = true;
    word.append(text, next + 1, end);
    next = end + 1;
    return true;
  }

  private boolean escape() {
    char escaped = next + 1 < text.length() ? text.charAt(next + 1) : ' ';
    int taken = 2;
    switch (escaped) {
      case ' ', '\\', '"' -> word.append(escaped);
      case '#', '\'' -> word.append(doubleQuoted ? "\\" : "").append(escaped);
      case '$' -> word.append(doubleQuoted ? "" : "\\").append(escaped);
      case 't' -> word.append('\t');
      case 'n' -> word.append('\n');
      case 'r' -> word.append('\r');
      case 'x' -> {
        int high = next + 3 < text.length() ? Character.digit(text.charAt(next + 2), 16) : -1;
        int low = next + 3 < text.length() ? Character.digit(text.charAt(next + 3), 16) : -1;
        if (high < 0 || low < 0) {
          broken("\\x needs two hexadecimal digits; the line is skipped");
          return false;
        }
        word.append((char) (16 * high + low));
        taken = 4;
      }
      default -> {
        word.append('\\');
        taken = 1;
      }
    }
    next = Math.min(text.length(), next + taken);
    return true;
  }

  private boolean variable() {
    boolean braced = next + 1 < text.length() && text.charAt(next + 1) == '{';
    int start = next + (braced ? 2 : 1);
    int end = start;
    while (end < text.length() && isNameChar(text.charAt(end))) {
      end++;
    }
    String name = text.substring(start, end);
    if (name.isEmpty() && !braced) {
      word.append('$');
      next++;
      return true;
    }
    boolean list = braced && text.startsWith("[*]", end);
    int close = end + (list ? 3 : 0);
    String fallback = null;
    if (braced) {
      if (close < text.length() && text.charAt(close) == '-') {
        int from = close + 1;
        close = Math.max(from, text.indexOf('}', from));
        fallback = text.substring(from, close);
      }
      if (close >= text.length() || text.charAt(close) != '}') {
        broken("${ is not closed; the line is skipped");
        return false;
      }
      close++;
    }
    String value = variables.value(name).orElse(fallback);
    if (value == null) {
      diagnostics.warning(
          here(next), "$" + name, "there is no such environment variable; it counts as empty");
      value = "";
    }
    if (value.length() > MAX_EXPANDED - expanded) {
      broken("variables have added 16m to the file, which is too much; the line is skipped");
      return false;
    }
    expanded += value.length();
    next = close;
    if (list) {
      spread(value);
    } else {
      word.append(value);
    }
    return true;
  }

  /** Adds each part of a list as a word of its own, the first and the last to what is around it. */
  private void spread(String value) {
    boolean first = true;
    for (String part : value.strip().split("\\s+", -1)) {
      if (!first) {
        finish();
        begin(next);
        wordQuoted = true;
      }
      word.append(part);
      first = false;
    }
  }

  private static boolean isNameChar(char c) {
    return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
  }
}
