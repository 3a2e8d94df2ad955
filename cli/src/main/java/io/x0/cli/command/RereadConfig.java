package io.x0.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code config check} and {@code config reload}. Immutable.
 *
 * @param verb what is done
 * @param summary one line for the help
 * @param result what the file is afterwards
 */
record RereadConfig(String verb, String summary, String result) implements Command {
  @Override
  public void declare(Syntax syntax) {}

  @Override
  public void run(Invocation invocation) {
    JsonObject answer = invocation.client().send(Request.of("POST", "/config/" + verb));
    invocation.printer().remark(text(answer, "report"));
    invocation.printer().remark(text(answer, "remark"));
    String changes = changes(answer);
    invocation
        .printer()
        .confirm(
            text(answer, "file") + " " + result + (changes.isEmpty() ? "" : ": " + changes),
            answer);
  }

  private static String changes(JsonObject answer) {
    List<String> parts = new ArrayList<>();
    for (String kind : List.of("changed", "removed")) {
      List<String> names = new ArrayList<>();
      if (answer.get(kind) instanceof JsonArray array) {
        array.forEach(name -> names.add(name.getAsString()));
      }
      if (!names.isEmpty()) {
        parts.add(kind + " " + String.join(", ", names));
      }
    }
    return String.join("; ", parts);
  }

  private static String text(JsonObject answer, String name) {
    JsonElement value = answer.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
