package io.x0.flow.source;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of every file of a program, in the order of reading. Confined to one thread. */
public final class Sources {
  private final Map<String, List<String>> files = new LinkedHashMap<>();

  /** Adds a file. */
  public void add(String file, String text) {
    files.put(file, text.lines().toList());
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
    int index = new ArrayList<>(files.keySet()).indexOf(file);
    return index < 0 ? files.size() : index;
  }
}
