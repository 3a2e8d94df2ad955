package io.x0.modules.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads and changes {@code Cookie} fields, and keeps what is not well formed. Stateless. */
final class Cookies {
  private Cookies() {}

  /** Returns the value of the first cookie of a name, or empty. */
  static Optional<String> value(List<String> lines, String name) {
    for (String line : lines) {
      for (String pair : line.split(";", -1)) {
        String text = pair.strip();
        if (text.startsWith(name + "=")) {
          return Optional.of(text.substring(name.length() + 1));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the lines with other values for the cookies of a name.
   *
   * @param change gives the new value, or empty to remove the cookie
   */
  static List<String> changed(
      List<String> lines, String name, Function<String, Optional<String>> change) {
    List<String> out = new ArrayList<>();
    for (String line : lines) {
      List<String> pairs = new ArrayList<>();
      for (String pair : line.split(";", -1)) {
        String text = pair.strip();
        if (!text.startsWith(name + "=")) {
          pairs.add(text);
        } else {
          change
              .apply(text.substring(name.length() + 1))
              .ifPresent(value -> pairs.add(name + "=" + value));
        }
      }
      if (!pairs.isEmpty()) {
        out.add(String.join("; ", pairs));
      }
    }
    return out;
  }
}
