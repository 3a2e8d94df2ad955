package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.x0.admin.Figures.Detail;
import io.x0.admin.metrics.BackendState;
import io.x0.common.name.BackendUrl;
import io.x0.common.setting.Setting;
import io.x0.common.unit.Capacity;
import io.x0.director.BackendConfig;
import io.x0.director.Demand;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.DirectorSnapshot.BucketSnapshot;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.Event;
import io.x0.director.Role;
import io.x0.shaper.BucketSpec;
import io.x0.shaper.BucketTree;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Directors, backends and buckets as the API shows them. Stateless. */
final class Views {
  private Views() {}

  /**
   * Returns a director with its backends and buckets, whose traffic each of them tells alone: of
   * 10,000 that would be most of the work.
   */
  static JsonObject director(DirectorSnapshot snapshot) {
    DirectorConfig config = snapshot.config();
    JsonObject out = withFigures(snapshot);
    JsonArray backends = new JsonArray();
    snapshot.backends().forEach(b -> backends.add(backend(b, Detail.COUNTERS)));
    out.add("backends", backends);
    JsonArray buckets = new JsonArray();
    snapshot.buckets().forEach(b -> buckets.add(bucket(b, config, Detail.COUNTERS)));
    out.add("buckets", buckets);
    return out;
  }

  /** Returns a director with the numbers of its backends and buckets instead of them. */
  static JsonObject alone(DirectorSnapshot snapshot) {
    JsonObject out = withFigures(snapshot);
    out.addProperty("backend-count", snapshot.backends().size());
    out.addProperty("bucket-count", snapshot.buckets().size());
    return out;
  }

  private static JsonObject withFigures(DirectorSnapshot snapshot) {
    JsonObject out = director(snapshot.config());
    out.addProperty("state", state(snapshot));
    out.add("capacity", capacity(snapshot.backends()));
    out.add("stats", Figures.of(snapshot, Detail.TRAFFIC));
    return out;
  }

  /** Returns what is set on a director. */
  static JsonObject director(DirectorConfig config) {
    JsonObject out = new JsonObject();
    out.addProperty("name", config.name());
    out.addProperty("origin", Setting.word(config.origin()));
    out.addProperty("mutable", config.origin().isMutable());
    out.addProperty("revision", config.revision());
    writeDemand(config.demand(), out);
    DirectorSettings.TABLE.write(config.settings(), out);
    return out;
  }

  /** Writes what a director on demand serves; what is not said is every one. */
  private static void writeDemand(@Nullable Demand demand, JsonObject out) {
    if (demand == null) {
      return;
    }
    if (!demand.hostname().equals(Demand.ANY_HOST)) {
      out.addProperty("hostname", demand.hostname());
    }
    if (demand.port() != Demand.ANY_PORT) {
      out.addProperty("port", demand.port());
    }
  }

  /** Returns what is set on a director, its backends and its buckets. */
  static JsonObject whole(DirectorConfig config) {
    JsonObject out = director(config);
    JsonArray backends = new JsonArray();
    config.backends().forEach(b -> backends.add(backend(b)));
    out.add("backends", backends);
    JsonArray buckets = new JsonArray();
    add(config.buckets().buckets(), BucketTree.ROOT, config, buckets);
    out.add("buckets", buckets);
    return out;
  }

  private static void add(
      List<BucketSpec> specs, String parent, DirectorConfig config, JsonArray out) {
    for (BucketSpec spec : specs) {
      JsonObject bucket = bucket(spec.name(), config);
      bucket.addProperty("parent", parent);
      out.add(bucket);
      add(spec.children(), spec.name(), config, out);
    }
  }

  /** Returns the figures of a director and of what belongs to it. */
  static JsonObject stats(DirectorSnapshot snapshot, Detail detail) {
    JsonObject out = new JsonObject();
    out.addProperty("name", snapshot.config().name());
    out.addProperty("state", state(snapshot));
    out.add("capacity", capacity(snapshot.backends()));
    out.add("stats", Figures.of(snapshot, detail));
    JsonArray backends = new JsonArray();
    for (BackendSnapshot backend : snapshot.backends()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", backend.config().name());
      one.addProperty("state", BackendState.of(backend));
      one.add("effective-capacity", capacity(backend.capacity()));
      one.addProperty("throttle", backend.throttle());
      one.add("stats", Figures.of(backend, detail));
      backends.add(one);
    }
    out.add("backends", backends);
    JsonArray buckets = new JsonArray();
    for (BucketSnapshot bucket : snapshot.buckets()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", bucket.name());
      one.addProperty("parent", bucket.parent());
      one.add("stats", Figures.of(bucket, detail));
      buckets.add(one);
    }
    out.add("buckets", buckets);
    return out;
  }

