package io.x0.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Clean;
import io.x0.cli.syntax.Syntax;
import io.x0.common.name.Names;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code apply}: makes directors be as a file says, in one transaction. Immutable. */
final class ApplyFile implements Command {
  private static final String FILE = "--file";
  private static final String PRUNE = "--prune";

  @Override
  public String summary() {
    return "make directors be as a file says";
  }

  @Override
  public List<String> details() {
    return List.of(
        "The file is of the form that x0ctl export prints. Directors that are missing are created;"
            + " of those there are settings are changed, those that the file leaves out to their"
            + " defaults, and backends and buckets added, changed and removed. All of it is one"
            + " transaction, made only if nobody changed a director meanwhile. It shows what"
            + " differs and asks before anything is removed.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl apply -f shop.json --dry-run", "what differs from the file?"),
        new Example(
            "x0ctl apply -f all.json --prune --yes", "leave nothing that is not in the file"));
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.option(syntax, "FILE", "JSON of x0ctl export", "-f", FILE);
    Declare.flag(syntax, PRUNE, "delete the directors that the file does not have");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    @Nullable String file = arguments.option(FILE);
    if (file == null) {
      throw invocation.misuse("-f FILE is missing");
    }
    JsonArray wanted = changes(invocation, file);
    JsonObject plan =
        invocation.client().dryRun().send(Request.of("POST", "/batch").withBody(batch(wanted)));
    if (!plan.has("changes")) {
      throw invocation.misuse("apply is a transaction of its own and cannot be part of one");
    }
    List<JsonObject> planned = Fields.objects(plan.get("changes"));
    JsonArray needed = new JsonArray();
    List<String> lines = new ArrayList<>();
    boolean isRemoving = false;
    for (int i = 0; i < planned.size(); i++) {
      JsonElement differences = planned.get(i).get("changes");
      if (!Fields.objects(differences).isEmpty()) {
        needed.add(wanted.get(i));
        lines.addAll(DifferenceLines.of(Fields.text(planned.get(i), "director"), differences));
        isRemoving |= DifferenceLines.hasRemoval(differences);
      }
    }
    if (needed.isEmpty()) {
      invocation.printer().confirm("nothing differs from " + file, plan);
      return;
    }
    if (arguments.has("--dry-run")) {
      print(invocation, lines, plan);
      return;
    }
    agree(invocation, lines, isRemoving);
    JsonObject answer =
        invocation.client().send(Request.of("POST", "/batch").withBody(batch(needed)));
    invocation
        .printer()
        .confirm(Fields.number(Integer.toString(needed.size()), "director") + " applied", answer);
  }

  private static void print(Invocation invocation, List<String> lines, JsonObject plan) {
    if (invocation.printer().wantsBody()) {
      invocation.printer().print(plan);
      return;
    }
    lines.forEach(line -> invocation.host().out().print(Clean.line(line) + "\n"));
  }

  /** Shows what differs to a person, and asks before anything is removed. */
  private static void agree(Invocation invocation, List<String> lines, boolean isRemoving) {
    boolean isInteractive = invocation.host().terminal().isInteractive();
    boolean isAgreed = !isRemoving || invocation.arguments().has("--yes");
    if (!isAgreed && !isInteractive) {
      throw new UsageException(
          "apply asks before it removes anything, and there is no terminal to ask on; look with"
              + " --dry-run, then add --yes");
    }
    if (isInteractive && !invocation.printer().style().isQuiet()) {
      invocation.printer().remark(String.join("\n", lines));
    }
    if (!isAgreed && !invocation.host().agrees("apply?")) {
      throw new CancelledException("cancelled, all stays as it is");
    }
  }

  private static JsonObject batch(JsonArray changes) {
    JsonObject body = new JsonObject();
    body.add("changes", changes);
    return body;
  }

  /** Returns the changes that make directors be as the file says, whether anything differs. */
  private static JsonArray changes(Invocation invocation, String file) {
    List<JsonObject> directors = DirectorFile.directors(file, DirectorFile.read(file));
    JsonObject present = invocation.client().send(Request.of("GET", "/director/?members=false"));
    JsonArray changes = new JsonArray();
    Set<String> names = new LinkedHashSet<>();
    for (JsonObject director : directors) {
      String name = Fields.text(director, "name");
      if (name.equals("-")) {
        throw new ImportException(file + ": a director has no name");
      }
      if (!names.add(Names.check("name", name))) {
        throw new ImportException(file + ": director " + name + " is there twice");
      }
      JsonObject nameless = director.deepCopy();
      nameless.remove("name");
      changes.add(change("PUT", name, nameless, revision(present, name)));
    }
    if (invocation.arguments().has(PRUNE)) {
      for (JsonObject director : Fields.objects(present)) {
        String name = Fields.text(director, "name");
        if (!names.contains(name) && Fields.text(director, "mutable").equals("true")) {
          changes.add(change("DELETE", name, null, revision(present, name)));
        }
      }
    }
    return changes;
  }

  private static JsonObject change(
      String method, String name, @Nullable JsonObject settings, String revision) {
    JsonObject change = new JsonObject();
    change.addProperty("method", method);
    change.addProperty("path", Subject.director(name));
    if (settings != null) {
      change.add("settings", settings);
    }
    if (!revision.equals("-")) {
      change.addProperty("if-match", revision);
    }
    return change;
  }

  private static String revision(JsonObject present, String name) {
    return Fields.text(present, name, "revision");
  }
}
