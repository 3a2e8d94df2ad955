package io.x0.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Named values under each other. Confined to one thread. */
public final class Facts {
  private final List<String> names = new ArrayList<>();
  private final List<String> values = new ArrayList<>();

  /** Adds a value; its text may come from anywhere. */
  public void add(String name, String value) {
    names.add(Clean.line(name));
    values.add(Clean.line(value));
  }

  int size() {
    return names.size();
  }

  String name(int index) {
    return names.get(index);
  }

  String value(int index) {
    return values.get(index);
  }

  /** Returns the value that is called {@code name}, or an empty text if none is. */
  String value(String name) {
    int index = names.indexOf(name);
    return index < 0 ? "" : values.get(index);
  }

  /** Returns the lines, each with a line feed. */
  public String render(Layout layout) {
    int width = 0;
    for (String name : names) {
      width = Math.max(width, name.length());
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String value = values.get(i);
      boolean isState = layout.isColoured() && name.equals("state");
      out.append(name);
      out.append(value.isEmpty() ? "" : " ".repeat(width - name.length() + 2));
      out.append(isState ? StateColour.paint(value, value) : value).append('\n');
    }
    return out.toString();
  }
}
