package io.x0.cache;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The purges of late: what a response that was asked for before some of them is still worth.
 * Thread-safe.
 *
 * <p>Purges are numbered. Who asks for a response remembers the number of the last one; those that
 * came since are looked at when it is to be stored. So many are kept that this is known of all but
 * responses that take very long while very much is purged: those count as purged.
 */
final class PurgeLog {
  private static final int MOST = 4096;
  private static final int MOST_CHARS = 1 << 20;

  /** What a purge does to a response. */
  enum Verdict {
    /** Nothing. */
    VALID,
    /** It is stale since a moment. */
    STALE,
    /** It must not be stored. */
    GONE
  }

  /** A purge and when it was, in seconds since 1970. */
  private record Past(Purge purge, boolean isSoft, long seconds) {}

  /**
   * What purges did to a response.
   *
   * @param verdict the gravest
   * @param seconds since when it is stale, if it is
   */
  record Judgement(Verdict verdict, long seconds) {
    private static final Judgement VALID = new Judgement(Verdict.VALID, StoredResponse.NEVER);
    private static final Judgement GONE = new Judgement(Verdict.GONE, StoredResponse.NEVER);
  }

  private final ReentrantLock lock = new ReentrantLock();

  /** The newest first. */
  @GuardedBy("lock")
  private final Deque<Past> latest = new ArrayDeque<>();

  @GuardedBy("lock")
  private int chars;

  /** Grows under the lock only. */
  private final AtomicLong count = new AtomicLong();

  /** Returns how many there were so far. */
  long count() {
    return count.get();
  }

  /** Adds one. */
  void add(Purge purge, boolean isSoft, long seconds) {
    lock.lock();
    try {
      latest.addFirst(new Past(purge, isSoft, seconds));
      chars += purge.length();
      while (latest.size() > MOST || (chars > MOST_CHARS && latest.size() > 1)) {
        chars -= latest.removeLast().purge.length();
      }
      count.incrementAndGet();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Judges a response.
   *
   * @param before {@link #count} when it was asked for
   */
  Judgement since(long before, String key, Labels labels) {
    if (count.get() == before) {
      return Judgement.VALID;
    }
    Judgement judgement = Judgement.VALID;
    lock.lock();
    try {
      long since = count.get() - before;
      if (since > latest.size()) {
        return Judgement.GONE;
      }
      for (Past past : latest) {
        if (since-- == 0) {
          break;
        }
        if (past.purge.isMeant(key, labels.url(), labels.tags())) {
          if (!past.isSoft) {
            return Judgement.GONE;
          }
          judgement = new Judgement(Verdict.STALE, past.seconds);
        }
      }
      return judgement;
    } finally {
      lock.unlock();
    }
  }
}
