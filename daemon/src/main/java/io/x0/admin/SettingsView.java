package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.common.setting.Setting;
import io.x0.common.setting.ValueRange;

/** What can be set on what, for whoever offers it to a person. Stateless. */
final class SettingsView {
  private SettingsView() {}

  static JsonObject of() {
    JsonObject out = new JsonObject();
    SettingCatalog.all()
        .forEach(
            (kind, entries) -> {
              JsonObject settings = new JsonObject();
              entries.forEach(entry -> settings.add(entry.setting().name(), setting(entry)));
              out.add(kind, settings);
            });
    return out;
  }

  private static JsonObject setting(SettingCatalog.Entry entry) {
    Setting<?> setting = entry.setting();
    ValueRange range = setting.range();
    JsonObject out = new JsonObject();
    out.addProperty("kind", Setting.word(setting.kind()));
    out.addProperty("description", setting.description());
    out.addProperty("unit", Setting.word(range.unit()));
    if (!setting.choices().isEmpty()) {
      JsonArray array = new JsonArray();
      setting.choices().forEach(array::add);
      out.add("choices", array);
    }
    if (!range.min().isEmpty()) {
      out.addProperty("minimum", range.min());
    }
    if (!range.max().isEmpty()) {
      out.addProperty("maximum", range.max());
    }
    if (entry.initial() != null) {
      out.addProperty("default", entry.initial());
    }
    return out;
  }
}
