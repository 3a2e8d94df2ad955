package io.x0.cli.shell;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.RefusedException;
import io.x0.cli.command.Situation;
import io.x0.cli.output.Clean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The changes of the lines between {@code begin} and {@code commit}, which are made together or not
 * at all. Confined to one thread.
 */
final class Draft implements Situation {
  private final AdminClient usual;
  private @Nullable Transaction open;

  /**
   * @param usual makes the changes in the end
   */
  Draft(AdminClient usual) {
    this.usual = usual;
  }

  /** Returns whether lines make no changes yet. */
  boolean isOpen() {
    return open != null;
  }

  /** Returns how many changes wait. */
  int size() {
    return open == null ? 0 : open.size();
  }

  /** Lets changes wait from now on. */
  void begin() {
    open = new Transaction(() -> 0);
  }

  /** Gives up the changes that wait. */
  void rollback() {
    open = null;
  }

  /**
   * Makes the changes that wait.
   *
   * @throws RefusedException if one of them is not possible; then none was made, and all still wait
   */
  void commit() {
    if (open != null && open.size() > 0) {
      var unused = open.commit(usual);
    }
    open = null;
  }

  /**
   * Returns what the changes that wait would do, a line for each and for each setting.
   *
   * @throws RefusedException if one of them is not possible
   */
  List<String> difference() {
    List<String> lines = new ArrayList<>();
    if (open == null || open.size() == 0) {
      return lines;
    }
    JsonObject answer = open.commit(usual.dryRun());
    if (answer.get("changes") instanceof com.google.gson.JsonArray changes) {
      for (JsonElement one : changes) {
        if (one instanceof JsonObject change) {
          lines.add(Clean.line(text(change, "action")));
          settings(change, lines);
        }
      }
    }
    return lines;
  }

  /** Adds the settings before and after, where the daemon tells them. */
  private static void settings(JsonObject change, List<String> lines) {
    if (!(change.get("changes") instanceof com.google.gson.JsonArray parts)) {
      return;
    }
    for (JsonElement part : parts) {
      if (part instanceof JsonObject object && object.get("settings") instanceof JsonObject all) {
        for (Map.Entry<String, JsonElement> setting : all.entrySet()) {
          if (setting.getValue() instanceof JsonObject values) {
            lines.add(
                Clean.line(
                    "  "
                        + setting.getKey()
                        + ": "
                        + text(values, "before")
                        + " -> "
                        + text(values, "after")));
          }
        }
      }
    }
  }

  private static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value == null ? "-" : value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  @Override
  public AdminClient client(AdminClient client) {
    Transaction transaction = open;
    return transaction == null ? client : client.collecting(transaction::add);
  }

  @Override
  public String remark() {
    return open == null ? "" : " (waits for commit)";
  }
}
