package io.x0.cache;

import io.x0.cache.body.CachedBody;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Where the responses of one director are kept beyond memory. Thread-safe. No method waits for a
 * disk; what cannot be done in time is not done, which costs a fetch.
 */
public interface SecondTier {
  /** Keeps nothing. */
  SecondTier NONE =
      new SecondTier() {
        @Override
        public void put(String key, StoredResponse response) {}

        @Override
        public boolean has(String key) {
          return false;
        }

        @Override
        public void load(
            String key,
            LongFunction<CachedBody> bodies,
            Consumer<List<StoredResponse>> then) {
          then.accept(List.of());
        }

        @Override
        public int purge(Purge purge, Set<String> counted) {
          return 0;
        }
      };

  /**
   * Keeps a response whose body is complete, in the place of the one for the same requests. It
   * holds a reference to the body as long as it needs it.
   */
  void put(String key, StoredResponse response);

  /** Returns whether something is kept under a key. */
  boolean has(String key);

  /**
   * Loads what is kept under a key and is intact.
   *
   * @param bodies makes a body for so many bytes
   * @param then is told once, on any thread; the references to the bodies are its own to give back
   */
  void load(String key, LongFunction<CachedBody> bodies, Consumer<List<StoredResponse>> then);

  /**
   * Lets go of what is meant: from now on it is not loaded any more.
   *
   * @param counted keys of what was counted already
   * @return how many responses there were under other keys
   */
  int purge(Purge purge, Set<String> counted);
}
