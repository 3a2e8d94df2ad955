package io.x0.proxy;

import io.x0.cache.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * What the cache did with one request, as {@code Cache-Status} tells it (RFC 9211 §2). Immutable.
 *
 * @param reason why it was forwarded, or the empty text if it was not
 * @param status the status that a backend gave, or 0
 * @param ttl for how many seconds more the response is fresh, or null if that is not known
 * @param isStored whether the response is kept
 * @param isCollapsed whether the request waited for the answer to another
 * @param detail what else there is to know, a token, or the empty text
 */
record CacheStatus(
    String reason,
    int status,
    @Nullable Long ttl,
    boolean isStored,
    boolean isCollapsed,
    String detail) {

  /** Served without a backend. */
  static CacheStatus hit(long ttl) {
    return new CacheStatus("", 0, ttl, false, false, "");
  }

  /** Served stale, while another request refreshes it. */
  static CacheStatus refreshing(Lookup found) {
    return hit(found.ttl()).with("refreshing");
  }

  /**
   * Forwarded, because what was found does not do (RFC 9211 §2.2).
   *
   * @param hasOthers whether there are other variants
   */
  static CacheStatus forwarded(Lookup found, boolean hasOthers) {
    if (found.stored() == null) {
      return forwarded(hasOthers ? "vary-miss" : "uri-miss");
    }
    return forwarded(found.isFreshForOthers() ? "request" : "stale");
  }

  /** Forwarded, for a reason of RFC 9211 §2.2. */
  static CacheStatus forwarded(String reason) {
    return new CacheStatus(reason, 0, null, false, false, "");
  }

  CacheStatus answered(int backendStatus) {
    return new CacheStatus(reason, backendStatus, ttl, isStored, isCollapsed, detail);
  }

  CacheStatus stored(long remaining) {
    return new CacheStatus(reason, status, remaining, true, isCollapsed, detail);
  }

  CacheStatus collapsed() {
    return new CacheStatus(reason, status, ttl, isStored, true, detail);
  }

  CacheStatus with(String token) {
    return new CacheStatus(reason, status, ttl, isStored, isCollapsed, token);
  }

  /** Returns the member of the list that is this cache. */
  String text(String cache) {
    StringBuilder text = new StringBuilder(cache);
    text.append(reason.isEmpty() ? "; hit" : "; fwd=" + reason);
    if (status > 0) {
      text.append("; fwd-status=").append(status);
    }
    if (ttl != null) {
      text.append("; ttl=").append(ttl);
    }
    text.append(isStored ? "; stored" : "").append(isCollapsed ? "; collapsed" : "");
    return detail.isEmpty() ? text.toString() : text.append("; detail=").append(detail).toString();
  }

  /** Returns what {@code X-Cache-Lookup} says: {@code hit}, {@code stale} or {@code miss}. */
  String lookup() {
    return switch (reason) {
      case "" -> ttl != null && ttl <= 0 ? "stale" : "hit";
      case "stale", "request" -> isCollapsed ? "stale-updating" : "stale";
      default -> "miss";
    };
  }
}
