package io.x0.cli.shell;

import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.reader.impl.DefaultParser;

/** Splits lines for completion, and lets a line go on that is not whole. Immutable. */
final class LineParser implements Parser {
  private final DefaultParser words = new DefaultParser();

  LineParser() {
    words.setEofOnEscapedNewLine(false);
    words.setEofOnUnclosedQuote(false);
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE) {
      String missing = Words.unfinished(line);
      if (!missing.isEmpty()) {
        throw new EOFError(-1, cursor, missing);
      }
    }
    return words.parse(line, cursor, context);
  }

  @Override
  public boolean isEscapeChar(char ch) {
    return words.isEscapeChar(ch);
  }
}
