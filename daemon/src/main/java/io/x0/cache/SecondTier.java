package io.x0.cache;

import io.x0.cache.body.CachedBody;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the responses of one director are kept beyond memory. Thread-safe. No method waits for a
 * disk; what cannot be done in time is not done, which costs a fetch. A purge is always done.
 */
public interface SecondTier {
  /** Keeps nothing. */
  SecondTier NONE =
      new SecondTier() {
        @Override
        public void put(String key, StoredResponse response, Judge judge) {}

        @Override
        public void remove(String key, StoredResponse response) {}

        @Override
        public boolean has(String key, Fields request) {
          return false;
        }

        @Override
        public boolean has(String key) {
          return false;
        }

        @Override
        public long size() {
          return 0;
        }

        @Override
        public void load(
            String key,
            Fields request,
            LongFunction<CachedBody> bodies,
            Consumer<List<StoredResponse>> then) {
          then.accept(List.of());
        }

        @Override
        public Purged purge(Order order, BiPredicate<String, Variant> isCounted) {
          return Purged.DONE;
        }

        @Override
        public int count(Order order, BiPredicate<String, Variant> isCounted) {
          return 0;
        }
      };

  /** Tells what purges have left of a response: all, a stale one, or null for nothing. */
  interface Judge extends Supplier<@Nullable StoredResponse> {}

  /** Which requests a response answers, of those with its key. Immutable. */
  record Variant(Vary vary, List<String> values) {
    public Variant {
      values = List.copyOf(values);
    }

    static Variant of(StoredResponse response) {
      return new Variant(response.vary(), response.variant());
    }
  }

  /**
   * A purge as it is carried out. Immutable.
   *
   * @param purge what is meant
   * @param isSoft whether it is declared stale only
   * @param seconds when that was, in seconds since 1970
   * @param isWaitedFor whether somebody is told when it lasts
   */
  record Order(Purge purge, boolean isSoft, long seconds, boolean isWaitedFor) {}

  /**
   * What came of a purge.
   *
   * @param count how many responses were meant
   * @param lasting completes when even the death of the process, or of the machine if the purge was
   *     waited for, brings none of them back
   */
  record Purged(int count, CompletableFuture<Void> lasting) {
    /** Nothing was there. */
    public static final Purged DONE = new Purged(0, CompletableFuture.completedFuture(null));
  }

  /**
   * Keeps a whole response whose body is complete, in the place of the one for the same requests.
   *
   * @param judge is asked once the tier has taken note of the response, on the caller's stack
   */
  void put(String key, StoredResponse response, Judge judge);

  /** Lets go of what it has for the same requests. */
  void remove(String key, StoredResponse response);

  /** Returns whether it has what may suit a request. */
  boolean has(String key, Fields request);

  /** Returns whether something is kept under a key. */
  boolean has(String key);

  /** Returns how many responses it has. */
  long size();

  /**
   * Loads what is kept under a key, may suit a request and is intact.
   *
   * @param bodies makes a body for so many bytes
   * @param then is told once, on any thread; the references to the bodies are its own to give back
   */
  void load(
      String key,
      Fields request,
      LongFunction<CachedBody> bodies,
      Consumer<List<StoredResponse>> then);

  /**
   * Purges: when it returns, what is meant is not loaded any more, or as stale.
   *
   * @param isCounted whether what is kept under a key for such requests was counted elsewhere
   */
  Purged purge(Order order, BiPredicate<String, Variant> isCounted);

  /** Returns how many responses {@link #purge} would count. */
  int count(Order order, BiPredicate<String, Variant> isCounted);
}
