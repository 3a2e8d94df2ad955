package io.x0.proxy;

import io.x0.proxy.upstream.Upstream;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Why a stored body ends before its time: the cache had no room for the rest. One reader, the first
 * that has read all there is, goes on with what the backend still sends. Thread-safe.
 */
final class Overflow extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient AtomicReference<Upstream.@Nullable Body> rest;

  Overflow(Upstream.Body rest) {
    super("the cache has no room for the rest of the response");
    this.rest = new AtomicReference<>(rest);
  }

  /** Returns the rest of the body, to the first who asks; null to all others. */
  Upstream.@Nullable Body claim() {
    return rest.getAndSet(null);
  }

  /** Nobody reads any more: gives up the rest, unless somebody has it. */
  void abandon() {
    Upstream.Body unclaimed = claim();
    if (unclaimed != null) {
      unclaimed.fail(this);
    }
  }
}
