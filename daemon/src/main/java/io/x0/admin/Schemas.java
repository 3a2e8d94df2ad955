package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.x0.common.json.Json;
import io.x0.common.setting.Setting;
import io.x0.common.setting.ValueRange;
import io.x0.common.setting.ValueRange.Unit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What bodies of the API look like (JSON Schema 2020-12): settings as their tables say, and all
 * else as {@code schemas.json} does. Stateless.
 */
final class Schemas {
  private static final String WHERE = "#/components/schemas/";

  private Schemas() {}

  /** Returns a reference to the schema of that name. */
  static JsonObject ref(String name) {
    JsonObject out = new JsonObject();
    out.addProperty("$ref", WHERE + name);
    return out;
  }

  /** Returns all of them by name. */
  static JsonObject all() {
    JsonObject out = declared();
    SettingCatalog.all()
        .forEach(
            (kind, entries) -> {
              JsonObject properties = new JsonObject();
              entries.forEach(entry -> properties.add(entry.setting().name(), schema(entry)));
              JsonObject settings = type("object");
              settings.addProperty("description", "What can be set on a " + kind + ".");
              settings.add("properties", properties);
              String initial = kind.substring(0, 1).toUpperCase(Locale.ROOT);
              out.add(initial + kind.substring(1) + "Settings", settings);
            });
    return out;
  }

  private static JsonObject declared() {
    try (InputStream in = Schemas.class.getResourceAsStream("schemas.json")) {
      return Json.object(
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonObject schema(SettingCatalog.Entry entry) {
    Setting<?> setting = entry.setting();
    JsonObject out = value(setting);
    out.addProperty("description", setting.description());
    if (entry.initial() != null) {
      out.add("default", setting.json(entry.initial()));
    }
    return out;
  }

  /** Returns what values look like; some may be left to what is above. */
  private static JsonObject value(Setting<?> setting) {
    List<String> words =
        setting.choices().stream().filter(word -> !word.equals(Setting.INHERIT)).toList();
    JsonObject own = own(setting.range(), words);
    if (words.size() == setting.choices().size()) {
      return own;
    }
    JsonObject inherit = new JsonObject();
    inherit.addProperty("const", Setting.INHERIT);
    JsonArray either = new JsonArray();
    either.add(inherit);
    either.add(own);
    JsonObject out = new JsonObject();
    out.add("anyOf", either);
    return out;
  }

  private static JsonObject own(ValueRange range, List<String> words) {
    JsonObject out =
        switch (range.unit()) {
          case FLAG -> type("boolean");
          case COUNT -> type("integer");
          case CAPACITY -> ref("Capacity");
          case DURATION -> ref("Duration");
          case SIZE -> ref("Size");
          case PERCENT -> ref("Percent");
          case SHARE -> ref("Share");
          case LIMIT -> ref("Maximum");
          case CHOICE, TEXT -> type("string");
        };
    if (range.unit() == Unit.CHOICE) {
      JsonArray choices = new JsonArray();
      words.forEach(choices::add);
      out.add("enum", choices);
    }
    // What JSON Schema cannot compare, since it is text, is told all the same.
    String prefix = range.unit() == Unit.COUNT ? "" : "x-";
    bound(out, prefix + "minimum", range.min(), range.unit());
    bound(out, prefix + "maximum", range.max(), range.unit());
    return out;
  }

  private static void bound(JsonObject out, String name, String bound, Unit unit) {
    if (!bound.isEmpty()) {
      out.add(
          name,
          unit == Unit.COUNT ? new JsonPrimitive(Long.parseLong(bound)) : new JsonPrimitive(bound));
    }
  }

  private static JsonObject type(String name) {
    JsonObject out = new JsonObject();
    out.addProperty("type", name);
    return out;
  }
}
