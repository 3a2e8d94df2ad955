package io.x0.cli.command;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What changes make of directors, backends and buckets, in lines. Stateless. */
final class DifferenceLines {
  private DifferenceLines() {}

  /**
   * Returns a line for what comes ({@code +}), what goes ({@code -}), and each setting that differs
   * ({@code ~}).
   *
   * @param director the name of the director
   * @param changes as the API tells them
   */
  static List<String> of(String director, @Nullable JsonElement changes) {
    List<String> lines = new ArrayList<>();
    for (JsonObject change : Fields.objects(changes)) {
      String kind = Fields.text(change, "kind");
      String name = Fields.text(change, "name");
      String subject = kind + " " + (kind.equals("director") ? name : director + "/" + name);
      if (isRemoval(change)) {
        lines.add("- " + subject + (isLeaving(change) ? ", which finishes its requests" : ""));
        continue;
      }
      if (!(change.get("settings") instanceof JsonObject settings)) {
        lines.add("+ " + subject);
        continue;
      }
      for (String setting : settings.keySet()) {
        lines.add(
            "~ "
                + subject
                + ": "
                + setting
                + " "
                + Fields.text(settings, setting, "before")
                + " -> "
                + Fields.text(settings, setting, "after"));
      }
    }
    return lines;
  }

  /** Returns whether anything goes. */
  static boolean hasRemoval(@Nullable JsonElement changes) {
    for (JsonObject change : Fields.objects(changes)) {
      if (isRemoval(change)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isRemoval(JsonObject change) {
    return Fields.text(change, "change").equals("removed") || isLeaving(change);
  }

  /** Returns whether it is a backend that is removed when it has finished its requests. */
  private static boolean isLeaving(JsonObject change) {
    return Fields.text(change, "settings", "role", "after").equals("terminate");
  }
}
