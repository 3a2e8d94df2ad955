package io.x0.cache;

import java.time.Duration;
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

  /** Decides about a stored response. */
  static Lookup of(StoredResponse stored, CacheControl request, CacheSettings settings, long now) {
    Head head = stored.head();
    CacheControl control = head.control();
    long age = head.age(now);
    long lifetime = head.lifetime(settings.defaultTtl().toSeconds());
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
    Use whenStale = staleOnError(mayBeStale, control, settings, age, lifetime);
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
    if (!stored.isPurged() && lifetime > age) {
      return Use.FRESH;
    }
    if (mayBeStale && !stored.isPurged()) {
      if (request.has("max-stale")
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
      boolean mayBeStale, CacheControl control, CacheSettings settings, long age, long lifetime) {
    OptionalLong said = control.seconds("stale-if-error");
    Duration kept = settings.staleTtl();
    long window = Math.max(kept.toSeconds(), said.orElse(0));
    return mayBeStale && age - lifetime <= window ? Use.STALE_ON_ERROR : Use.VALIDATE;
  }
}
