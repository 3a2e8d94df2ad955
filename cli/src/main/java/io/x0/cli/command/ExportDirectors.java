package io.x0.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Clean;
import io.x0.cli.syntax.Syntax;
import io.x0.common.api.Derived;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code export}. Immutable. */
final class ExportDirectors implements Command {
  @Override
  public String summary() {
    return "print directors as JSON that import takes";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameters(
        syntax, 0, "DIRECTOR", "what to print (default: all but those of the configuration file)");
  }

  @Override
  public void run(Invocation invocation) {
    List<String> names = invocation.arguments().parameters(0);
    List<JsonObject> directors = new ArrayList<>();
    if (names.isEmpty()) {
      JsonObject all = invocation.client().send(Request.of("GET", "/director/"));
      for (JsonObject director : Fields.objects(all)) {
        if (Fields.text(director, "mutable").equals("true")) {
          directors.add(director);
        } else {
          warn(
              invocation,
              "director "
                  + Fields.text(director, "name")
                  + " is left out: the configuration file"
                  + " declares it");
        }
      }
    } else {
      for (String name : names) {
        directors.add(invocation.client().send(Request.of("GET", Subject.director(name))));
      }
    }
    JsonArray documents = new JsonArray();
    directors.forEach(director -> documents.add(document(invocation, director)));
    if (names.size() == 1) {
      invocation.printer().print(documents.get(0).getAsJsonObject());
    } else {
      JsonObject body = new JsonObject();
      body.add("directors", documents);
      invocation.printer().print(body);
    }
  }

  private static void warn(Invocation invocation, String line) {
    invocation.host().out().flush();
    invocation.host().err().print("x0ctl: warning: " + Clean.line(line) + "\n");
  }

  /** Returns what was set on a director, its backends and its buckets. */
  private static JsonObject document(Invocation invocation, JsonObject director) {
    JsonObject document = without(director, Derived.OF_DIRECTOR);
    JsonArray backends = new JsonArray();
    for (JsonObject backend : Fields.objects(director.get("backends"))) {
      if (Fields.text(backend, "role").equals("terminate")) {
        warn(
            invocation,
            "backend "
                + Fields.text(director, "name")
                + "/"
                + Fields.text(backend, "name")
                + " is left out: it is being removed");
      } else {
        backends.add(without(backend, Derived.OF_BACKEND));
      }
    }
    document.add("backends", backends);
    document.add("buckets", buckets(director.get("buckets")));
    return document;
  }

  private static JsonArray buckets(@Nullable JsonElement list) {
    JsonArray buckets = new JsonArray();
    for (JsonObject bucket : Fields.objects(list)) {
      if (!Fields.text(bucket, "name").equals(Subject.ROOT_BUCKET)) {
        buckets.add(without(bucket, Derived.OF_BUCKET));
      }
    }
    return buckets;
  }

  private static JsonObject without(JsonObject object, Set<String> names) {
    JsonObject copy = object.deepCopy();
    names.forEach(copy::remove);
    return copy;
  }
}