  static JsonObject bucket(BucketSnapshot snapshot, DirectorConfig config, Detail detail) {
    JsonObject out = new JsonObject();
    out.addProperty("name", snapshot.name());
    out.addProperty("parent", snapshot.parent());
    writeShares(config.buckets().find(snapshot.name()), out);
    out.add("token-rate", limit(snapshot.rate()));
    out.add("token-ceil", limit(snapshot.ceil()));
    out.add("stats", Figures.of(snapshot, detail));
    return out;
  }

  /** Returns what is set on a bucket. */
  static JsonObject bucket(String name, DirectorConfig config) {
    JsonObject out = new JsonObject();
    out.addProperty("name", name);
    writeShares(config.buckets().find(name), out);
    return out;
  }

  /** Writes the settings of a bucket; the root has none of its own. */
  private static void writeShares(Optional<BucketSpec> spec, JsonObject out) {
    out.addProperty("rate", spec.map(s -> s.rate().toString()).orElse("100%"));
    out.addProperty("ceil", spec.map(s -> s.ceil().toString()).orElse("100%"));
    out.add("queue-limit", limit(spec.map(BucketSpec::queueLimit).orElse(BucketSpec.NO_LIMIT)));
  }

  static JsonPrimitive limit(int value) {
    return value == Integer.MAX_VALUE ? new JsonPrimitive("unlimited") : new JsonPrimitive(value);
  }

  static JsonObject backend(BackendSnapshot snapshot, Detail detail) {
    JsonObject out = backend(snapshot.config());
    out.addProperty("state", BackendState.of(snapshot));
    out.add("effective-capacity", capacity(snapshot.capacity()));
    out.addProperty("throttle", snapshot.throttle());
    out.add("health", HealthView.of(snapshot.health()));
    out.add("stats", Figures.of(snapshot, detail));
    return out;
  }

  /** Returns what is set on a backend. */
  static JsonObject backend(BackendConfig config) {
    JsonObject out = new JsonObject();
    out.addProperty("name", config.name());
    out.addProperty("revision", config.revision());
    BackendConfig.TABLE.write(config, out);
    BackendUrl url = config.url();
    out.addProperty("protocol", url.protocol().toString());
    if (url.isUnix()) {
      out.addProperty("path", url.path());
    } else {
      out.addProperty("hostname", url.host());
      out.addProperty("port", url.port());
    }
    return out;
  }

  static JsonObject change(Change change) {
    JsonObject out = new JsonObject();
    out.addProperty("at", change.at().toString());
    out.addProperty("who", change.who());
    out.addProperty("action", change.action());
    out.addProperty("director", change.director());
    if (change.tie().undoes() > 0) {
      out.addProperty("undoes", change.tie().undoes());
    }
    if (change.tie().isAutomatic()) {
      out.addProperty("automatic", true);
    }
    return out;
  }

  /** Returns a change that is kept, with its number and that of the first made with it. */
  static JsonObject entry(Entry entry) {
    JsonObject out = new JsonObject();
    out.addProperty("id", entry.id());
    if (entry.first() != entry.id()) {
      out.addProperty("batch", entry.first());
    }
    change(entry.change()).asMap().forEach(out::add);
    return out;
  }

  static JsonObject event(Event event) {
    JsonObject out = new JsonObject();
    out.addProperty("at", HealthView.instant(event.at()));
    out.addProperty("director", event.director());
    out.addProperty("backend", event.backend());
    out.addProperty("from", event.from());
    out.addProperty("to", event.to());
    out.addProperty("cause", event.cause());
    return out;
  }

  static String state(DirectorSnapshot snapshot) {
    List<BackendSnapshot> backends = snapshot.backends();
    if (!snapshot.config().settings().enabled()) {
      return "disabled";
    }
    if (backends.isEmpty()) {
      return "empty";
    }
    long usable = backends.stream().filter(BackendSnapshot::isUsable).count();
    long wanted = backends.stream().filter(b -> b.config().enabled()).count();
    return usable == 0 ? "down" : usable < wanted ? "degraded" : "up";
  }

  /** Returns what the backends take now; backups count only while no other one is usable. */
  static JsonPrimitive capacity(List<BackendSnapshot> backends) {
    boolean hasPrimary = backends.stream().anyMatch(b -> b.isUsable() && !isBackup(b));
    long sum = 0;
    for (BackendSnapshot backend : backends) {
      if (backend.isUsable() && isBackup(backend) != hasPrimary) {
        if (backend.capacity().isUnlimited()) {
          return capacity(Capacity.UNLIMITED);
        }
        sum += backend.capacity().slots();
      }
    }
    return new JsonPrimitive(sum);
  }

  private static boolean isBackup(BackendSnapshot backend) {
    return backend.config().role() == Role.BACKUP;
  }

  static JsonPrimitive capacity(Capacity capacity) {
    return limit(capacity.slots());
  }
}
