package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.cache.CacheStats;
import io.x0.cache.CacheStats.Event;
import io.x0.cache.CacheStats.Share;
import io.x0.cache.ObjectCache;
import io.x0.cache.TierFigures;
import java.util.List;

/** The figures of a cache as the API shows them. Stateless. */
final class CacheFigures {
  private static final double TEN_THOUSANDTHS = 10_000;
  private static final int SHORT_SECONDS = 10;
  private static final int LONG_SECONDS = 60;

  private CacheFigures() {}

  /** Returns all of them, the last minute second by second if that is wanted. */
  static JsonObject of(ObjectCache cache, boolean hasHistory) {
    CacheStats stats = cache.stats();
    List<Share> history = stats.history();
    JsonObject out = new JsonObject();
    out.addProperty("objects", cache.size());
    out.addProperty("bytes", cache.weight());
    out.addProperty("on-disk", cache.sizeBeyond());
    out.addProperty("lookups", stats.get(Event.LOOKUP));
    out.addProperty("hits", stats.get(Event.HIT));
    out.addProperty("stale", stats.get(Event.STALE));
    out.addProperty("collapsed", stats.get(Event.COLLAPSED));
    out.addProperty("revalidated", stats.get(Event.REVALIDATED));
    out.addProperty("misses", stats.get(Event.MISS));
    out.addProperty("expired", stats.get(Event.EXPIRED));
    out.addProperty("bypassed", stats.get(Event.BYPASSED));
    out.addProperty("stored", stats.get(Event.STORED));
    out.addProperty("loaded", stats.get(Event.LOADED));
    out.addProperty("evicted", stats.get(Event.EVICTED));
    out.addProperty("purged", stats.get(Event.PURGED));
    out.add("hit-ratio", ratios(history, stats.total()));
    if (hasHistory) {
      out.add("history", history(history));
    }
    return out;
  }

  /** Returns what is kept on disk for all directors. */
  static JsonObject of(TierFigures figures) {
    JsonObject out = new JsonObject();
    out.addProperty("objects", figures.objects());
    out.addProperty("used-bytes", figures.bytes());
    out.addProperty("capacity-bytes", figures.capacityBytes());
    out.addProperty("scanning", figures.isScanning());
    out.addProperty("written", figures.written());
    out.addProperty("loaded", figures.loaded());
    out.addProperty("dropped", figures.dropped());
    out.addProperty("damaged", figures.damaged());
    out.addProperty("evicted", figures.evicted());
    out.addProperty("failed", figures.failed());
    return out;
  }

  /** Returns what is told of it once per second. */
  static JsonObject line(ObjectCache cache) {
    List<Share> history = cache.stats().history();
    JsonObject out = new JsonObject();
    out.addProperty("objects", cache.size());
    out.addProperty("bytes", cache.weight());
    out.addProperty("lookups-per-second", history.get(history.size() - 1).lookups());
    put("hit-ratio", sum(history, SHORT_SECONDS), out);
    return out;
  }

  /** Shares of nothing are left out. */
  private static JsonObject ratios(List<Share> history, Share total) {
    JsonObject out = new JsonObject();
    put("10s", sum(history, SHORT_SECONDS), out);
    put("60s", sum(history, LONG_SECONDS), out);
    put("total", total, out);
    return out;
  }

  private static void put(String name, Share share, JsonObject out) {
    if (share.lookups() > 0) {
      out.addProperty(name, Math.round(share.ratio() * TEN_THOUSANDTHS) / TEN_THOUSANDTHS);
    }
  }

  private static Share sum(List<Share> history, int seconds) {
    long lookups = 0;
    long served = 0;
    for (Share share : history.subList(history.size() - seconds, history.size())) {
      lookups += share.lookups();
      served += share.served();
    }
    return new Share(lookups, served);
  }

  private static JsonObject history(List<Share> seconds) {
    JsonArray lookups = new JsonArray(seconds.size());
    JsonArray served = new JsonArray(seconds.size());
    for (Share second : seconds) {
      lookups.add(second.lookups());
      served.add(second.served());
    }
    JsonObject out = new JsonObject();
    out.add("lookups", lookups);
    out.add("served", served);
    return out;
  }
}
