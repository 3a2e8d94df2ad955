package io.x0.modules;

import io.x0.director.Directors;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.builtin.Param;
import io.x0.flow.builtin.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes the reference of everything that a configuration can call, from its declarations. */
final class FlowReference {
  private static final String HEAD =
      """
      # Everything a configuration can call

      <!-- Generated from the declarations in io.x0.modules; do not edit. -->

      [configuration.md](configuration.md) explains what belongs together, with examples.

      - **Where**: `setup` runs when the configuration is loaded, `main` for each request.
      - **What it is**: a *function* returns a value; an *action* does something and goes on; a *handler*
        may finish the request, and goes on if it did not; a *finisher* always finishes it.
      - An argument with `=` may be left out. Arguments may be named: `redirect(to: '/new', status: 301)`.
      - Where several forms are listed, the first that fits the arguments is taken. A network stands for
        one address, too.

      """;

  private FlowReference() {}

  /** One row: forms that only differ in their names are aliases. */
  private record Row(
      List<String> names, String call, String where, String kind, String description) {}

  static String text() {
    Builtins<SetupContext, RequestContext> builtins = new Modules(new Directors()).builtins();
    Map<String, List<Row>> groups = new TreeMap<>();
    for (Row row : rows(builtins.all())) {
      row.names.stream()
          .map(name -> prefix(name, builtins.names()))
          .distinct()
          .forEach(prefix -> groups.computeIfAbsent(prefix, p -> new ArrayList<>()).add(row));
    }
    StringBuilder out = new StringBuilder(HEAD);
    groups.forEach((prefix, rows) -> group(prefix, rows, out));
    return out.toString().stripTrailing() + "\n";
  }

  private static String prefix(String name, Set<String> names) {
    if (name.startsWith("max_")) {
      return "max_";
    }
    int dot = name.indexOf('.');
    String prefix = dot < 0 ? name : name.substring(0, dot);
    return names.stream().anyMatch(other -> other.startsWith(prefix + ".")) ? prefix : "";
  }

  private static void group(String prefix, List<Row> rows, StringBuilder out) {
    String title =
        prefix.isEmpty() ? "Without a prefix" : prefix.equals("max_") ? "Limits" : prefix;
    out.append("## ").append(title).append("\n\n| Call | Where | What it is | What it does |\n");
    out.append("|---|---|---|---|\n");
    for (Row row : rows) {
      out.append("| ")
          .append(row.call)
          .append(" | ")
          .append(row.where)
          .append(" | ")
          .append(row.kind)
          .append(" | ")
          .append(row.description.replace("|", "\\|"))
          .append(" |\n");
    }
    out.append('\n');
  }

  private static List<Row> rows(List<Builtins.Entry> entries) {
    Map<String, List<Builtins.Entry>> same = new LinkedHashMap<>();
    for (Builtins.Entry entry : entries) {
      Builtin<?> builtin = entry.builtin();
      String key = parameters(builtin) + builtin.kind() + builtin.result() + builtin.description();
      same.computeIfAbsent(key, k -> new ArrayList<>()).add(entry);
    }
    List<Row> rows = new ArrayList<>();
    for (List<Builtins.Entry> forms : same.values()) {
      Builtin<?> builtin = forms.get(0).builtin();
      String names =
          forms.stream()
              .map(f -> "`" + f.builtin().name() + parameters(f.builtin()) + "`")
              .distinct()
              .collect(Collectors.joining(", also "));
      List<Place> places = forms.stream().map(Builtins.Entry::place).distinct().toList();
      rows.add(
          new Row(
              forms.stream().map(form -> form.builtin().name()).distinct().toList(),
              names.replace("|", "\\|"),
              places.size() > 1 ? Place.BOTH.toString() : places.get(0).toString(),
              kind(builtin),
              builtin.description()));
    }
    return rows;
  }

  private static String parameters(Builtin<?> builtin) {
    return builtin.params().stream()
        .map(Param::toString)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String kind(Builtin<?> builtin) {
    return switch (builtin.kind()) {
      case FUNCTION -> builtin.result().toString();
      case ACTION -> "action";
      case HANDLER -> "handler";
      case FINISHER -> "finisher";
    };
  }
}
