package io.x0.cache;

import io.x0.common.InvalidValueException;
import io.x0.common.setting.Setting;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * How a director caches. Immutable.
 *
 * @param enabled whether it caches at all
 * @param key what belongs to the key: {@code %s} scheme, {@code %h} host, {@code %r} path, {@code
 *     %q} query
 * @param defaultTtl how long a response is fresh that says nothing about it; zero leaves that to
 *     the heuristics of RFC 9111
 * @param staleTtl how long beyond its freshness a response is kept, to be served when no backend
 *     answers
 * @param lockOnUpdate whether requests wait for an update of a stale response; otherwise they get
 *     the stale one meanwhile
 * @param lockTimeout how long a request waits for the fill of another
 * @param maxObjectBytes the largest response that is stored
 * @param honourClient whether a client's {@code Cache-Control} counts
 * @param storeCookies whether responses with {@code Set-Cookie} are stored
 * @param lookupField whether answers tell in {@code X-Cache-Lookup} what was found
 */
public record CacheSettings(
    boolean enabled,
    String key,
    Duration defaultTtl,
    Duration staleTtl,
    boolean lockOnUpdate,
    Duration lockTimeout,
    int maxObjectBytes,
    boolean honourClient,
    boolean storeCookies,
    boolean lookupField) {
  /** Scheme, host, path and query. */
  public static final String DEFAULT_KEY = "%s://%h%r%q";

  /** As a new director caches: not at all. */
  public static final CacheSettings DEFAULT =
      new CacheSettings(
          false,
          DEFAULT_KEY,
          Duration.ZERO,
          Duration.ofHours(24),
          true,
          Duration.ofSeconds(5),
          8 << 20,
          true,
          false,
          false);

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final int LARGEST = 1 << 30;

  /** Every setting by name. */
  public static final List<Setting<CacheSettings>> SETTINGS =
      List.of(
          Setting.flag(
              "cache-enabled",
              "whether answers are kept for other requests",
              CacheSettings::enabled,
              CacheSettings::withEnabled),
          Setting.text(
              "cache-default-key",
              "what requests have in common that get one answer: %s scheme, %h host, %r path, %q"
                  + " query",
              CacheSettings::key,
              (c, v) -> c.withKey(v)),
          Setting.duration(
              "cache-default-ttl",
              "how long an answer is fresh that says nothing about it; 0s: as RFC 9111 guesses",
              Duration.ZERO,
              CacheSettings::defaultTtl,
              (c, v) -> c.with(d -> d.defaultTtl = v)),
          Setting.duration(
              "cache-default-shadow-ttl",
              "how long beyond that an answer may be served when no backend answers",
              Duration.ZERO,
              CacheSettings::staleTtl,
              (c, v) -> c.with(d -> d.staleTtl = v)),
          Setting.flag(
              "cache-lock-on-update",
              "whether requests wait while a stale answer is updated, or get the stale one",
              CacheSettings::lockOnUpdate,
              (c, v) -> c.with(d -> d.lockOnUpdate = v)),
          Setting.duration(
              "cache-update-lock-timeout",
              "how long a request waits for the answer to another",
              MILLISECOND,
              CacheSettings::lockTimeout,
              (c, v) -> c.with(d -> d.lockTimeout = v)),
          Setting.size(
              "cache-max-object-size",
              "the largest answer that is kept",
              LARGEST,
              CacheSettings::maxObjectBytes,
              (c, v) -> c.with(d -> d.maxObjectBytes = v)),
          Setting.flag(
              "cache-honour-client",
              "whether Cache-Control of a client counts",
              CacheSettings::honourClient,
              (c, v) -> c.with(d -> d.honourClient = v)),
          Setting.flag(
              "cache-store-cookies",
              "whether answers with Set-Cookie are kept",
              CacheSettings::storeCookies,
              (c, v) -> c.with(d -> d.storeCookies = v)),
          Setting.flag(
              "cache-lookup-header",
              "whether answers tell in X-Cache-Lookup what was found",
              CacheSettings::lookupField,
              (c, v) -> c.with(d -> d.lookupField = v)));

  /** Returns the same with another pattern of the key. */
  public CacheSettings withKey(String pattern) {
    if (pattern.isBlank()) {
      throw new InvalidValueException(
          "cache-default-key", pattern, "a pattern such as " + DEFAULT_KEY);
    }
    return with(draft -> draft.key = pattern);
  }

  /** Returns the same with other times of freshness, and beyond it. */
  public CacheSettings withTtls(Duration ttl, Duration stale) {
    return with(
        draft -> {
          draft.defaultTtl = ttl;
          draft.staleTtl = stale;
        });
  }

  /** Returns the same, switched on or off. */
  public CacheSettings withEnabled(boolean value) {
    return with(draft -> draft.enabled = value);
  }

  private CacheSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finished();
  }

  /** The same while it is changed. Confined to one thread. */
  private static final class Draft {
    private boolean enabled;
    private String key;
    private Duration defaultTtl;
    private Duration staleTtl;
    private boolean lockOnUpdate;
    private Duration lockTimeout;
    private int maxObjectBytes;
    private boolean honourClient;
    private boolean storeCookies;
    private boolean lookupField;

    Draft(CacheSettings settings) {
      enabled = settings.enabled;
      key = settings.key;
      defaultTtl = settings.defaultTtl;
      staleTtl = settings.staleTtl;
      lockOnUpdate = settings.lockOnUpdate;
      lockTimeout = settings.lockTimeout;
      maxObjectBytes = settings.maxObjectBytes;
      honourClient = settings.honourClient;
      storeCookies = settings.storeCookies;
      lookupField = settings.lookupField;
    }

    CacheSettings finished() {
      return new CacheSettings(
          enabled,
          key,
          defaultTtl,
          staleTtl,
          lockOnUpdate,
          lockTimeout,
          maxObjectBytes,
          honourClient,
          storeCookies,
          lookupField);
    }
  }
}
