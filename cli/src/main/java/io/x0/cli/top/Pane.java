package io.x0.cli.top;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A list of things on the screen, with a selected one: sorted, filtered, scrolled. Confined to one
 * thread.
 */
final class Pane {
  /** Something in the list. */
  record Row(String name, JsonObject figures) {}

  private final List<String> orders;
  private List<Row> rows = List.of();
  private String filter = "";
  private String selected = "";
  private int order;
  private int first;

  /**
   * @param orders the figures that it can be sorted by, besides {@code name}, which comes first
   */
  Pane(List<String> orders) {
    this.orders = List.copyOf(orders);
  }

  /** Takes what there is now. */
  void update(JsonObject members) {
    List<Row> all = new ArrayList<>();
    for (Map.Entry<String, JsonElement> member : members.entrySet()) {
      boolean isWanted = filter.isEmpty() || member.getKey().contains(filter);
      if (isWanted && member.getValue() instanceof JsonObject figures) {
        all.add(new Row(member.getKey(), figures));
      }
    }
    String key = order();
    if (!key.equals("name")) {
      all.sort(
          Comparator.comparingDouble((Row row) -> -Figures.number(row.figures, key))
              .thenComparing(Row::name));
    }
    rows = all;
    if (index() < 0 && !rows.isEmpty()) {
      selected = rows.get(0).name;
    }
  }

  /** Returns how many there are. */
  int size() {
    return rows.size();
  }

  /** Returns the name of the selected one, or an empty text when there is none. */
  String selected() {
    return index() < 0 ? "" : selected;
  }

  void select(String name) {
    selected = name;
  }

  String filter() {
    return filter;
  }

  void filter(String text) {
    filter = text;
  }

  /** Returns the figure that it is sorted by. */
  String order() {
    return orders.get(order);
  }

  void nextOrder() {
    order = (order + 1) % orders.size();
  }

  /** Selects the one that is {@code steps} further, as far as there is one. */
  void move(int steps) {
    if (!rows.isEmpty()) {
      int wanted = Math.max(0, index()) + steps;
      selected = rows.get(Math.max(0, Math.min(rows.size() - 1, wanted))).name;
    }
  }

  /** Returns those that fit into {@code height} lines, the selected one among them. */
  List<Row> visible(int height) {
    int at = Math.max(0, index());
    if (at < first) {
      first = at;
    } else if (at >= first + height) {
      first = at - height + 1;
    }
    first = Math.max(0, Math.min(first, rows.size() - height));
    return rows.subList(first, Math.min(rows.size(), first + height));
  }

  /** Returns where the selected one is, or -1 if it is not there. */
  private int index() {
    for (int i = 0; i < rows.size(); i++) {
      if (Objects.equals(rows.get(i).name, selected)) {
        return i;
      }
    }
    return -1;
  }
}
