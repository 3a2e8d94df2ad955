package io.x0.cache;

import io.x0.cache.CacheStats.Event;
import io.x0.cache.body.CachedBody;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** Moves responses of one director between memory and what is beyond it. Thread-safe. */
final class SecondShelf {
  private final SecondTier tier;
  private final Shelf memory;
  private final CacheStats stats;
  private final Judgements judgements;

  SecondShelf(SecondTier tier, Shelf memory, CacheStats stats, Judgements judgements) {
    this.tier = tier;
    this.memory = memory;
    this.stats = stats;
    this.judgements = judgements;
  }

  SecondTier tier() {
    return tier;
  }

  /** Keeps a response; one whose body is not complete yet comes again. */
  void keep(String key, StoredResponse response, long purgesBefore) {
    if (response.body().isComplete() && response.part() == null) {
      tier.put(key, response, () -> judgements.of(key, response, purgesBefore));
    }
  }

  /**
   * Brings what suits a request back into memory.
   *
   * @param then gets it, with references to the bodies of its own, whether memory has kept it or
   *     not
   */
  void load(
      String key,
      Fields request,
      LongFunction<CachedBody> bodies,
      Consumer<List<StoredResponse>> then) {
    long before = judgements.purges();
    tier.load(
        key,
        request,
        bodies,
        loaded -> {
          List<StoredResponse> kept = new ArrayList<>();
          for (StoredResponse response : loaded) {
            StoredResponse judged = judgements.of(key, response, before);
            if (judged == null) {
              response.body().release();
            } else {
              stats.count(Event.LOADED);
              kept.add(judged);
            }
          }
          for (StoredResponse response : kept) {
            bringBack(key, response);
            judgements.again(key, response, before);
          }
          then.accept(kept);
        });
  }

  /** What has come into memory meanwhile is newer. */
  private void bringBack(String key, StoredResponse response) {
    memory.change(
        key,
        variants -> {
          if (variants.stream().noneMatch(response::isSameVariant) && response.body().retain()) {
            variants.add(response);
          }
        });
  }

  SecondTier.Purged purge(SecondTier.Order order) {
    return tier.purge(order, inMemory(order));
  }

  int count(SecondTier.Order order) {
    return tier.count(order, inMemory(order));
  }

  private BiPredicate<String, SecondTier.Variant> inMemory(SecondTier.Order order) {
    return (key, variant) ->
        memory.look(key).stream()
            .anyMatch(
                stored ->
                    SecondTier.Variant.of(stored).equals(variant)
                        && isMeant(order.purge(), key, stored));
  }

  static boolean isMeant(Purge purge, String key, StoredResponse stored) {
    return purge.isMeant(key, stored.labels().url(), stored.labels().tags());
  }
}
