package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.common.setting.Setting;
import io.x0.common.setting.SettingTable;
import io.x0.director.BackendConfig;
import io.x0.director.BucketEdits;
import io.x0.director.DirectorSettings;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** What can be set on what, for whoever offers it to a person. Stateless. */
final class SettingsView {
  private SettingsView() {}

  static JsonObject of() {
    JsonObject out = new JsonObject();
    out.add("director", settings(DirectorSettings.TABLE));
    out.add("backend", settings(BackendConfig.TABLE));
    JsonObject buckets = new JsonObject();
    new TreeMap<>(BucketEdits.SETTINGS)
        .forEach((name, description) -> buckets.add(name, setting("text", description, List.of())));
    out.add("bucket", buckets);
    return out;
  }

  private static <T> JsonObject settings(SettingTable<T> table) {
    JsonObject out = new JsonObject();
    for (Setting<T> setting : table.all()) {
      out.add(
          setting.name(),
          setting(
              setting.kind().name().toLowerCase(Locale.ROOT),
              setting.description(),
              setting.choices()));
    }
    return out;
  }

  private static JsonObject setting(String kind, String description, List<String> choices) {
    JsonObject out = new JsonObject();
    out.addProperty("kind", kind);
    out.addProperty("description", description);
    if (!choices.isEmpty()) {
      JsonArray array = new JsonArray();
      choices.forEach(array::add);
      out.add("choices", array);
    }
    return out;
  }
}
