package io.x0.haproxy;

import io.x0.common.InvalidValueException;
import io.x0.common.name.Names;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Makes names of HAProxy, which may hold colons and be long, distinct names of x0. One thread. */
final class DirectorNames {
  private static final int LONGEST = 63;

  private final Set<String> taken = new HashSet<>();

  /** The last number that was tried behind a name. */
  private final Map<String, Integer> numbers = new HashMap<>();

  /** Returns a name that was not returned before: {@code name} itself if x0 takes it. */
  String of(String name) {
    StringBuilder fit = new StringBuilder();
    for (int i = 0; i < name.length() && fit.length() < LONGEST; i++) {
      char c = name.charAt(i);
      boolean plain = c < 128 && Character.isLetterOrDigit(c);
      if (fit.length() == 0 && !plain) {
        fit.append('x');
      }
      fit.append(plain || c == '.' || c == '_' || c == '-' ? c : '_');
    }
    String base = fit.length() == 0 ? "x" : fit.substring(0, Math.min(LONGEST, fit.length()));
    String result = base;
    while (!taken.add(result)) {
      String number = "-" + numbers.merge(base, 2, (last, two) -> last + 1);
      result = base.substring(0, Math.min(base.length(), LONGEST - number.length())) + number;
    }
    return result;
  }

  /** Returns whether x0 takes a name as it is. */
  static boolean fits(String name) {
    try {
      return Names.check("name", name).equals(name);
    } catch (InvalidValueException e) {
      return false;
    }
  }
}
