package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.shaper.BucketSpec;
import io.x0.shaper.BucketTree;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a change made of a director, its backends and its buckets. Stateless. */
final class Difference {
  /** What every director has besides settings. */
  private static final Set<String> IDENTITY = Set.of("name", "origin", "mutable", "revision");

  private Difference() {}

  /**
   * Returns what differs, one object for each thing: what is new or gone is only named, of what is
   * there before and after the settings that differ are told.
   *
   * @param before null when the director is new
   * @param after null when it is gone
   */
  static JsonArray of(@Nullable DirectorConfig before, @Nullable DirectorConfig after) {
    JsonArray out = new JsonArray();
    if (before == null || after == null) {
      DirectorConfig either = before == null ? after : before;
      if (either != null) {
        out.add(entry("director", either.name(), before == null ? "created" : "removed"));
      }
      return out;
    }
    compare("director", director(before), director(after), out);
    compare("backend", backends(before, after), backends(after, before), out);
    compare("bucket", buckets(before), buckets(after), out);
    return out;
  }

  private static void compare(
      String kind, Map<String, JsonObject> before, Map<String, JsonObject> after, JsonArray out) {
    before.forEach(
        (name, old) -> {
          JsonObject now = after.get(name);
          if (now == null) {
            out.add(entry(kind, name, "removed"));
          } else if (!now.equals(old)) {
            JsonObject changed = entry(kind, name, "changed");
            changed.add("settings", settings(old, now));
            out.add(changed);
          }
        });
    after.keySet().stream()
        .filter(name -> !before.containsKey(name))
        .forEach(name -> out.add(entry(kind, name, "created")));
  }

  private static JsonObject entry(String kind, String name, String change) {
    JsonObject out = new JsonObject();
    out.addProperty("kind", kind);
    out.addProperty("name", name);
    out.addProperty("change", change);
    return out;
  }

  private static JsonObject settings(JsonObject before, JsonObject after) {
    JsonObject out = new JsonObject();
    Set<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      JsonElement old = before.get(name);
      JsonElement now = after.get(name);
      if (!Objects.equals(old, now)) {
        JsonObject change = new JsonObject();
        if (old != null) {
          change.add("before", old);
        }
        if (now != null) {
          change.add("after", now);
        }
        out.add(name, change);
      }
    }
    return out;
  }

  private static Map<String, JsonObject> director(DirectorConfig director) {
    JsonObject settings = Views.director(director);
    IDENTITY.forEach(settings::remove);
    return Map.of(director.name(), settings);
  }

  /** Returns the backends of {@code director} but those that are the same objects in the other. */
  private static Map<String, JsonObject> backends(DirectorConfig director, DirectorConfig other) {
    Set<BackendConfig> same = Collections.newSetFromMap(new IdentityHashMap<>());
    same.addAll(other.backends());
    Map<String, JsonObject> out = new LinkedHashMap<>();
    for (BackendConfig backend : director.backends()) {
      if (same.contains(backend)) {
        continue;
      }
      JsonObject settings = new JsonObject();
      BackendConfig.TABLE.write(backend, settings);
      out.put(backend.name(), settings);
    }
    return out;
  }

  private static Map<String, JsonObject> buckets(DirectorConfig director) {
    Map<String, JsonObject> out = new LinkedHashMap<>();
    add(director.buckets().buckets(), BucketTree.ROOT, director, out);
    return out;
  }

  private static void add(
      List<BucketSpec> specs, String parent, DirectorConfig director, Map<String, JsonObject> out) {
    for (BucketSpec spec : specs) {
      JsonObject settings = Views.bucket(spec.name(), director);
      settings.remove("name");
      settings.addProperty("parent", parent);
      out.put(spec.name(), settings);
      add(spec.children(), spec.name(), director, out);
    }
  }
}
