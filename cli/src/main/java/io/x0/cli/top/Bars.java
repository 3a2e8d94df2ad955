package io.x0.cli.top;

/** Shares and loads as bars. Stateless. */
final class Bars {
  private Bars() {}

  /**
   * Returns what a bucket has of the tokens there are: what is used of its own, what it borrowed,
   * what it is assured and leaves idle, up to its ceil, which a bar marks.
   *
   * @param all the tokens of the director, which are as wide as the bar
   */
  static String bucket(
      double used,
      double borrowed,
      double rate,
      double ceil,
      double all,
      int width,
      boolean plain) {
    char own = plain ? '#' : '\u2588';
    char lent = plain ? '+' : '\u2593';
    char idle = plain ? '.' : '\u2591';
    double scale = all <= 0 ? 0 : width / all;
    int ownEnd = cells((used - borrowed) * scale, width);
    int usedEnd = Math.max(ownEnd, cells(used * scale, width));
    int rateEnd = cells(rate * scale, width);
    int mark = Math.min(width - 1, Math.max(0, cells(ceil * scale, width) - 1));
    StringBuilder out = new StringBuilder(width);
    for (int i = 0; i < width; i++) {
      char cell = i < ownEnd ? own : i < usedEnd ? lent : i < rateEnd ? idle : ' ';
      boolean isMark = i == mark && ceil > 0 && i >= usedEnd;
      out.append(isMark ? '|' : cell);
    }
    return out.toString();
  }

  /**
   * Returns the load of a backend in its capacity.
   *
   * @param effective how much of the capacity there is now
   */
  static String backend(double load, double effective, double capacity, int width, boolean plain) {
    double scale = capacity <= 0 ? 0 : width / capacity;
    int full = cells(load * scale, width);
    int open = cells(effective * scale, width);
    StringBuilder out = new StringBuilder(width);
    for (int i = 0; i < width; i++) {
      out.append(i < full ? (plain ? '#' : '\u2588') : i < open ? (plain ? '.' : '\u2591') : ' ');
    }
    return out.toString();
  }

  /** Returns a length in whole cells; what is more than nothing takes at least one. */
  private static int cells(double length, int width) {
    if (length <= 0) {
      return 0;
    }
    return Math.max(1, Math.min(width, (int) Math.round(length)));
  }
}
