package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.Pause;
import io.x0.cli.client.Request;
import io.x0.cli.syntax.Syntax;
import io.x0.common.unit.DurationText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code backend drain}: takes a backend out, and waits until it has nothing left. Immutable. */
final class Drain implements Command {
  private static final String WAIT = "--wait";
  private static final Duration STEP = Duration.ofMillis(100);

  /** How many steps there are between two lines about how it goes. */
  private static final int QUIET_STEPS = 20;

  @Override
  public String summary() {
    return "let a backend finish its requests and take no new ones";
  }

  @Override
  public List<String> details() {
    return List.of(
        "It stays in its director, is still checked, and is drained as soon as no request is in"
            + " flight; backend enable brings it back. With --wait the command ends only then;"
            + " when that takes longer than TIME it fails, and the backend goes on to drain.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example("x0ctl backend drain shop b1 --wait=5m", "wait until b1 can be stopped"));
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.BACKEND.declare(syntax);
    Declare.optionalValue(
        syntax, "TIME", "until no request is in flight, for ever or for TIME, such as 5m", WAIT);
    Declare.revision(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    String text = arguments.option(WAIT);
    // Before anything is changed: a time that is none must not leave a drained backend behind.
    Duration limit = text == null ? null : DurationText.parse(WAIT, text);
    JsonObject body = new JsonObject();
    body.addProperty("admin-state", "drain");
    String title = Subject.BACKEND.title(arguments);
    JsonObject answer =
        invocation.client().send(Subject.BACKEND.request("PATCH", arguments).withBody(body));
    // A change that is only checked, or collected for a transaction, drains nothing yet.
    boolean isDone = !arguments.has("--dry-run") && answer.has("state");
    if (isDone && arguments.has(WAIT)) {
      answer = await(invocation, answer, limit);
    }
    invocation.printer().confirm(title + outcome(answer, isDone), answer);
  }

  private static String outcome(JsonObject backend, boolean isDone) {
    if (!isDone) {
      return " drains";
    }
    return isDrained(backend) ? " drained" : " drains, " + inFlight(backend);
  }

  /** Returns the backend as it is when it has drained. */
  private static JsonObject await(
      Invocation invocation, JsonObject first, @Nullable Duration limit) {
    String title = Subject.BACKEND.title(invocation.arguments());
    String path = Subject.BACKEND.path(invocation.arguments());
    long start = System.nanoTime();
    JsonObject backend = first;
    for (int step = 1; !isDrained(backend); step++) {
      if (!Fields.text(backend, "admin-state").equals("drain")) {
        throw new UndrainedException(
            title
                + " does not drain any more: somebody made it "
                + Fields.text(backend, "admin-state"));
      }
      if (limit != null && System.nanoTime() - start >= limit.toNanos()) {
        throw new UndrainedException(
            title
                + " still has "
                + inFlight(backend)
                + " after "
                + DurationText.format(limit)
                + "; it goes on to drain");
      }
      if (step % QUIET_STEPS == 0) {
        invocation.printer().hint(title + ": " + inFlight(backend));
      }
      Pause.of(STEP);
      backend = invocation.client().send(Request.of("GET", path));
    }
    return backend;
  }

  private static boolean isDrained(JsonObject backend) {
    return Fields.text(backend, "state").equals("drained");
  }

  private static String inFlight(JsonObject backend) {
    return Fields.number(Fields.text(backend, "stats", "load", "current"), "request")
        + " in flight";
  }
}
