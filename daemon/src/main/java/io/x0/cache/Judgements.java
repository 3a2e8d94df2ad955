package io.x0.cache;

import org.jspecify.annotations.Nullable;

/** What the purges of late leave of the responses of one director. Thread-safe. */
final class Judgements {
  private final PurgeLog purges;
  private final Shelf shelf;
  private volatile boolean isClosed;

  Judgements(PurgeLog purges, Shelf shelf) {
    this.purges = purges;
    this.shelf = shelf;
  }

  /** From now on nothing is left of any. */
  void close() {
    isClosed = true;
  }

  /** Returns the count of purges, to be kept by who asks for a response. */
  long purges() {
    return purges.count();
  }

  /**
   * Returns what purges left of a response that was asked for before them, or null.
   *
   * @param before {@link #purges} when it was asked for
   */
  @Nullable StoredResponse of(String key, StoredResponse response, long before) {
    PurgeLog.Judgement judgement = purges.since(before, key, response.labels());
    if (isClosed) {
      return null;
    }
    return switch (judgement.verdict()) {
      case VALID -> response;
      case STALE -> response.purged(judgement.seconds());
      case GONE -> null;
    };
  }

  /** A purge that came before the response was stored, and after it was judged, has missed it. */
  @SuppressWarnings("ReferenceEquality")
  void again(String key, StoredResponse stored, long before) {
    StoredResponse judged = of(key, stored, before);
    if (judged == null) {
      shelf.remove(key, stored);
    } else if (judged != stored) {
      shelf.declareStale(key, stored, judged.purgedSeconds());
    }
  }
}
