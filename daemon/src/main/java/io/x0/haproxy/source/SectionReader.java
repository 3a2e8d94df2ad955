package io.x0.haproxy.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads configuration files into sections. Takes any text: what is broken is said and skipped. One
 * thread.
 */
public final class SectionReader {
  private static final int MAX_CHARS = 16 * 1024 * 1024;
  private static final int MAX_SECTIONS = 100_000;
  private static final int MAX_ENDLESS = 64 * 1024;

  private final Variables variables;
  private final Diagnostics diagnostics;
  private final List<Section> sections = new ArrayList<>();
  private @Nullable Line header;
  private List<Line> lines = new ArrayList<>();

  /**
   * @param variables the environment, which global sections may change
   * @param diagnostics takes what is wrong
   */
  public SectionReader(Variables variables, Diagnostics diagnostics) {
    this.variables = variables;
    this.diagnostics = diagnostics;
  }

  /** Reads one file. A section ends with its file. */
  public void read(String file, String text) {
    Location start = new Location(file, 1, 1);
    if (text.length() > MAX_CHARS) {
      diagnostics.error(start, "file", "it is longer than 16m and is not read");
      return;
    }
    Conditionals conditionals = new Conditionals(variables, diagnostics);
    LineLexer lexer = new LineLexer(file, variables, diagnostics);
    int number = 0;
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      number++;
      if (end < 0) {
        end = text.length();
        diagnostics.warning(
            new Location(file, number, 1), "line", "the last line has no end; HAProxy refuses it");
      }
      // What is longer is refused by the lexer; a copy of it would only cost memory.
      String raw = text.substring(from, Math.min(end, from + MAX_ENDLESS + 1));
      line(lexer.lex(number, raw), conditionals);
      from = end + 1;
    }
    conditionals.end(new Location(file, Math.max(1, number), 1));
    finish();
  }

  private void line(List<Word> words, Conditionals conditionals) {
    if (words.isEmpty()) {
      return;
    }
    Line line = new Line(words.get(0).at(), words);
    if (conditionals.takes(line) || conditionals.skips()) {
      return;
    }
    if (SectionKind.of(line.text(0)).isPresent()) {
      finish();
      header = line;
    } else if (header == null) {
      diagnostics.error(line.at(), line.text(0), "it stands outside of any section; skipped");
    } else if (header.text(0).equals("global") && Variables.isKeyword(line.text(0))) {
      variables.apply(line, diagnostics);
    } else {
      lines.add(line);
    }
  }

  private void finish() {
    Line first = header;
    if (first != null) {
      if (sections.size() < MAX_SECTIONS) {
        sections.add(new Section(SectionKind.of(first.text(0)).orElseThrow(), first, lines));
      } else if (sections.size() == MAX_SECTIONS) {
        diagnostics.error(
            first.at(), first.text(0), "there are too many sections; the rest is lost");
      }
    }
    header = null;
    lines = new ArrayList<>();
  }

  /** Returns the sections of all files read, in order. */
  public List<Section> sections() {
    return List.copyOf(sections);
  }
}
