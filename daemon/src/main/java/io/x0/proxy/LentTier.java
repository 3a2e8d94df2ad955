package io.x0.proxy;

import io.x0.cache.Fields;
import io.x0.cache.SecondTier;
import io.x0.cache.StoredResponse;
import io.x0.cache.body.CachedBody;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is kept beyond memory, unless somebody else has it: then nothing is found, nothing is kept,
 * and a purge tells that it does not last. Thread-safe.
 */
final class LentTier implements SecondTier {
  private final Supplier<@Nullable SecondTier> present;

  /**
   * @param present returns what is kept, or null while somebody else has it
   */
  LentTier(Supplier<@Nullable SecondTier> present) {
    this.present = present;
  }

  private SecondTier own() {
    SecondTier own = present.get();
    return own == null ? SecondTier.NONE : own;
  }

  @Override
  public void put(String key, StoredResponse response, Judge judge) {
    own().put(key, response, judge);
  }

  @Override
  public void remove(String key, StoredResponse response) {
    own().remove(key, response);
  }

  @Override
  public boolean has(String key, Fields request) {
    return own().has(key, request);
  }

  @Override
  public boolean has(String key) {
    return own().has(key);
  }

  @Override
  public long size() {
    return own().size();
  }

  @Override
  public void load(
      String key,
      Fields request,
      LongFunction<CachedBody> bodies,
      Consumer<List<StoredResponse>> then) {
    own().load(key, request, bodies, then);
  }

  @Override
  public Purged purge(Order order, BiPredicate<String, Variant> isCounted) {
    SecondTier own = present.get();
    if (own == null) {
      return new Purged(
          0,
          CompletableFuture.failedFuture(
              new IOException("another x0d has the cache on disk now: purge there")));
    }
    return own.purge(order, isCounted);
  }

  @Override
  public int count(Order order, BiPredicate<String, Variant> isCounted) {
    return own().count(order, isCounted);
  }
}
