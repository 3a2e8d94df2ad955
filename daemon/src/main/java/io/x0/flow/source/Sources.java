package io.x0.flow.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The text of every file of a program, in the order of reading. A line ends with a line feed, as it
 * does for the lexer. Confined to one thread.
 */
public final class Sources {
  private final Map<String, List<String>> files = new HashMap<>();
  private final Map<String, Integer> order = new HashMap<>();

  /** Adds a file. */
  public void add(String file, String text) {
    files.put(file, lines(text.startsWith("\uFEFF") ? text.substring(1) : text));
    order.putIfAbsent(file, order.size());
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      boolean carriageReturn = end > from && text.charAt(end - 1) == '\r';
      lines.add(text.substring(from, carriageReturn ? end - 1 : end));
      from = end + 1;
    }
    return lines;
  }

  /** Returns whether the file has been added. */
  public boolean contains(String file) {
    return files.containsKey(file);
  }

  /** Returns the line, counted from 1; empty if there is none. */
  public String line(String file, int line) {
    List<String> lines = files.getOrDefault(file, List.of());
    return line >= 1 && line <= lines.size() ? lines.get(line - 1) : "";
  }

  /** Returns the place of the file in the order of reading. */
  public int order(String file) {
    return order.getOrDefault(file, order.size());
  }
}
