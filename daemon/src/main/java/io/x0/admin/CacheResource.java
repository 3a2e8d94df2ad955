package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.cache.CacheDirectory;
import io.x0.cache.CacheSettings;
import io.x0.cache.ObjectCache;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier;
import io.x0.common.InvalidValueException;
import io.x0.common.OneLine;
import io.x0.common.setting.SettingTable;
import io.x0.director.ControlPlane;
import io.x0.director.Director;
import io.x0.director.DirectorConfig;
import io.x0.director.Edit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The caches of directors in the API: what they do, how they are set, what is purged. Thread-safe.
 */
final class CacheResource {
  private static final SettingTable<CacheSettings> SETTINGS =
      new SettingTable<>(CacheSettings.SETTINGS);

  private static final String PREFIX = "cache-";
  private static final String ENABLED = "cache-enabled";
  private static final int ACTION_LENGTH = 300;

  /** What may be purged; each call says one of them. */
  private static final List<String> WHAT = List.of("key", "url", "prefix", "tag", "all");

  private final Subjects subjects;
  private final ControlPlane control;
  private final CacheDirectory caches;

  CacheResource(Subjects subjects, ControlPlane control, CacheDirectory caches) {
    this.subjects = subjects;
    this.control = control;
    this.caches = caches;
  }

  List<Route> routes() {
    return List.of(
        Route.at("/cache", Operation.get("the caches of all directors", "Caches", this::list)),
        Route.at(
            "/director/{director}/cache",
            Operation.get("the cache of a director", "Cache", this::show)
                .with("history", "whether the last minute is told by seconds", "Flag"),
            change("PATCH", "changes settings of a cache", CacheResource::set)
                .taking("CacheSettings"),
            change("POST", "changes settings of a cache", CacheResource::set)
                .taking("CacheSettings"),
            change(
                "LOCK", "disables a cache, which keeps what it has", call -> enable(call, false)),
            change("UNLOCK", "enables a cache", call -> enable(call, true))),
        Route.at(
            "/director/{director}/cache/purge",
            Operation.of("POST", "purges what a cache has", "Purged", this::purge)
                .taking("Purge")));
  }

  private Answer list(Call call) {
    JsonObject directors = new JsonObject();
    for (Director director : control.directors().all()) {
      JsonObject one = new JsonObject();
      one.addProperty("enabled", director.config().settings().cache().enabled());
      caches
          .find(director.name())
          .ifPresent(cache -> one.add("stats", CacheFigures.of(cache, false)));
      directors.add(director.name(), one);
    }
    JsonObject body = new JsonObject();
    body.add("memory", memory());
    addDisk(body);
    body.add("directors", directors);
    return Answer.ok(body);
  }

  private JsonObject memory() {
    JsonObject out = new JsonObject();
    out.addProperty("used-bytes", caches.usedBytes());
    out.addProperty("capacity-bytes", caches.capacityBytes());
    return out;
  }

  /** What is not kept on disk has no figures there. */
  private void addDisk(JsonObject body) {
    caches.beyond().ifPresent(figures -> body.add("disk", CacheFigures.of(figures)));
  }

  private Answer show(Call call) {
    DirectorConfig director = subjects.director(call.director()).config();
    return shown(director, DirectorResource.flag(call, "history"));
  }

  /** A cache that was never asked has no figures. */
  private Answer shown(DirectorConfig director, boolean hasHistory) {
    JsonObject body = new JsonObject();
    body.addProperty("director", director.name());
    SETTINGS.write(director.settings().cache(), body);
    caches
        .find(director.name())
        .ifPresent(cache -> body.add("stats", CacheFigures.of(cache, hasHistory)));
    body.add("memory", memory());
    addDisk(body);
    return new Answer(200, body, OptionalLong.of(director.revision()), null);
  }

  /** Declares a verb that changes the director whose cache it is. */
  private Operation change(String method, String summary, Function<Call, Edit> edit) {
    Function<Call, Edit> conditioned = call -> subjects.conditioned(call, edit.apply(call), null);
    return Operation.of(
            method,
            summary,
            "Cache",
            call ->
                subjects.submit(
                    call,
                    conditioned.apply(call),
                    after -> shown(Objects.requireNonNull(after), false)))
        .changing(conditioned);
  }

  private static Edit enable(Call call, boolean enabled) {
    return Edit.setDirector(call.director(), Map.of(ENABLED, Boolean.toString(enabled)), false);
  }

  /** Nothing else can be set here, so {@code cache-} may be left out. */
  private static Edit set(Call call) {
    Map<String, String> settings = new LinkedHashMap<>();
    call.settings()
        .forEach(
            (name, value) -> settings.put(name.startsWith(PREFIX) ? name : PREFIX + name, value));
    return Edit.setDirector(call.director(), settings, false);
  }

  private CompletableFuture<Answer> purge(Call call) {
    Director director = subjects.director(call.director());
    Map<String, String> given = new LinkedHashMap<>(call.settings());
    boolean isSoft = DirectorResource.flag(given, "soft", false);
    given.remove("soft");
    Purge purge = what(given, director.config().settings().cache().key());
    Map.Entry<String, String> what = given.entrySet().iterator().next();
    ObjectCache cache = caches.find(director.name()).orElse(null);
    JsonObject body = new JsonObject();
    body.addProperty("director", director.name());
    body.addProperty(what.getKey(), what.getValue());
    body.addProperty("soft", isSoft);
    if (call.isDryRun()) {
      body.addProperty("purged", cache == null ? 0 : cache.count(purge, isSoft));
      return CompletableFuture.completedFuture(Answer.ok(body));
    }
    SecondTier.Purged done =
        cache == null ? SecondTier.Purged.DONE : cache.purgeForGood(purge, isSoft);
    body.addProperty("purged", done.count());
    return done.lasting()
        .thenCompose(
            lasts ->
                control.record(
                    call.who(),
                    action(director.name(), what, isSoft, done.count()),
                    director.name()))
        .thenApply(recorded -> Answer.ok(body));
  }

  /** Returns what was done, in the words of the command line. */
  private static String action(
      String director, Map.Entry<String, String> what, boolean isSoft, int purged) {
    boolean isAll = what.getKey().equals("all");
    return "cache purge "
        + director
        + " --"
        + what.getKey()
        + (isAll ? "" : " " + OneLine.of(what.getValue(), ACTION_LENGTH))
        + (isSoft ? " --soft" : "")
        + ": "
        + purged
        + " purged";
  }

  private static Purge what(Map<String, String> given, String pattern) {
    Set<String> names = given.keySet();
    String name = names.isEmpty() ? "" : names.iterator().next();
    if (names.size() != 1 || !WHAT.contains(name)) {
      throw new InvalidValueException(
          "purge",
          names.isEmpty() ? "nothing" : String.join(" and ", names),
          "one of key, url, prefix, tag and all, and perhaps soft");
    }
    String value = given.get(name);
    if (value == null || value.isBlank()) {
      throw new InvalidValueException(name, "", "what to purge");
    }
    return switch (name) {
      case "key" -> new Purge.Key(value);
      case "url" -> Purge.url(value, pattern);
      case "prefix" -> Purge.prefix(value);
      case "tag" -> new Purge.Tag(value);
      default -> {
        if (!value.equals("true")) {
          throw new InvalidValueException(name, value, "true");
        }
        yield new Purge.All();
      }
    };
  }
}
