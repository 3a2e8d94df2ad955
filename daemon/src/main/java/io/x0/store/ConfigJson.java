package io.x0.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.x0.common.json.Json;
import io.x0.common.setting.Setting;
import io.x0.director.BackendConfig;
import io.x0.director.Demand;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.store.DirectorText.BackendText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A director as one line of JSON, in the shape of the admin API without what is derived. Reading
 * what was written gives the same director. Stateless.
 */
final class ConfigJson {
  private static final Set<String> DIRECTOR_MEMBERS =
      Set.of("name", "origin", "revision", "hostname", "port", "backends", "buckets");
  private static final Set<String> BACKEND_MEMBERS = Set.of("name", "revision");

  private ConfigJson() {}

  static String write(DirectorConfig director) {
    return write(director, ConfigJson::write);
  }

  /**
   * Returns the JSON of {@code director}.
   *
   * @param backendJson tells what {@link #write(BackendConfig)} returned for a backend
   */
  static String write(DirectorConfig director, Function<BackendConfig, String> backendJson) {
    JsonObject out = new JsonObject();
    out.addProperty("name", director.name());
    out.addProperty("origin", Setting.word(director.origin()));
    out.addProperty("revision", director.revision());
    Demand demand = director.demand();
    if (demand != null) {
      demand.texts().forEach(out::addProperty);
    }
    DirectorSettings.TABLE.write(director.settings(), out);
    JsonArray buckets = new JsonArray();
    for (BucketText bucket : BucketText.of(director.buckets())) {
      JsonObject element = new JsonObject();
      element.addProperty("name", bucket.name());
      element.addProperty("parent", bucket.parent());
      element.addProperty("rate", bucket.rate());
      element.addProperty("ceil", bucket.ceil());
      element.addProperty("queue-limit", bucket.queueLimit());
      buckets.add(element);
    }
    String head = out.toString();
    String backends =
        director.backends().stream().map(backendJson).collect(Collectors.joining(",", "[", "]"));
    return head.substring(0, head.length() - 1)
        + ",\"backends\":"
        + backends
        + ",\"buckets\":"
        + buckets
        + "}";
  }

  static String write(BackendConfig backend) {
    JsonObject out = new JsonObject();
    out.addProperty("name", backend.name());
    out.addProperty("revision", backend.revision());
    BackendConfig.TABLE.write(backend, out);
    return out.toString();
  }

  /**
   * Returns the director that {@code json} means. Settings nobody declares any more are left out.
   *
   * @throws IllegalArgumentException if it cannot be read; the message is one line
   */
  static DirectorConfig read(String json) {
    try {
      JsonObject in = Json.object(json);
      List<BackendText> backends = new ArrayList<>();
      for (JsonElement element : member(in, "backends").getAsJsonArray()) {
        JsonObject backend = element.getAsJsonObject();
        backends.add(
            new BackendText(
                member(backend, "name").getAsString(),
                member(backend, "revision").getAsLong(),
                settings(backend, BACKEND_MEMBERS)));
      }
      DirectorText text =
          new DirectorText(
              member(in, "name").getAsString(),
              member(in, "origin").getAsString(),
              member(in, "revision").getAsLong(),
              settings(in, DIRECTOR_MEMBERS),
              backends,
              buckets(in),
              demand(in));
      return text.config(ignored -> {});
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new IllegalArgumentException("not a director: " + Messages.of(e), e);
    }
  }

  /** Entries of before there were buckets have none. */
  private static List<BucketText> buckets(JsonObject in) {
    List<BucketText> buckets = new ArrayList<>();
    if (in.has("buckets")) {
      for (JsonElement element : in.get("buckets").getAsJsonArray()) {
        JsonObject bucket = element.getAsJsonObject();
        buckets.add(
            new BucketText(
                member(bucket, "name").getAsString(),
                member(bucket, "parent").getAsString(),
                member(bucket, "rate").getAsString(),
                member(bucket, "ceil").getAsString(),
                member(bucket, "queue-limit").getAsString()));
      }
    }
    return buckets;
  }

  private static Map<String, String> demand(JsonObject in) {
    Map<String, String> demand = new LinkedHashMap<>();
    for (String name : List.of("hostname", "port")) {
      if (in.has(name)) {
        demand.put(name, in.get(name).getAsString());
      }
    }
    return demand;
  }

  private static JsonElement member(JsonObject in, String name) {
    JsonElement element = in.get(name);
    if (element == null) {
      throw new JsonParseException(name + " is missing");
    }
    return element;
  }

  private static Map<String, String> settings(JsonObject in, Set<String> members) {
    Map<String, String> settings = new LinkedHashMap<>();
    in.asMap()
        .forEach(
            (name, value) -> {
              if (!members.contains(name)) {
                settings.put(name, value.getAsString());
              }
            });
    return settings;
  }
}
