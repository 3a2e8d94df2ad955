package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import io.x0.cli.syntax.Syntax;

/**
 * {@code director delete}, {@code backend remove} and {@code bucket remove}; asks before.
 * Immutable.
 */
final class Delete implements Command {
  private final Subject subject;

  Delete(Subject subject) {
    this.subject = subject;
  }

  @Override
  public String summary() {
    return switch (subject) {
      case DIRECTOR -> "delete a director and its backends";
      case BACKEND -> "remove a backend when it has finished its requests";
      case BUCKET -> "remove a bucket and those below it";
    };
  }

  @Override
  public void declare(Syntax syntax) {
    subject.declare(syntax);
    Declare.revision(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    Request request = subject.request("DELETE", arguments);
    String title = subject.title(arguments);
    if (!arguments.has("--yes")) {
      ask(invocation, title);
    }
    JsonObject last = invocation.client().send(request);
    invocation.printer().confirm(title + outcome(last), last);
  }

  private void ask(Invocation invocation, String title) {
    if (!invocation.host().terminal().isInteractive()) {
      throw new UsageException(
          invocation.words() + " asks first, and there is no terminal to ask on; add --yes");
    }
    JsonObject current = get(invocation, subject.path(invocation.arguments()));
    String verb = subject == Subject.DIRECTOR ? "delete " : "remove ";
    if (!invocation.host().agrees(verb + title + extent(invocation, current) + "?")) {
      throw new CancelledException("cancelled, " + title + " stays as it is");
    }
  }

  private static JsonObject get(Invocation invocation, String path) {
    return invocation.client().send(Request.of("GET", path));
  }

  private String extent(Invocation invocation, JsonObject current) {
    String inFlight =
        Fields.number(Fields.text(current, "stats", "load", "current"), "request") + " in flight";
    return switch (subject) {
      case DIRECTOR ->
          " with "
              + Fields.number(Fields.count(current, "backends"), "backend")
              + " and "
              + inFlight;
      case BACKEND -> " at " + Fields.text(current, "url") + " with " + inFlight;
      case BUCKET ->
          below(invocation)
              + " with "
              + inFlight
              + " and "
              + Fields.text(current, "stats", "queued", "current")
              + " waiting, which go on in bucket "
              + Fields.text(current, "parent");
    };
  }

  /** Returns the words for the buckets that go with the one named. */
  private String below(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    JsonObject all = get(invocation, subject.siblings(arguments));
    int count = BucketTree.below(arguments.parameter(1), Fields.objects(all));
    return count == 0 ? "" : " and " + count + " below it";
  }

  private String outcome(JsonObject last) {
    if (subject == Subject.DIRECTOR) {
      return " deleted";
    }
    return Fields.text(last, "state").equals("draining")
        ? " draining, removed when it is idle"
        : " removed";
  }
}
