package io.x0.cache;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the head of a response says about its freshness (RFC 9111 §4.2), read once: every request
 * that finds the response asks for it. Immutable.
 *
 * @param control the directives that count for this cache
 * @param dateSeconds when the origin made it; when it came, if it does not say so validly
 * @param said for how many seconds it says that it is fresh, if it does (§4.2.1)
 * @param guessed for how many it is by heuristics (§4.2.2)
 * @param ageAtArrival how many seconds old it was when it came (§4.2.3)
 * @param mayBeServedStale whether it may be reused when stale, if there is a reason (§4.2.4)
 */
record Freshness(
    CacheControl control,
    long dateSeconds,
    OptionalLong said,
    long guessed,
    long ageAtArrival,
    boolean mayBeServedStale) {
  /** RFC 9110 §15.1. */
  private static final Set<Integer> HEURISTIC =
      Set.of(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501);

  private static final long HEURISTIC_MOST = 24 * 3600;

  static Freshness of(int status, Fields fields, long requestSeconds, long responseSeconds) {
    var targeted = TargetedControl.of(fields.values("CDN-Cache-Control"));
    CacheControl control =
        targeted.orElseGet(() -> CacheControl.of(fields.values("Cache-Control")));
    long date = only(fields.values("Date"), responseSeconds).orElse(responseSeconds);
    long apparentAge = Math.max(0, responseSeconds - date);
    long correctedAge = ageField(fields) + Math.max(0, responseSeconds - requestSeconds);
    return new Freshness(
        control,
        date,
        said(control, fields, targeted.isPresent(), date, responseSeconds),
        guessed(control, status, fields, date, responseSeconds),
        Math.max(apparentAge, correctedAge),
        !control.has("must-revalidate")
            && !control.has("proxy-revalidate")
            && !control.has("s-maxage")
            && !control.isWhole("no-cache"));
  }

  /** Returns whether a status may be stored although nothing says so. */
  static boolean isHeuristic(int status) {
    return HEURISTIC.contains(status);
  }

  /**
   * Returns for how many seconds it is fresh.
   *
   * @param defaultSeconds for one that says nothing about it; 0 leaves that to heuristics
   */
  long lifetime(long defaultSeconds) {
    return said.orElse(defaultSeconds > 0 ? defaultSeconds : guessed);
  }

  private static OptionalLong said(
      CacheControl control, Fields fields, boolean isTargeted, long date, long now) {
    OptionalLong shared = control.seconds("s-maxage");
    OptionalLong most = shared.isPresent() ? shared : control.seconds("max-age");
    if (most.isPresent() || isTargeted || !fields.has("Expires")) {
      return most;
    }
    OptionalLong at = only(fields.values("Expires"), now);
    return OptionalLong.of(at.isPresent() ? Math.max(0, at.getAsLong() - date) : 0);
  }

  private static long guessed(
      CacheControl control, int status, Fields fields, long date, long now) {
    if (!HEURISTIC.contains(status) && !control.has("public")) {
      return 0;
    }
    OptionalLong modified = HttpDate.parse(fields.first("Last-Modified"), now);
    return modified.isEmpty()
        ? 0
        : Math.min(HEURISTIC_MOST, Math.max(0, (date - modified.getAsLong()) / 10));
  }

  /** Returns the only date of a field: who says two says none. */
  private static OptionalLong only(List<String> dates, long now) {
    return dates.size() == 1 ? HttpDate.parse(dates.get(0), now) : OptionalLong.empty();
  }

  private static long ageField(Fields fields) {
    String first = fields.first("Age");
    int comma = first.indexOf(',');
    return CacheControl.deltaSeconds((comma < 0 ? first : first.substring(0, comma)).strip())
        .orElse(0);
  }
}
