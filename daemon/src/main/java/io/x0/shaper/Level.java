package io.x0.shaper;

/**
 * A count that rises and falls: where it is, the highest it was, and how often it rose. Confined to
 * the caller's lock.
 */
public final class Level {
  private int current;
  private int max;
  private long total;

  Level() {}

  /** Returns where it is now. */
  public int current() {
    return current;
  }

  /** Returns the highest it ever was. */
  public int max() {
    return max;
  }

  /** Returns how often it rose by one. */
  public long total() {
    return total;
  }

  void rise() {
    current++;
    total++;
    max = Math.max(max, current);
  }

  void fall() {
    current--;
  }

  /** Puts it where a change of the tree moved it; that is not a rise. */
  void move(int value) {
    current = value;
    max = Math.max(max, current);
  }
}
