package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;
import org.jspecify.annotations.Nullable;

/** {@code slow-start}, short for {@code director set} or {@code backend set} of it. Immutable. */
final class SetSlowStart implements Command {
  @Override
  public String summary() {
    return "change how slowly backends are brought up to their capacity";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "DIRECTOR", "name of the director");
    Declare.parameter(
        syntax,
        1,
        "[BACKEND] DURATION",
        "of one backend, or of all that have none of their own; 0s is off,"
            + " inherit leaves it to the director");
    Declare.hiddenParameter(syntax, 2);
    Declare.revision(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    @Nullable String last = arguments.optionalParameter(2);
    Settings settings = new Settings(invocation, last == null ? Subject.DIRECTOR : Subject.BACKEND);
    settings.add("slow-start", last == null ? arguments.parameter(1) : last);
    settings.patch();
  }
}
