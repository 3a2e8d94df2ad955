package io.x0.cache;

import io.x0.cache.body.CachedBody;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response in the cache; its body may still be growing. Immutable but for that. Who uses the body
 * holds a reference of its own.
 *
 * @param head its head
 * @param vary which request fields chose it
 * @param variant the values of those fields
 * @param body its body
 * @param isPurged whether somebody declared it stale
 * @param part which part of the whole the body is, or null if it is all of it
 */
public record StoredResponse(
    Head head,
    Vary vary,
    List<String> variant,
    CachedBody body,
    boolean isPurged,
    @Nullable Part part) {
  /** About what a field line costs on the heap. */
  private static final int LINE_BYTES = 120;

  public StoredResponse {
    variant = List.copyOf(variant);
  }

  /** Makes one whose body is whole. */
  public StoredResponse(
      Head head, Vary vary, List<String> variant, CachedBody body, boolean isPurged) {
    this(head, vary, variant, body, isPurged, null);
  }

  /**
   * Returns whether it answers a request with these fields, a part only if it has what is asked.
   */
  public boolean fits(Fields request) {
    return isVariantFor(request)
        && (part == null || part.wanted(request, head, body.length()).isPresent());
  }

  /** Returns whether the request fields that chose it would choose it again. */
  public boolean isVariantFor(Fields request) {
    return vary.fits(variant, request, head.fields());
  }

  /** Returns whether it is the answer to the same requests as another. */
  boolean isSameVariant(StoredResponse other) {
    return vary.equals(other.vary) && variant.equals(other.variant);
  }

  /** Returns it with another head. */
  public StoredResponse withHead(Head other) {
    return new StoredResponse(other, vary, variant, body, false, part);
  }

  /** Returns it with another head, chosen by what that says of a request. */
  public StoredResponse withHead(Head other, Fields request) {
    Vary chosen = Vary.of(other.fields());
    return new StoredResponse(other, chosen, chosen.values(request), body, false, part);
  }

  /** Returns it, stale from now on. */
  public StoredResponse purged() {
    return new StoredResponse(head, vary, variant, body, true, part);
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
