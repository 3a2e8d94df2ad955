package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Printer;
import io.x0.cli.syntax.Syntax;
import java.util.List;

/** {@code bucket list}. Immutable. */
record ListBuckets() implements Command {
  @Override
  public String summary() {
    return "list the buckets of a director";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "DIRECTOR", "name of the director");
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    Arguments arguments = invocation.arguments();
    JsonObject answer =
        invocation.client().send(Request.of("GET", Subject.BUCKET.siblings(arguments)));
    if (printer.wantsBody()) {
      printer.print(answer);
      return;
    }
    List<JsonObject> buckets = Fields.objects(answer);
    printer.print(BucketTable.of(buckets));
    // Every director has the root bucket.
    if (buckets.size() <= 1) {
      printer.hint(
          "no buckets below the root yet (add one with 'x0ctl bucket add "
              + arguments.parameter(0)
              + " NAME --rate SHARE')");
    }
  }
}
