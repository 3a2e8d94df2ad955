package io.x0.cli.legacy;

import com.google.gson.JsonObject;
import io.x0.cli.legacy.IniFile.Section;
import io.x0.cli.legacy.IniFile.Value;

/** The keys of {@code [bucket=NAME]}. Stateless. */
final class BucketKeys {
  private BucketKeys() {}

  static JsonObject read(Section section, String path, Draft draft) {
    JsonObject out = new JsonObject();
    draft.lines().put(path, section.line());
    draft.set(
        out, path, "name", section.name().substring("bucket=".length()).strip(), section.line());
    Value rate = draft.required(section, "rate");
    Value ceil = draft.required(section, "ceil");
    draft.set(out, path, "rate", draft.share("rate", rate), rate.line());
    draft.set(out, path, "ceil", draft.share("ceil", ceil), ceil.line());
    section
        .values()
        .forEach(
            (key, value) -> {
              switch (key) {
                case "rate", "ceil" -> {}
                case "parent" -> draft.set(out, path, key, value.text(), value.line());
                default -> draft.lost(key, value, "nobody knows this key");
              }
            });
    return out;
  }
}
