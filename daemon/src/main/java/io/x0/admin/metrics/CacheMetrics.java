package io.x0.admin.metrics;

import io.x0.cache.CacheDirectory;
import io.x0.cache.CacheStats;
import io.x0.cache.CacheStats.Event;
import io.x0.cache.ObjectCache;
import io.x0.cache.TierFigures;
import io.x0.common.setting.Setting;
import io.x0.director.Director;
import io.x0.director.Directors;
import java.util.LinkedHashMap;
import java.util.Map;

/** The figures of the caches of directors. Thread-safe. */
public final class CacheMetrics implements MetricSource {
  private static final Event[] RESULTS = {
    Event.HIT,
    Event.STALE,
    Event.COLLAPSED,
    Event.REVALIDATED,
    Event.MISS,
    Event.EXPIRED,
    Event.BYPASSED
  };

  private final Directors directors;
  private final CacheDirectory caches;

  public CacheMetrics(Directors directors, CacheDirectory caches) {
    this.directors = directors;
    this.caches = caches;
  }

  @Override
  public void write(Families out) {
    out.level("x0_cache_memory_bytes", "memory of all cached bodies", caches.usedBytes());
    out.level("x0_cache_memory_limit_bytes", "most of it", caches.capacityBytes());
    caches.beyond().ifPresent(figures -> write(figures, out));
    for (Director director : directors.all()) {
      caches.find(director.name()).ifPresent(cache -> write(director.name(), cache, out));
    }
  }

  private static void write(TierFigures figures, Families out) {
    out.level("x0_cache_disk_objects", "cached answers on disk", figures.objects());
    out.level("x0_cache_disk_bytes", "what they take", figures.bytes());
    out.level("x0_cache_disk_limit_bytes", "most of it", figures.capacityBytes());
    Map<String, Long> events = new LinkedHashMap<>();
    events.put("written", figures.written());
    events.put("loaded", figures.loaded());
    events.put("dropped", figures.dropped());
    events.put("damaged", figures.damaged());
    events.put("evicted", figures.evicted());
    events.put("failed", figures.failed());
    events.forEach(
        (event, count) ->
            out.count(
                "x0_cache_disk_events",
                "what became of cached answers on disk: dropped because too much waited, damaged"
                    + " files, failures of the disk",
                count,
                "event",
                event));
  }

  private static void write(String director, ObjectCache cache, Families out) {
    CacheStats stats = cache.stats();
    out.count(
        "x0_cache_lookups",
        "requests for which the cache was asked",
        stats.get(Event.LOOKUP),
        "director",
        director);
    for (Event event : RESULTS) {
      out.count(
          "x0_cache_events",
          "what became of requests: a miss or an expired answer may be collapsed, validated or"
              + " stale in the end",
          stats.get(event),
          "director",
          director,
          "event",
          Setting.word(event));
    }
    out.count(
        "x0_cache_loaded",
        "answers that came back from the disk",
        stats.get(Event.LOADED),
        "director",
        director);
    out.count("x0_cache_stored", "answers stored", stats.get(Event.STORED), "director", director);
    out.count(
        "x0_cache_evicted",
        "answers let go for want of room",
        stats.get(Event.EVICTED),
        "director",
        director);
    out.count(
        "x0_cache_purged",
        "answers purged, or obsolete because of an unsafe request",
        stats.get(Event.PURGED),
        "director",
        director);
    out.level("x0_cache_objects", "resources stored", cache.size(), "director", director);
    out.level(
        "x0_cache_bytes", "what they take, heads included", cache.weight(), "director", director);
  }
}
