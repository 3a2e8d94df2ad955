package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.RefusedException;
import io.x0.cli.client.Request;
import io.x0.cli.legacy.LegacyDirector;
import io.x0.cli.legacy.TimeUnit;
import io.x0.cli.output.Clean;
import io.x0.cli.syntax.Syntax;
import io.x0.common.InvalidValueException;
import io.x0.common.name.Names;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code import}. Immutable. */
final class ImportDirectors implements Command {
  @Override
  public String summary() {
    return "create a director from a file of x0's predecessor, or from an export";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "FILE", "a .db of the predecessor, or JSON of x0ctl export");
    Declare.option(syntax, "NAME", "name of the director (default: that of the file)", "--name");
    Declare.option(
        syntax, "UNIT", "what times in a .db count, s or ms (default: found out)", "--times");
  }

  /**
   * A director to create.
   *
   * @param place returns where a field of the document comes from
   */
  private record Planned(
      String name, JsonObject document, Function<@Nullable String, String> place, String note) {}

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    String file = arguments.parameter(0);
    String text = DirectorFile.read(file);
    List<Planned> planned =
        text.stripLeading().startsWith("{")
            ? documents(invocation, file, text)
            : List.of(legacy(invocation, file, text));
    boolean isDryRun = arguments.has("--dry-run");
    if (isDryRun || planned.size() > 1) {
      for (Planned one : planned) {
        JsonObject answer = send(invocation, one, "?dry-run=true");
        if (isDryRun) {
          confirm(invocation, one, " can be created", answer);
        }
      }
    }
    if (!isDryRun) {
      for (Planned one : planned) {
        confirm(invocation, one, " created", send(invocation, one, ""));
      }
    }
  }

  private static Planned legacy(Invocation invocation, String file, String text) {
    LegacyDirector director = LegacyDirector.read(file, text, times(invocation));
    String given = invocation.arguments().option("--name");
    String name = given == null ? nameOf(file) : Names.check("--name", given);
    for (String warning : director.warnings()) {
      invocation.host().err().print(Clean.line(warning) + "\n");
    }
    return new Planned(
        name, director.document(), director::place, ", times read as " + director.unit());
  }

  private static @Nullable TimeUnit times(Invocation invocation) {
    String times = invocation.arguments().option("--times");
    if (times == null) {
      return null;
    }
    for (TimeUnit unit : TimeUnit.values()) {
      if (unit.suffix().equals(times)) {
        return unit;
      }
    }
    throw new InvalidValueException("--times", times, "s or ms");
  }

  /** The predecessor called its files NAME.db and NAME.cluster.conf. */
  private static String nameOf(String file) {
    Path last = Path.of(file).getFileName();
    String name = String.valueOf(last).replaceFirst("(\\.cluster\\.conf|\\.db|\\.conf)$", "");
    try {
      return Names.check("director", name);
    } catch (InvalidValueException e) {
      throw new UsageException("'" + name + "' cannot be the name of a director; give --name NAME");
    }
  }

  private static List<Planned> documents(Invocation invocation, String file, String text) {
    List<JsonObject> documents = DirectorFile.directors(file, text);
    String given = invocation.arguments().option("--name");
    if (given != null && documents.size() != 1) {
      throw invocation.misuse("--name is for one director, and the file holds " + documents.size());
    }
    List<Planned> planned = new ArrayList<>();
    for (JsonObject document : documents) {
      String name = given == null ? Fields.text(document, "name") : given;
      if (name.equals("-")) {
        throw new ImportException(file + ": a director has no name; give --name NAME");
      }
      JsonObject nameless = document.deepCopy();
      nameless.remove("name");
      planned.add(new Planned(Names.check("name", name), nameless, field -> file, ""));
    }
    return planned;
  }

  private static JsonObject send(Invocation invocation, Planned one, String query) {
    Request request = Request.of("PUT", Subject.director(one.name) + query);
    try {
      return invocation.client().send(request.withBody(one.document));
    } catch (RefusedException e) {
      if (e.status() == 400) {
        throw new ImportException(one.place.apply(e.field()) + ": " + e.getMessage());
      }
      throw e;
    }
  }

  private static void confirm(Invocation invocation, Planned one, String verb, JsonObject answer) {
    invocation
        .printer()
        .confirm(
            "director "
                + one.name
                + verb
                + " with "
                + Fields.number(Fields.count(one.document, "backends"), "backend")
                + " and "
                + Fields.number(Fields.count(one.document, "buckets"), "bucket")
                + one.note,
            answer);
  }
}
