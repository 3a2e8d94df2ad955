package io.x0.flow.source;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds the name that a misspelt one was meant to be. Stateless. */
public final class NearestName {
  private NearestName() {}

  /** Returns {@code did you mean 'x'?} for the nearest of the names, or null if none is near. */
  public static @Nullable String suggest(String wrong, Collection<String> names) {
    String best = null;
    int limit = wrong.length() < 3 ? 0 : Math.min(3, Math.max(1, wrong.length() / 3));
    for (String name : names.stream().sorted().toList()) {
      int distance = distance(wrong, name, limit);
      if (distance <= limit) {
        best = name;
        limit = distance - 1;
      }
    }
    if (best == null) {
      best = sameLastPart(wrong, names);
    }
    return best == null ? null : "did you mean '" + best + "'?";
  }

  /** {@code path} was meant to be {@code req.path}. */
  private static @Nullable String sameLastPart(String wrong, Collection<String> names) {
    return names.stream()
        .filter(name -> name.endsWith("." + wrong))
        .min(String::compareTo)
        .orElse(null);
  }

  /** Insertions, deletions, replacements and swaps of neighbours; more than limit is limit + 1. */
  private static int distance(String a, String b, int limit) {
    if (Math.abs(a.length() - b.length()) > limit) {
      return limit + 1;
    }
    int[] older = new int[b.length() + 1];
    int[] previous = new int[b.length() + 1];
    int[] current = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, Math.min(previous[j], current[j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          current[j] = Math.min(current[j], older[j - 2] + 1);
        }
      }
      int[] spare = older;
      older = previous;
      previous = current;
      current = spare;
    }
    return previous[b.length()];
  }
}
