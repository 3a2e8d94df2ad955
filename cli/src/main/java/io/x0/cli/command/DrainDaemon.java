package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.cli.client.ClientException;
import io.x0.cli.client.ClientException.Reason;
import io.x0.cli.client.Pause;
import io.x0.cli.client.Request;
import io.x0.cli.syntax.Syntax;
import io.x0.common.unit.DurationText;
import java.time.Duration;
import java.util.List;

/** {@code daemon drain}: ends x0d, and waits for that if it is asked to. Immutable. */
final class DrainDaemon implements Command {
  private static final String WITHIN = "--within";
  private static final String WAIT = "--wait";
  private static final Duration STEP = Duration.ofMillis(100);

  /** How many steps there are between two lines about how it goes. */
  private static final int QUIET_STEPS = 20;

  @Override
  public String summary() {
    return "let x0d finish its requests, take no new connections, and end";
  }

  @Override
  public List<String> details() {
    return List.of(
        "Every answer closes its connection. What is not answered within TIME is broken off;"
            + " SIGTERM cuts the wait short. x0d ends with status 4, and systemd leaves it"
            + " stopped.");
  }

  @Override
  public List<Example> examples() {
    return List.of(
        new Example(
            "x0ctl daemon drain --within=5m --wait", "take this machine out, then switch it off"));
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.option(
        syntax,
        "TIME",
        "longest time for what is on its way, such as 5m (default: max_drain_time of the"
            + " configuration)",
        WITHIN);
    Declare.flag(syntax, WAIT, "return when x0d has ended");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    String within = arguments.option(WITHIN);
    String query =
        within == null ? "" : "?within=" + DurationText.format(DurationText.parse(WITHIN, within));
    JsonObject answer = invocation.client().send(Request.of("POST", "/daemon/drain" + query));
    // A change that is only checked, or collected for a transaction, ends nothing yet.
    boolean isDone = !arguments.has("--dry-run") && answer.has("pid");
    if (isDone && arguments.has(WAIT)) {
      await(invocation, answer);
      invocation.printer().confirm("x0d has ended", answer);
    } else {
      String time = Fields.text(answer, "within");
      invocation
          .printer()
          .confirm("x0d drains" + (time.isEmpty() ? "" : " for up to " + time), answer);
    }
  }

  /** Returns when nobody answers any more, or another x0d does. */
  private static void await(Invocation invocation, JsonObject ending) {
    for (int step = 1; ; step++) {
      Pause.of(STEP);
      JsonObject status;
      try {
        status = invocation.client().send(Request.of("GET", "/status"));
      } catch (ClientException e) {
        if (e.reason() == Reason.UNREACHABLE || e.reason() == Reason.BROKEN) {
          return;
        }
        throw e;
      }
      if (!Fields.text(status, "pid").equals(Fields.text(ending, "pid"))) {
        return;
      }
      if (step % QUIET_STEPS == 0) {
        invocation
            .printer()
            .hint(
                "x0d: "
                    + Fields.number(Fields.text(status, "requests", "current"), "request")
                    + " in flight");
      }
    }
  }
}
