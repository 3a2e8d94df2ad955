package io.x0.stats;

/**
 * How many of something there are now, were at the most, and have been in total. Confined to the
 * lock of its owner.
 */
public final class LoadCounter {
  private long current;
  private long max;
  private long total;

  /** Counts one more. */
  public void enter() {
    current++;
    total++;
    max = Math.max(max, current);
  }

  /** Counts one more that takes a place, but is none of what is counted. */
  public void occupy() {
    current++;
    max = Math.max(max, current);
  }

  /** Counts one less. */
  public void leave() {
    current--;
  }

  /** Returns how many there are now. */
  public long current() {
    return current;
  }

  /** Returns the three figures as they are now. */
  public Load snapshot() {
    return new Load(current, max, total);
  }

  /**
   * The three figures at one moment. Immutable.
   *
   * @param current how many there are now
   * @param max the most there have been at once
   * @param total how many there have been
   */
  public record Load(long current, long max, long total) {}
}
