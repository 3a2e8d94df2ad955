package io.x0.cli.top;

/** The last 60 seconds of one figure as a line of bars. Confined to one thread. */
final class Spark {
  static final int SECONDS = 60;

  private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
  private static final String LETTERS = "_.-=+*%#";

  private final double[] values = new double[SECONDS];
  private int count;

  /** Adds the newest second. */
  void add(double value) {
    System.arraycopy(values, 1, values, 0, SECONDS - 1);
    values[SECONDS - 1] = value;
    count = Math.min(SECONDS, count + 1);
  }

  void clear() {
    count = 0;
  }

  /** Returns the largest of them. */
  double max() {
    double max = 0;
    for (int i = SECONDS - count; i < SECONDS; i++) {
      max = Math.max(max, values[i]);
    }
    return max;
  }

  /**
   * Returns the newest seconds, the newest to the right.
   *
   * @param width the most columns it may take
   * @param isPlain whether only ASCII may be used
   */
  String line(int width, boolean isPlain) {
    String levels = isPlain ? LETTERS : BLOCKS;
    double max = max();
    StringBuilder out = new StringBuilder();
    for (int i = SECONDS - Math.min(width, count); i < SECONDS; i++) {
      int level = max == 0 ? 0 : (int) Math.ceil(values[i] / max * levels.length()) - 1;
      out.append(levels.charAt(Math.max(0, level)));
    }
    return out.toString();
  }
}
