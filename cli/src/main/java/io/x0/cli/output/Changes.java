package io.x0.cli.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a change would make of its subject, in the lines that a dry run shows. Stateless. */
final class Changes {
  private Changes() {}

  /**
   * Returns a line for each thing that would come or go, and for each setting that would differ.
   */
  static List<String> lines(JsonObject answer) {
    List<String> lines = new ArrayList<>();
    if (answer.get("changes") instanceof JsonArray changes) {
      for (JsonElement one : changes) {
        if (one instanceof JsonObject change && change.has("kind")) {
          add(change, lines);
        }
      }
    }
    return lines;
  }

  private static void add(JsonObject change, List<String> lines) {
    String subject = text(change, "kind") + " " + text(change, "name");
    if (!(change.get("settings") instanceof JsonObject settings)) {
      lines.add(subject + " " + text(change, "change"));
      return;
    }
    for (Map.Entry<String, JsonElement> setting : settings.entrySet()) {
      if (setting.getValue() instanceof JsonObject values) {
        lines.add(
            subject
                + ": "
                + setting.getKey()
                + " "
                + text(values, "before")
                + " -> "
                + text(values, "after"));
      }
    }
  }

  private static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "-";
  }
}
