package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.x0.common.name.BackendUrl;
import io.x0.common.setting.Setting;
import io.x0.common.unit.Capacity;
import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.DirectorSnapshot;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.director.DirectorSnapshot.BucketSnapshot;
import io.x0.director.DirectorStore.Change;
import io.x0.director.Origin;
import io.x0.director.Role;
import io.x0.shaper.BucketSpec;
import io.x0.stats.LoadCounter.Load;
import java.util.List;
import java.util.Optional;

/** Directors and backends as the API shows them. Stateless. */
final class Views {
  private Views() {}

  static JsonObject director(DirectorSnapshot snapshot) {
    DirectorConfig config = snapshot.config();
    JsonObject out = new JsonObject();
    out.addProperty("name", config.name());
    out.addProperty("origin", Setting.word(config.origin()));
    out.addProperty("mutable", config.origin() == Origin.MANAGED);
    out.addProperty("revision", config.revision());
    DirectorSettings.TABLE.write(config.settings(), out);
    out.addProperty("state", state(snapshot));
    out.add("capacity", capacity(snapshot.backends()));
    JsonObject stats = new JsonObject();
    stats.add("load", load(snapshot.load()));
    stats.add("queued", load(snapshot.queued()));
    stats.addProperty("dropped", snapshot.dropped());
    stats.addProperty("unknown-buckets", snapshot.unknownBuckets());
    out.add("stats", stats);
    JsonArray backends = new JsonArray();
    snapshot.backends().forEach(b -> backends.add(backend(b)));
    out.add("backends", backends);
    JsonArray buckets = new JsonArray();
    snapshot.buckets().forEach(b -> buckets.add(bucket(b, config)));
    out.add("buckets", buckets);
    return out;
  }

  static JsonObject bucket(BucketSnapshot snapshot, DirectorConfig config) {
    JsonObject out = new JsonObject();
    out.addProperty("name", snapshot.name());
    out.addProperty("parent", snapshot.parent());
    Optional<BucketSpec> spec = config.buckets().find(snapshot.name());
    out.addProperty("rate", spec.map(s -> s.rate().toString()).orElse("100%"));
    out.addProperty("ceil", spec.map(s -> s.ceil().toString()).orElse("100%"));
    out.add("queue-limit", limit(spec.map(BucketSpec::queueLimit).orElse(BucketSpec.NO_LIMIT)));
    out.add("token-rate", limit(snapshot.rate()));
    out.add("token-ceil", limit(snapshot.ceil()));
    JsonObject stats = new JsonObject();
    stats.add("load", load(snapshot.load()));
    stats.addProperty("borrowed", snapshot.over());
    stats.add("queued", load(snapshot.queued()));
    stats.addProperty("dropped", snapshot.dropped());
    out.add("stats", stats);
    return out;
  }

  private static JsonPrimitive limit(int value) {
    return value == Integer.MAX_VALUE ? new JsonPrimitive("unlimited") : new JsonPrimitive(value);
  }

  static JsonObject backend(BackendSnapshot snapshot) {
    BackendConfig config = snapshot.config();
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
    out.addProperty("state", state(config));
    JsonObject stats = new JsonObject();
    stats.add("load", load(snapshot.load()));
    stats.addProperty("failed", snapshot.counts().failed());
    out.add("stats", stats);
    return out;
  }

  static JsonObject change(Change change) {
    JsonObject out = new JsonObject();
    out.addProperty("at", change.at().toString());
    out.addProperty("who", change.who());
    out.addProperty("action", change.action());
    out.addProperty("director", change.director());
    return out;
  }

  static JsonObject load(Load load) {
    JsonObject out = new JsonObject();
    out.addProperty("current", load.current());
    out.addProperty("max", load.max());
    out.addProperty("total", load.total());
    return out;
  }

  private static String state(DirectorSnapshot snapshot) {
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

  private static String state(BackendConfig config) {
    if (config.role() == Role.TERMINATE) {
      return "draining";
    }
    return config.enabled() ? "online" : "disabled";
  }

  private static JsonPrimitive capacity(List<BackendSnapshot> backends) {
    long sum = 0;
    for (BackendSnapshot backend : backends) {
      Capacity capacity = backend.config().capacity();
      if (backend.isUsable()) {
        if (capacity.isUnlimited()) {
          return new JsonPrimitive("unlimited");
        }
        sum += capacity.slots();
      }
    }
    return new JsonPrimitive(sum);
  }
}
