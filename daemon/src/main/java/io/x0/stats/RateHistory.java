package io.x0.stats;

import io.x0.stats.TrafficSnapshot.Second;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * How much the totals grew in each of the last complete seconds. Thread-safe, without locks.
 *
 * <p>A request adds to the totals and to nothing else. Who comes first in a second marks what the
 * totals were when it began; a second's share is what lies between its mark and the next one, for
 * nothing was added in the seconds without a mark. Shares therefore always add up to the totals. A
 * request that was added while a second turned is in one of the two; its bytes or its error may be
 * in the other.
 */
final class RateHistory {
  /** How many complete seconds are shown. */
  static final int SECONDS = 60;

  /** One more than shown, for who began to read just before a second turned. */
  private static final int KEPT = SECONDS + 1;

  private static final Second NOTHING = new Second(0, 0, 0, 0);

  /** The totals at the begin of a second. */
  private static final class Mark {
    private final long second;
    private final long errors;
    private final long requests;
    private final long bytesIn;
    private final long bytesOut;

    /** The mark before, or absent when that is too long ago; only ever cut off. */
    private @Nullable Mark earlier;

    Mark(long second, Totals totals, @Nullable Mark earlier) {
      this.second = second;
      this.errors = totals.errors();
      this.requests = totals.requests();
      this.bytesIn = totals.bytesIn();
      this.bytesOut = totals.bytesOut();
      this.earlier = earlier;
    }

    Second until(Mark later) {
      return new Second(
          later.requests - requests,
          later.errors - errors,
          later.bytesIn - bytesIn,
          later.bytesOut - bytesOut);
    }

    /** Lets go of the marks of seconds that will not be shown again. */
    void forget() {
      Mark last = this;
      // Read once: others may be cutting, too.
      Mark mark = earlier;
      while (mark != null && second - mark.second <= KEPT) {
        last = mark;
        mark = mark.earlier;
      }
      last.earlier = null;
    }
  }

  private static final AtomicReferenceFieldUpdater<RateHistory, Mark> LATEST =
      AtomicReferenceFieldUpdater.newUpdater(RateHistory.class, Mark.class, "latest");

  private final Totals totals;
  private volatile Mark latest;

  RateHistory(Totals totals, long second) {
    this.totals = totals;
    this.latest = new Mark(second, totals, null);
  }

  /** Makes {@code second} the present one unless it is past; to be called before totals grow. */
  void moveTo(long second) {
    if (second > latest.second) {
      mark(second);
    }
  }

  private void mark(long second) {
    Mark last = latest;
    while (second > last.second) {
      Mark next = new Mark(second, totals, last);
      if (LATEST.compareAndSet(this, last, next)) {
        next.forget();
        return;
      }
      last = latest;
    }
  }

  /** Returns the last complete seconds, seen from {@code second} or later; the oldest first. */
  List<Second> complete(long second) {
    moveTo(second);
    Second[] seconds = new Second[SECONDS];
    Arrays.fill(seconds, NOTHING);
    Mark present = latest;
    Mark later = present;
    Mark mark = present.earlier;
    while (mark != null && present.second - mark.second <= SECONDS) {
      seconds[SECONDS - (int) (present.second - mark.second)] = mark.until(later);
      later = mark;
      mark = mark.earlier;
    }
    return List.of(seconds);
  }
}
