package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.cache.CacheDirectory;
import io.x0.stats.LoadCounter.Load;

/** Tells what the daemon is and does, as the API shows it. Thread-safe. */
public interface StatusSource {
  /** Returns the version of the daemon and of its Java. */
  JsonObject version();

  /** Returns what runs. */
  JsonObject status();

  /** Returns the caches of the directors. */
  default CacheDirectory caches() {
    return CacheDirectory.NONE;
  }

  /** Returns how many requests the proxy serves and has served. */
  Load requests();
}
