package io.x0.cache;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The head of a stored response and when it came, which decides how long it is fresh (RFC 9111
 * §4.2). Immutable.
 */
public final class Head {
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          200, 203, 204, 300, 301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 414, 421, 451,
          500, 501, 502, 503, 504);

  /** Not updated by a 304 (RFC 9111 §3.2): they tell of the body that is stored. */
  private static final Set<String> OF_THE_BODY =
      Set.of("content-length", "content-encoding", "content-range");

  private final int status;
  private final Fields fields;
  private final long requestSeconds;
  private final long responseSeconds;
  private final Freshness freshness;

  /**
   * Makes one.
   *
   * @param status its status
   * @param fields its end-to-end fields
   * @param requestSeconds when it was asked for, in seconds since 1970
   * @param responseSeconds when it came, in seconds since 1970
   */
  public Head(int status, Fields fields, long requestSeconds, long responseSeconds) {
    this.status = status;
    this.fields = fields;
    this.requestSeconds = requestSeconds;
    this.responseSeconds = responseSeconds;
    this.freshness = Freshness.of(status, fields, requestSeconds, responseSeconds);
  }

  /** Returns its status. */
  public int status() {
    return status;
  }

  /** Returns its end-to-end fields. */
  public Fields fields() {
    return fields;
  }

  /** Returns when it was asked for, in seconds since 1970. */
  public long requestSeconds() {
    return requestSeconds;
  }

  /** Returns when it came, in seconds since 1970. */
  public long responseSeconds() {
    return responseSeconds;
  }

  /** Returns the directives that count for this cache. */
  public CacheControl control() {
    return freshness.control();
  }

  /** Returns when the origin made it; when it came, if it does not say so validly. */
  public long dateSeconds() {
    return freshness.dateSeconds();
  }

  /** Returns whether it says itself how long it is fresh. */
  public boolean hasExplicitLifetime() {
    return freshness.said().isPresent();
  }

  /**
   * Returns for how many seconds it is fresh (RFC 9111 §4.2.1, §4.2.2).
   *
   * @param defaultSeconds for one that says nothing about it; 0 leaves that to heuristics
   */
  public long lifetime(long defaultSeconds) {
    return freshness.lifetime(defaultSeconds);
  }

  /** Returns its age in seconds (RFC 9111 §4.2.3). */
  public long age(long nowSeconds) {
    long resident = Math.max(0, nowSeconds - responseSeconds);
    return Math.min(CacheControl.FOREVER_SECONDS, freshness.ageAtArrival() + resident);
  }

  /** Returns whether it may be reused when stale, if there is a reason (RFC 9111 §4.2.4). */
  public boolean mayBeServedStale() {
    return freshness.mayBeServedStale();
  }

  /** Returns whether it can be validated. */
  public boolean hasValidator() {
    return fields.has("ETag") || fields.has("Last-Modified");
  }

  /**
   * Returns whether it may be stored by a shared cache (RFC 9111 §3); one of status 206 only as the
   * part that it is.
   */
  public boolean isStorable(Fields request, CacheSettings settings) {
    CacheControl control = control();
    boolean isUnderstood = control.has("must-understand") && UNDERSTOOD.contains(status);
    if (status < 200 || status == 304 || status == 416) {
      return false;
    }
    if (control.has("must-understand") && !isUnderstood) {
      return false;
    }
    if ((control.has("no-store") && !isUnderstood) || control.isWhole("private")) {
      return false;
    }
    if (!settings.storeCookies() && fields.has("Set-Cookie")) {
      return false;
    }
    if (Vary.of(fields).isAny()) {
      return false;
    }
    if (request.has("Authorization")
        && !control.has("public")
        && !control.has("must-revalidate")
        && !control.has("s-maxage")) {
      return false;
    }
    return hasExplicitLifetime()
        || lifetime(settings.defaultTtl().toSeconds()) > 0
        || (hasValidator() && (Freshness.isHeuristic(status) || control.has("public")));
  }

  /**
   * Returns it as it is stored: without what is meant for one client alone, and with a date (RFC
   * 9110 §6.6.1).
   */
  public Head stored() {
    CacheControl control = control();
    Set<String> dropped = new HashSet<>(control.fieldNames("private"));
    dropped.addAll(control.fieldNames("no-cache"));
    boolean isDated = fields.has("Date");
    if (dropped.isEmpty() && isDated) {
      return this;
    }
    Fields kept = fields.without(dropped);
    return with(isDated ? kept : kept.with("Date", HttpDate.format(responseSeconds)));
  }

  /** Returns it with other fields. */
  public Head with(Fields others) {
    return new Head(status, others, requestSeconds, responseSeconds);
  }

  /** Returns it as the head of another status. */
  public Head as(int other) {
    return new Head(other, fields, requestSeconds, responseSeconds);
  }

  /**
   * Returns whether a 304 is about this response (RFC 9111 §4.3.4): one that names another version
   * is not. Servers that compress weaken the tag of the body only, so the tags compare weakly.
   */
  public boolean isMeantBy(Head notModified) {
    return !notModified.fields.has("ETag")
        || Conditions.opaque(notModified.fields.first("ETag"))
            .equals(Conditions.opaque(fields.first("ETag")));
  }

  /** Returns its strong validator, or the empty text (RFC 9110 §8.8.1). */
  public String strongTag() {
    String tag = fields.first("ETag").strip();
    return tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"") ? tag : "";
  }

  /**
   * Returns it with what another head of the same version says about it (RFC 9111 §3.2): that of a
   * 304, of a HEAD or of another part.
   */
  public Head updatedBy(Head notModified) {
    List<Fields.Line> lines = new ArrayList<>();
    for (Fields.Line line : fields) {
      if (!replaces(notModified.fields, line.name())) {
        lines.add(line);
      }
    }
    for (Fields.Line line : notModified.fields) {
      if (!OF_THE_BODY.contains(line.name().toLowerCase(Locale.ROOT))) {
        lines.add(line);
      }
    }
    return new Head(
            status, new Fields(lines), notModified.requestSeconds, notModified.responseSeconds)
        .stored();
  }

  /** An Age that a 304 leaves out was that of the response before, and is over. */
  private static boolean replaces(Fields update, String name) {
    return (update.has(name) && !OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT)))
        || name.equalsIgnoreCase("Age");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Head that
        && status == that.status
        && fields.equals(that.fields)
        && requestSeconds == that.requestSeconds
        && responseSeconds == that.responseSeconds;
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, fields, requestSeconds, responseSeconds);
  }

  @Override
  public String toString() {
    return status
        + " "
        + fields
        + ", asked for at "
        + requestSeconds
        + ", here at "
        + responseSeconds;
  }
}
