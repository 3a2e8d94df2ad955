package io.x0.cache;

import io.x0.cache.body.BodyReader;
import io.x0.cache.body.CachedBody;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Stores parts of representations, and puts them together (RFC 9111 §3.4). Stateless. */
public final class Parts {
  private static final Set<String> OF_ONE_PART = Set.of("content-range", "content-length");

  private Parts() {}

  /** Returns the head of a part as it is stored: what is about its range is told anew each time. */
  public static Head stored(Head partial) {
    Head stored = partial.stored();
    return stored.with(stored.fields().without(OF_ONE_PART));
  }

  /** Returns the head of the whole that a part and the rest make. */
  public static Head whole(Head before, Head rest, long total) {
    Head merged = before.updatedBy(rest);
    Fields fields = merged.fields().without(OF_ONE_PART);
    return merged.with(fields.with("Content-Length", Long.toString(total))).as(200);
  }

  /** Returns whether two parts are of the same version, for sure. */
  public static boolean areOfOneVersion(Head one, Head other) {
    return !one.strongTag().isEmpty() && one.strongTag().equals(other.strongTag());
  }

  /**
   * Stores a part, put together with the part that is stored already if they meet.
   *
   * @param purgesBefore {@link ObjectCache#purges} when it was asked for
   */
  public static void store(
      ObjectCache cache, String key, StoredResponse part, Fields request, long purgesBefore) {
    StoredResponse before = cache.findPart(key, request);
    StoredResponse both = before == null ? null : joined(cache, before, part);
    if (both == null) {
      cache.store(key, part, purgesBefore);
    } else {
      cache.store(key, both, purgesBefore);
      both.body().release();
    }
  }

  /** Appends a stored body to another, from byte {@code from} on; false if there is no room. */
  public static boolean append(CachedBody target, CachedBody source, long from) {
    try (BodyReader reader = source.reader(from)) {
      for (ByteBuffer next = reader.next(); next != null; next = reader.next()) {
        if (!target.append(next.duplicate())) {
          return false;
        }
      }
    }
    return true;
  }

  private static @Nullable StoredResponse joined(
      ObjectCache cache, StoredResponse before, StoredResponse after) {
    Part old = before.part();
    Part young = after.part();
    if (old == null
        || young == null
        || old.total() != young.total()
        || !areOfOneVersion(before.head(), after.head())
        || !before.body().retain()) {
      return null;
    }
    try {
      boolean isOldFirst = old.first() <= young.first();
      StoredResponse low = isOldFirst ? before : after;
      StoredResponse high = isOldFirst ? after : before;
      return put(cache, low, high, before.head().updatedBy(after.head()), after);
    } finally {
      before.body().release();
    }
  }

  private static @Nullable StoredResponse put(
      ObjectCache cache, StoredResponse low, StoredResponse high, Head head, StoredResponse like) {
    Part first = low.part();
    Part second = high.part();
    if (first == null || second == null) {
      return null;
    }
    long lowEnd = first.first() + low.body().length();
    long end = Math.max(lowEnd, second.first() + high.body().length());
    if (second.first() > lowEnd) {
      return null;
    }
    long length = end - first.first();
    CachedBody body = cache.newBody(length, length);
    long overlap = lowEnd - second.first();
    if (!append(body, low.body(), 0)
        || (overlap < high.body().length() && !append(body, high.body(), overlap))) {
      body.fail(new IllegalStateException("no room for both parts"));
      body.release();
      return null;
    }
    body.complete();
    boolean isWhole = length == first.total();
    Head merged = isWhole ? whole(head, head, length) : stored(head);
    Part part = isWhole ? null : new Part(first.first(), first.total());
    return new StoredResponse(merged, like.vary(), like.variant(), body, part)
        .at(like.labels().url());
  }
}
