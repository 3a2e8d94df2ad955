package io.x0.pack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a document of docs/ as the body of a manual page. It knows the Markdown that these
 * documents use: headings, paragraphs, lists, tables, blocks of code; code, bold, italic and links
 * within a line. A row of a table becomes an entry with a name, as tables are too wide for a
 * terminal. Confined to one thread.
 */
final class MarkdownText {
  private static final Pattern HEADING = Pattern.compile("(#+) (.*)");
  private static final Pattern ITEM = Pattern.compile("(-|\\d+\\.) (.*)");
  private static final Pattern CELL_END = Pattern.compile("(?<!\\\\)\\|");
  private static final Pattern INLINE =
      Pattern.compile(
          "(?<ticks>`+)(?<code>.+?)\\k<ticks>"
              + "|\\*\\*(?<bold>.+?)\\*\\*"
              + "|\\*(?<italic>[^* ][^*]*?)\\*"
              + "|\\[(?<label>[^\\]]+)\\]\\((?<target>[^)]+)\\)");

  private final List<String> lines;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private MarkdownText(List<String> lines) {
    this.lines = lines;
  }

  /** Returns a document without its title. */
  static String toRoff(String markdown) {
    return new MarkdownText(markdown.lines().toList()).write();
  }

  /** Returns the part of a document below one heading, without the heading. */
  static String section(String markdown, String heading) {
    List<String> part = new ArrayList<>();
    int level = 0;
    for (String line : markdown.lines().toList()) {
      Matcher matcher = HEADING.matcher(line);
      boolean isHeading = matcher.matches();
      if (level == 0 && isHeading && matcher.group(2).equals(heading)) {
        level = matcher.group(1).length();
      } else if (level > 0 && isHeading && matcher.group(1).length() <= level) {
        break;
      } else if (level > 0) {
        part.add(line);
      }
    }
    if (part.isEmpty()) {
      throw new IllegalArgumentException("no text below a heading '" + heading + "'");
    }
    return new MarkdownText(part).write();
  }

  private String write() {
    while (at < lines.size()) {
      String line = lines.get(at);
      Matcher heading = HEADING.matcher(line);
      if (line.isBlank() || line.startsWith("<!--")) {
        at++;
      } else if (line.startsWith("```")) {
        fence("");
      } else if (heading.matches()) {
        heading(heading.group(1).length(), heading.group(2));
        at++;
      } else if (line.startsWith("|")) {
        table();
      } else if (line.startsWith("    ")) {
        indented();
      } else if (ITEM.matcher(line).matches()) {
        list();
      } else {
        out.append(".P\n").append(Roff.line(inline(paragraph())));
      }
    }
    return out.toString();
  }

  private void heading(int level, String text) {
    String title = inline(text).replaceAll("\\\\f[BIR]", "");
    if (level == 2) {
      out.append(".SH ").append(title.toUpperCase(Locale.ROOT)).append('\n');
    } else if (level > 2) {
      out.append(".SS ").append(title).append('\n');
    }
  }

  private void fence(String indent) {
    StringBuilder code = new StringBuilder();
    for (at++; at < lines.size() && !lines.get(at).strip().startsWith("```"); at++) {
      String line = lines.get(at);
      code.append(line.startsWith(indent) ? line.substring(indent.length()) : line).append('\n');
    }
    at++;
    out.append(Roff.example(code.toString()));
  }

  private void indented() {
    StringBuilder code = new StringBuilder();
    for (; at < lines.size() && lines.get(at).startsWith("    "); at++) {
      code.append(lines.get(at).substring(4)).append('\n');
    }
    out.append(Roff.example(code.toString()));
  }

  private String paragraph() {
    List<String> words = new ArrayList<>();
    for (; at < lines.size(); at++) {
      String line = lines.get(at);
      if (line.isBlank()
          || line.startsWith("```")
          || line.startsWith("|")
          || line.startsWith("#")
          || (!words.isEmpty() && ITEM.matcher(line).matches())) {
        break;
      }
      words.add(line.strip());
    }
    return String.join(" ", words);
  }

