package io.x0.cache;

import java.util.Optional;

/** Finds the caches of directors, which share their memory. Thread-safe. */
public interface CacheDirectory {
  /** There is no cache. */
  CacheDirectory NONE =
      new CacheDirectory() {
        @Override
        public Optional<ObjectCache> find(String director) {
          return Optional.empty();
        }

        @Override
        public long usedBytes() {
          return 0;
        }

        @Override
        public long capacityBytes() {
          return 0;
        }
      };

  /** Returns the cache of a director, or empty if it never cached. */
  Optional<ObjectCache> find(String director);

  /** Returns the bytes that all bodies take now. */
  long usedBytes();

  /** Returns the most bytes that all bodies can take. */
  long capacityBytes();

  /** Returns what is kept beyond memory, or empty if nothing is. */
  default Optional<TierFigures> beyond() {
    return Optional.empty();
  }
}
