package io.x0.haproxy.source;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The environment variables while a configuration is read, which may change them. One thread. */
public final class Variables {
  private static final int MOST = 10_000;

  private final Map<String, String> values;

  /**
   * @param environment what there is before the first line
   */
  public Variables(Map<String, String> environment) {
    values = new HashMap<>(environment);
  }

  /** Returns the value of a variable, or empty. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** Returns whether {@code keyword} is one that changes the environment. */
  static boolean isKeyword(String keyword) {
    return List.of("setenv", "presetenv", "unsetenv", "resetenv").contains(keyword);
  }

  /** Does what a line of the global section says. */
  void apply(Line line, Diagnostics diagnostics) {
    switch (line.text(0)) {
      case "setenv", "presetenv" -> {
        if (line.size() < 3) {
          diagnostics.error(line.at(), line.text(0), "needs a name and a value");
        } else if (values.size() >= MOST) {
          diagnostics.error(line.at(), line.text(0), "too many variables");
        } else if (line.text(0).equals("setenv")) {
          values.put(line.text(1), line.text(2));
        } else {
          values.putIfAbsent(line.text(1), line.text(2));
        }
      }
      case "unsetenv" -> line.from(1).forEach(word -> values.remove(word.text()));
      default -> {
        Set<String> kept = new HashSet<>();
        line.from(1).forEach(word -> kept.add(word.text()));
        values.keySet().retainAll(kept);
      }
    }
  }
}
