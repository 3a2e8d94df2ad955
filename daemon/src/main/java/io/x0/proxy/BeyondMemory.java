package io.x0.proxy;

import io.x0.cache.Fields;
import io.x0.cache.ObjectCache;
import io.x0.cache.StoredResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * What one request has got from beyond memory, held until the request has ended: memory may have no
 * room for it. Thread-safe: what comes when the request is over is let go at once.
 */
final class BeyondMemory {
  private final ObjectCache cache;
  private final String key;
  private final Fields fields;
  private final Request request;

  /** Absent before it came; empty when the request has ended. */
  private final AtomicReference<@Nullable List<StoredResponse>> loaded = new AtomicReference<>();

  private volatile boolean isAsked;

  BeyondMemory(ObjectCache cache, String key, Fields fields, Request request) {
    this.cache = cache;
    this.key = key;
    this.fields = fields;
    this.request = request;
  }

  /** Returns whether something may be there that the request has not seen; asked once. */
  boolean isWorthALoad() {
    return !isAsked && cache.mayLoad(key, fields);
  }

  /** Loads it; {@code then} is told on a thread for requests. */
  void load(Consumer<List<StoredResponse>> then) {
    isAsked = true;
    cache.load(
        key,
        fields,
        come ->
            request
                .getComponents()
                .getExecutor()
                .execute(
                    () -> {
                      if (!loaded.compareAndSet(null, come)) {
                        letGo(come);
                      }
                      then.accept(come);
                    }));
  }

  /** Returns what has come. */
  List<StoredResponse> loaded() {
    List<StoredResponse> come = loaded.get();
    return come == null ? List.of() : come;
  }

  /** Returns what {@code Cache-Status} tells of it. */
  String detail() {
    return loaded().isEmpty() ? "" : "disk";
  }

  /** The request has ended. */
  void release() {
    List<StoredResponse> come = loaded.getAndSet(List.of());
    if (come != null) {
      letGo(come);
    }
  }

  private static void letGo(List<StoredResponse> come) {
    come.forEach(response -> response.body().release());
  }
}
