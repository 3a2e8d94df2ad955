package io.x0.cache;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a stored response is good for, for one request at one time (RFC 9111 §4). Immutable.
 *
 * @param stored what is stored for the request, or null
 * @param use how it can be used
 * @param age its age in seconds
 * @param lifetime for how many seconds it is fresh
 */
public record Lookup(@Nullable StoredResponse stored, Use use, long age, long lifetime) {
  /** How a stored response can be used. */
  public enum Use {
    /** As it is. */
    FRESH,
    /** As it is, while it is validated in the background (RFC 5861 §3). */
    STALE_WHILE_REVALIDATE,
    /** Only if no backend can be asked. */
    STALE_ON_ERROR,
    /** Only if the origin says that it still holds. */
    VALIDATE,
    /** There is none. */
    NONE
  }

  static final Lookup MISS = new Lookup(null, Use.NONE, 0, 0);

  /**
   * Returns whether it is the one to use of two: of fresh ones the most recent (RFC 9111 §4), and a
   * part only while it is fresh.
   */
  boolean isBetterThan(Lookup other) {
    StoredResponse mine = stored;
    StoredResponse others = other.stored;
    if (mine == null || (mine.part() != null && use != Use.FRESH)) {
      return false;
    }
    if (others == null || (use == Use.FRESH) != (other.use == Use.FRESH)) {
      return others == null || use == Use.FRESH;
    }
    return mine.head().dateSeconds() > others.head().dateSeconds();
  }

  /** Returns for how many seconds more it is fresh; negative if it is stale. */
  public long ttl() {
    return lifetime - age;
  }

  /** Returns whether it is only the request that does not take it as it is. */
  public boolean isFreshForOthers() {
    StoredResponse found = stored;
    return found != null
        && ttl() > 0
        && !found.isPurged()
        && !found.head().control().isWhole("no-cache");
  }

  /** Decides about a stored response. */
  public static Lookup of(
      StoredResponse stored, CacheControl request, CacheSettings settings, long now) {
    Head head = stored.head();
    CacheControl control = head.control();
    long age = head.age(now);
    long lifetime = stored.lifetime(settings.defaultTtl().toSeconds());
    return new Lookup(
        stored, use(stored, head, control, request, settings, age, lifetime), age, lifetime);
  }

  private static Use use(
      StoredResponse stored,
      Head head,
      CacheControl control,
      CacheControl request,
      CacheSettings settings,
      long age,
      long lifetime) {
    boolean mayBeStale = head.mayBeServedStale();
    Use whenStale = staleOnError(mayBeStale, control, request, settings, age, lifetime);
    if (control.isWhole("no-cache") || request.has("no-cache")) {
      return whenStale;
    }
    OptionalLong most = request.seconds("max-age");
    OptionalLong rest = request.seconds("min-fresh");
    boolean isTooOld = most.isPresent() && age > most.getAsLong();
    boolean isTooShort = rest.isPresent() && lifetime - age < rest.getAsLong();
    if (isTooOld || isTooShort) {
      return whenStale;
    }
    if (lifetime > age) {
      return Use.FRESH;
    }
    if (mayBeStale) {
      // Who takes a stale response does not take what was declared to be wrong.
      if (!stored.isPurged()
          && request.has("max-stale")
          && (request.isWhole("max-stale")
              || age - lifetime <= request.seconds("max-stale").orElse(0))) {
        return Use.FRESH;
      }
      OptionalLong window = control.seconds("stale-while-revalidate");
      if (window.isPresent() && age - lifetime < window.getAsLong()) {
        return Use.STALE_WHILE_REVALIDATE;
      }
    }
    return whenStale;
  }

  private static Use staleOnError(
      boolean mayBeStale,
      CacheControl control,
      CacheControl request,
      CacheSettings settings,
      long age,
      long lifetime) {
    long said = control.seconds("stale-if-error").orElse(0);
    long asked = request.seconds("stale-if-error").orElse(0);
    long window = Math.max(settings.staleTtl().toSeconds(), Math.max(said, asked));
    return mayBeStale && age - lifetime <= window ? Use.STALE_ON_ERROR : Use.VALIDATE;
  }
}
