package io.x0.cache;

import io.x0.cache.body.CachedBody;
import java.util.List;

/**
 * A response in the cache; its body may still be growing. Immutable but for that. Who uses the body
 * holds a reference of its own.
 *
 * @param head its head
 * @param vary which request fields chose it
 * @param variant the values of those fields
 * @param body its body
 * @param isPurged whether somebody declared it stale
 */
public record StoredResponse(
    Head head, Vary vary, List<String> variant, CachedBody body, boolean isPurged) {
  /** About what a field line costs on the heap. */
  private static final int LINE_BYTES = 120;

  public StoredResponse {
    variant = List.copyOf(variant);
  }

  /** Returns whether it answers a request with these fields. */
  public boolean fits(Fields request) {
    return vary.values(request).equals(variant);
  }

  /** Returns it with another head. */
  public StoredResponse withHead(Head other) {
    return new StoredResponse(other, vary, variant, body, false);
  }

  /** Returns it, stale from now on. */
  public StoredResponse purged() {
    return new StoredResponse(head, vary, variant, body, true);
  }

  /** Returns about what it costs, in bytes. */
  public long footprint() {
    long cost = body.footprint() + 256;
    for (Fields.Line line : head.fields()) {
      cost += LINE_BYTES + line.name().length() + line.value().length();
    }
    return cost;
  }
}
