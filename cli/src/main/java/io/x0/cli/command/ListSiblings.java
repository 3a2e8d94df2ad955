package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.cli.syntax.Syntax;
import java.util.List;

/** {@code backend list} and {@code bucket list}. Immutable. */
final class ListSiblings implements Command {
  private final Subject subject;

  ListSiblings(Subject subject) {
    this.subject = subject;
  }

  @Override
  public String summary() {
    return "list the " + subject.word() + "s of a director";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "DIRECTOR", "name of the director");
  }

  @Override
  public void run(Invocation invocation) {
    Printer printer = invocation.printer();
    Arguments arguments = invocation.arguments();
    JsonObject answer = invocation.client().send(Request.of("GET", subject.siblings(arguments)));
    if (printer.wantsBody()) {
      printer.print(answer);
      return;
    }
    List<JsonObject> siblings = Fields.objects(answer);
    printer.print(table(siblings));
    // Every director has the root bucket.
    if (siblings.size() <= (subject == Subject.BUCKET ? 1 : 0)) {
      printer.hint(hint(arguments.parameter(0)));
    }
  }

  private Table table(List<JsonObject> siblings) {
    return subject == Subject.BUCKET ? BucketTable.of(siblings) : BackendTable.of(siblings);
  }

  private String hint(String director) {
    return subject == Subject.BUCKET
        ? "no buckets below the root yet (add one with 'x0ctl bucket add "
            + director
            + " NAME --rate SHARE')"
        : "no backends yet (add one with 'x0ctl backend add " + director + " NAME URL')";
  }
}
