package io.x0.cli.legacy;

import io.x0.cli.legacy.IniFile.Section;
import io.x0.cli.legacy.IniFile.Value;

/** The keys of {@code [cache]}. Stateless. */
final class CacheKeys {
  private CacheKeys() {}

  static void read(Section section, Draft draft) {
    section.values().forEach((key, value) -> read(key, value, draft));
    Value shadow = section.values().get("deliver-shadow");
    if (shadow != null && !draft.flag("deliver-shadow", shadow)) {
      // It is served for as long as this says; not at all is no time.
      set("cache-default-shadow-ttl", "0s", shadow, draft);
    }
  }

  private static void read(String key, Value value, Draft draft) {
    switch (key) {
      case "enabled" ->
          set("cache-enabled", Boolean.toString(draft.flag(key, value)), value, draft);
      case "default-ttl" -> set("cache-default-ttl", time(key, value, draft), value, draft);
      case "default-shadow-ttl" -> shadow(key, value, draft);
      case "lock-on-update" ->
          set("cache-lock-on-update", Boolean.toString(draft.flag(key, value)), value, draft);
      case "update-lock-timeout" -> lockTimeout(key, value, draft);
      case "default-key" -> set("cache-default-key", value.text(), value, draft);
      case "deliver-active" -> {
        if (!draft.flag(key, value)) {
          draft.lost(key, value, "fresh answers are always served; disable the cache instead");
        }
      }
      case "deliver-shadow" -> {}
      default -> draft.lost(key, value, "no such key");
    }
  }

  /** The predecessor wrote 0 and served what was stale however old it was. */
  private static void shadow(String key, Value value, Draft draft) {
    if (draft.count(key, value).equals("0")) {
      draft.lost(key, value, "the predecessor took no notice of it; x0's default is used");
    } else {
      set("cache-default-shadow-ttl", time(key, value, draft), value, draft);
    }
  }

  private static String time(String key, Value value, Draft draft) {
    return draft.count(key, value) + draft.unit().suffix();
  }

  private static void lockTimeout(String key, Value value, Draft draft) {
    if (draft.count(key, value).equals("0")) {
      draft.lost(key, value, "it must be more than nothing; x0's default is used");
    } else {
      set("cache-update-lock-timeout", time(key, value, draft), value, draft);
    }
  }

  private static void set(String name, String text, Value value, Draft draft) {
    draft.set(draft.document(), "", name, text, value.line());
  }
}