  private void list() {
    while (at < lines.size()) {
      Matcher item = ITEM.matcher(lines.get(at));
      if (!item.matches()) {
        return;
      }
      List<String> words = new ArrayList<>(List.of(item.group(2)));
      for (at++; at < lines.size() && isContinued(lines.get(at)); at++) {
        words.add(lines.get(at).strip());
      }
      String mark = item.group(1);
      out.append(mark.equals("-") ? ".IP \\(bu 2\n" : ".IP " + mark + " 4\n");
      out.append(Roff.line(inline(String.join(" ", words))));
      if (at < lines.size() && lines.get(at).startsWith("  ```")) {
        out.append(".RS\n");
        fence("  ");
        out.append(".RE\n");
      }
    }
  }

  private static boolean isContinued(String line) {
    return line.startsWith("  ") && !line.strip().startsWith("```");
  }

  private void table() {
    List<String> header = cells(lines.get(at));
    int half = header.size() / 2;
    boolean isTwice =
        header.size() % 2 == 0
            && header.subList(0, half).equals(header.subList(half, header.size()));
    for (at += 2; at < lines.size() && lines.get(at).startsWith("|"); at++) {
      List<String> row = cells(lines.get(at));
      if (isTwice) {
        row(header.subList(0, half), row.subList(0, half));
        row(header.subList(0, half), row.subList(half, row.size()));
      } else {
        row(header, row);
      }
    }
  }

  /** Writes the first cell as the name of an entry, and the others with their headers. */
  private void row(List<String> header, List<String> row) {
    if (row.get(0).isEmpty()) {
      return;
    }
    int last = row.size() - 1;
    boolean explains = header.get(last).equals("What it does");
    List<String> texts = new ArrayList<>();
    for (int i = 1; i < row.size(); i++) {
      if (!row.get(i).isEmpty()) {
        boolean isNamed = !header.get(i).isEmpty() && row.size() > 2 && !explains;
        texts.add((isNamed ? header.get(i) + ": " : "") + row.get(i));
      }
    }
    if (explains && last > 1) {
      String meaning = texts.remove(texts.size() - 1);
      texts = List.of(meaning + " (" + String.join(", ", texts) + ")");
    }
    out.append(".TP\n").append(Roff.line(inline(row.get(0))));
    out.append(Roff.line(texts.isEmpty() ? "\\&" : inline(String.join("; ", texts))));
  }

  private static List<String> cells(String line) {
    String inner = line.strip().substring(1);
    return Arrays.stream(CELL_END.split(inner, -1))
        .limit(CELL_END.split(inner, -1).length - 1)
        .map(cell -> cell.strip().replace("\\|", "|"))
        .toList();
  }

  private static String inline(String text) {
    StringBuilder out = new StringBuilder();
    Matcher matcher = INLINE.matcher(text);
    int end = 0;
    while (matcher.find()) {
      out.append(Roff.prose(text.substring(end, matcher.start())));
      end = matcher.end();
      if (matcher.group("code") != null) {
        out.append(Roff.bold(matcher.group("code").strip()));
      } else if (matcher.group("bold") != null) {
        out.append("\\fB").append(inline(matcher.group("bold"))).append("\\fR");
      } else if (matcher.group("italic") != null) {
        out.append("\\fI").append(inline(matcher.group("italic"))).append("\\fR");
      } else {
        out.append(link(matcher.group("label"), matcher.group("target")));
      }
    }
    return out.append(Roff.prose(text.substring(end))).toString();
  }

  /** Returns the label of a link, and where it leads if that is not the same page. */
  private static String link(String label, String target) {
    if (target.startsWith("http")) {
      return inline(label) + " \\(la" + Roff.literal(target) + "\\(ra";
    }
    String file = target.replaceFirst("#.*", "").replaceFirst(".*/", "");
    String page =
        switch (file) {
          case "" -> "";
          case "configuration.md" -> "\\fBx0d.conf\\fR(5)";
          case "flow.md" -> "\\fBflow\\fR(7)";
          case "api.md" -> "\\fBx0\\-api\\fR(7)";
          default -> file.endsWith(".md") ? "\\fI/usr/share/doc/x0/" + file + "\\fR" : "";
        };
    if (page.isEmpty()) {
      return inline(label);
    }
    return label.equals(file) ? page : inline(label) + " (" + page + ")";
  }
}
