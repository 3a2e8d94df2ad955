package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Request;
import picocli.CommandLine.Model.CommandSpec;

/** {@code director delete} and {@code backend remove}; asks before. Immutable. */
final class Delete implements Command {
  private final Subject subject;

  Delete(Subject subject) {
    this.subject = subject;
  }

  @Override
  public String summary() {
    return subject == Subject.DIRECTOR
        ? "delete a director and its backends"
        : "remove a backend when it has finished its requests";
  }

  @Override
  public void declare(CommandSpec spec) {
    subject.declare(spec);
    Declare.revision(spec);
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
    JsonObject current =
        invocation.client().send(Request.of("GET", subject.path(invocation.arguments())));
    String verb = subject == Subject.DIRECTOR ? "delete " : "remove ";
    if (!invocation.host().agrees(verb + title + extent(current) + "?")) {
      throw new CancelledException("cancelled, " + title + " stays as it is");
    }
  }

  private String extent(JsonObject current) {
    String inFlight =
        number(Fields.text(current, "stats", "load", "current"), "request") + " in flight";
    return subject == Subject.DIRECTOR
        ? " with " + number(Fields.count(current, "backends"), "backend") + " and " + inFlight
        : " at " + Fields.text(current, "url") + " with " + inFlight;
  }

  private static String number(String count, String thing) {
    return count + " " + thing + (count.equals("1") ? "" : "s");
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
