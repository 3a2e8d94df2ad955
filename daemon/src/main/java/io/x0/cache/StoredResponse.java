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
 * @param part which part of the whole the body is, or null if it is all of it
 * @param purgedSeconds when somebody declared it stale, in seconds since 1970; {@link #NEVER} if
 *     nobody did
 * @param labels what it can be found by besides its key
 */
public record StoredResponse(
    Head head,
    Vary vary,
    List<String> variant,
    CachedBody body,
    @Nullable Part part,
    long purgedSeconds,
    Labels labels) {
  /** Nobody declared it stale. */
  public static final long NEVER = Long.MAX_VALUE;

  /** About what a field line costs on the heap. */
  private static final int LINE_BYTES = 120;

  public StoredResponse {
    variant = List.copyOf(variant);
  }

  /** Makes one whose body is whole, that nobody has declared stale, at a URL that nobody said. */
  public StoredResponse(Head head, Vary vary, List<String> variant, CachedBody body) {
    this(head, vary, variant, body, null);
  }

  /** Makes one that nobody has declared stale, at a URL that nobody said. */
  public StoredResponse(
      Head head, Vary vary, List<String> variant, CachedBody body, @Nullable Part part) {
    this(head, vary, variant, body, part, NEVER, Labels.of("", head.fields()));
  }

  /** Returns it, found by a URL in the form of {@link ResourceUrl}. */
  public StoredResponse at(String url) {
    return new StoredResponse(
        head, vary, variant, body, part, purgedSeconds, new Labels(url, labels.tags()));
  }

  /**
   * Returns whether it answers a request with these fields, a part only if it has what is asked.
   */
  public boolean fits(Fields request) {
    return fits(request, vary.values(request));
  }

  /**
   * Returns the same, for who asks many.
   *
   * @param wanted what {@link #vary} makes of the request
   */
  boolean fits(Fields request, List<String> wanted) {
    return vary.fits(variant, wanted, request, head.fields())
        && (part == null || part.wanted(request, head, body.length()).isPresent());
  }

  /** Returns whether the request fields that chose it would choose it again. */
  public boolean isVariantFor(Fields request) {
    return vary.fits(variant, vary.values(request), request, head.fields());
  }

  /** Returns whether it is the answer to the same requests as another. */
  boolean isSameVariant(StoredResponse other) {
    return vary.equals(other.vary) && variant.equals(other.variant);
  }

  /** Returns it with another head, which tells that it is not stale any more. */
  public StoredResponse withHead(Head other) {
    return with(other, vary, variant);
  }

  /** Returns it with another head, chosen by what that says of a request. */
  public StoredResponse withHead(Head other, Fields request) {
    Vary chosen = Vary.of(other.fields());
    return with(other, chosen, chosen.values(request));
  }

  private StoredResponse with(Head other, Vary chosen, List<String> values) {
    return new StoredResponse(
        other, chosen, values, body, part, NEVER, Labels.of(labels.url(), other.fields()));
  }

  /** Returns whether somebody declared it stale. */
  public boolean isPurged() {
    return purgedSeconds != NEVER;
  }

  /** Returns it, stale since a time at the latest. */
  public StoredResponse purged(long seconds) {
    return new StoredResponse(
        head, vary, variant, body, part, Math.min(seconds, purgedSeconds), labels);
  }

  /** Returns for how many seconds it is fresh, or was until somebody declared it stale. */
  long lifetime(long defaultSeconds) {
    long lifetime = head.lifetime(defaultSeconds);
    return isPurged() ? Math.min(lifetime, head.age(purgedSeconds)) : lifetime;
  }

  /** Returns about what it costs, in bytes. */
  public long footprint() {
    return body.footprint() + heapBytes();
  }

  /** Returns about what it costs on the heap, its body apart. */
  long heapBytes() {
    long cost = 256 + labels.footprint();
    for (Fields.Line line : head.fields()) {
      cost += LINE_BYTES + line.name().length() + line.value().length();
    }
    return cost;
  }
}
