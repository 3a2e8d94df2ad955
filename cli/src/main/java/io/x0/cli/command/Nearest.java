package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Guesses what a mistyped word was meant to be. Stateless. */
final class Nearest {
  private Nearest() {}

  /** Returns the one of {@code known} that is nearest to {@code word}, or null if none is near. */
  static @Nullable String to(String word, List<String> known) {
    String nearest = null;
    int least = Math.max(1, word.length() / 3) + 1;
    for (String candidate : known) {
      boolean isStart = word.length() > 1 && candidate.startsWith(word);
      int distance = isStart ? 0 : distance(word, candidate);
      if (distance < least && distance < candidate.length()) {
        least = distance;
        nearest = candidate;
      }
    }
    return nearest;
  }

  /** Returns how many letters to insert, drop, replace or swap (Damerau-Levenshtein). */
  private static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        boolean isSame = from.charAt(i - 1) == to.charAt(j - 1);
        int best = cost[i - 1][j - 1] + (isSame ? 0 : 1);
        best = Math.min(best, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean isSwap =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        cost[i][j] = isSwap ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
      }
    }
    return cost[from.length()][to.length()];
  }
}
