package io.x0.director;

import io.x0.director.DirectorSnapshot.Counts;

/** Attempts by their end. Confined to the director's lock. */
final class AttemptCounts {
  private long failed;
  private long unreachable;
  private long aborted;
  private long retried;
  private long redispatched;

  /** Counts an attempt that ended. */
  void ended(Outcome.Kind kind) {
    switch (kind) {
      case FAILED -> failed++;
      case UNREACHABLE -> {
        failed++;
        unreachable++;
      }
      case ABORTED -> aborted++;
      case SERVED, UNUSED -> {}
    }
  }

  /** Counts an attempt that repeats a failed one. */
  void retried(boolean elsewhere) {
    retried++;
    if (elsewhere) {
      redispatched++;
    }
  }

  Counts snapshot() {
    return new Counts(failed, unreachable, aborted, retried, redispatched);
  }
}
