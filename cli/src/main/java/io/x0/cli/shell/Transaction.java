package io.x0.cli.shell;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.RefusedException;
import io.x0.cli.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes of many lines that are made together or not at all. Confined to one thread. */
final class Transaction {
  private static final Pattern PLACE = Pattern.compile("changes\\[([0-9]{1,6})\\].*");

  private final IntSupplier line;
  private final List<Request> changes = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();

  /**
   * @param line tells the number of the line that runs
   */
  Transaction(IntSupplier line) {
    this.line = line;
  }

  /** Takes a change. */
  void add(Request change) {
    changes.add(change);
    lines.add(line.getAsInt());
  }

  /** Returns how many changes there are. */
  int size() {
    return changes.size();
  }

  /**
   * Makes the changes, and returns what the daemon says about each.
   *
   * @throws RefusedException if one of them is not possible; then none was made
   */
  JsonObject commit(AdminClient client) {
    JsonArray list = new JsonArray();
    for (Request change : changes) {
      JsonObject one = new JsonObject();
      one.addProperty("method", change.method());
      one.addProperty("path", change.target());
      if (change.body() != null) {
        one.add("settings", change.body());
      }
      if (change.ifMatch() != null) {
        one.addProperty("if-match", change.ifMatch());
      }
      list.add(one);
    }
    JsonObject body = new JsonObject();
    body.add("changes", list);
    return client.send(Request.of("POST", "/batch").withBody(body));
  }

  /** Returns the line that a refusal is about, or 0 when it is about none. */
  int lineOf(RefusedException refusal) {
    String field = refusal.field() == null ? "" : refusal.field();
    Matcher place = PLACE.matcher(field);
    int index = place.matches() ? Integer.parseInt(place.group(1)) : -1;
    return index >= 0 && index < lines.size() ? lines.get(index) : 0;
  }
}
