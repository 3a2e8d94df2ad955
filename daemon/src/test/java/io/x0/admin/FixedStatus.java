package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.cache.CacheDirectory;
import io.x0.cache.ObjectCache;
import io.x0.stats.LoadCounter.Load;
import java.util.Optional;

/** A status that is what a test wants. */
final class FixedStatus implements StatusSource {
  Load requests = new Load(1, 2, 3);
  CacheDirectory caches = CacheDirectory.NONE;

  @Override
  public JsonObject version() {
    JsonObject out = new JsonObject();
    out.addProperty("version", "0.1.0");
    return out;
  }

  @Override
  public JsonObject status() {
    JsonObject out = version();
    out.addProperty("state", "running");
    return out;
  }

  /** What it finds may change later. */
  @Override
  public CacheDirectory caches() {
    return new CacheDirectory() {
      @Override
      public Optional<ObjectCache> find(String director) {
        return caches.find(director);
      }

      @Override
      public long usedBytes() {
        return caches.usedBytes();
      }

      @Override
      public long capacityBytes() {
        return caches.capacityBytes();
      }
    };
  }

  @Override
  public Load requests() {
    return requests;
  }
}
