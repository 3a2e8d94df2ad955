package io.x0.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How much totals grew in each of the last complete seconds. Thread-safe, without locks.
 *
 * <p>Who counts adds to the totals and to nothing else. Who comes first in a second marks what the
 * totals were when it began; a second's share is what lies between its mark and the next one, for
 * nothing was added in the seconds without a mark. Shares therefore always add up to the totals.
 * What was added while a second turned is in one of the two; parts of it may be in the other.
 *
 * @param <T> totals, and shares of them
 */
public final class RateHistory<T> {
  /** How many complete seconds are shown. */
  public static final int SECONDS = 60;

  /** One more than shown, for who began to read just before a second turned. */
  private static final int KEPT = SECONDS + 1;

  /** The totals at the begin of a second. */
  private static final class Mark<T> {
    private final long second;
    private final T totals;

    /** The mark before, or absent when that is too long ago; only ever cut off. */
    private @Nullable Mark<T> earlier;

    Mark(long second, T totals, @Nullable Mark<T> earlier) {
      this.second = second;
      this.totals = totals;
      this.earlier = earlier;
    }

    /** Lets go of the marks of seconds that will not be shown again. */
    void forget() {
      Mark<T> last = this;
      // Read once: others may be cutting, too.
      Mark<T> mark = earlier;
      while (mark != null && second - mark.second <= KEPT) {
        last = mark;
        mark = mark.earlier;
      }
      last.earlier = null;
    }
  }

  @SuppressWarnings("rawtypes")
  private static final AtomicReferenceFieldUpdater<RateHistory, Mark> LATEST =
      AtomicReferenceFieldUpdater.newUpdater(RateHistory.class, Mark.class, "latest");

  private final Supplier<T> totals;
  private final BinaryOperator<T> minus;
  private final T nothing;
  private volatile Mark<T> latest;

  /**
   * @param totals returns what there is so far
   * @param minus returns what its first argument has more than its second
   * @param nothing the share of a second without anything
   */
  public RateHistory(Supplier<T> totals, BinaryOperator<T> minus, T nothing, long second) {
    this.totals = totals;
    this.minus = minus;
    this.nothing = nothing;
    this.latest = new Mark<>(second, totals.get(), null);
  }

  /** Makes {@code second} the present one unless it is past; to be called before totals grow. */
  public void moveTo(long second) {
    if (second > latest.second) {
      mark(second);
    }
  }

  private void mark(long second) {
    Mark<T> last = latest;
    while (second > last.second) {
      Mark<T> next = new Mark<>(second, totals.get(), last);
      if (LATEST.compareAndSet(this, last, next)) {
        next.forget();
        return;
      }
      last = latest;
    }
  }

  /** Returns the last complete seconds, seen from {@code second} or later; the oldest first. */
  public List<T> complete(long second) {
    moveTo(second);
    List<T> seconds = new ArrayList<>(Collections.nCopies(SECONDS, nothing));
    Mark<T> present = latest;
    Mark<T> later = present;
    Mark<T> mark = present.earlier;
    while (mark != null && present.second - mark.second <= SECONDS) {
      seconds.set(
          SECONDS - (int) (present.second - mark.second), minus.apply(later.totals, mark.totals));
      later = mark;
      mark = mark.earlier;
    }
    return List.copyOf(seconds);
  }
}
