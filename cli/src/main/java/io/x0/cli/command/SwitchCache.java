package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;
import java.util.List;

/** {@code cache enable} and {@code cache disable}. Immutable. */
final class SwitchCache implements Command {
  private final boolean isOn;

  SwitchCache(boolean isOn) {
    this.isOn = isOn;
  }

  @Override
  public String summary() {
    return isOn
        ? "let a director keep answers for other requests"
        : "let a director ask its backends each time";
  }

  @Override
  public void declare(Syntax syntax) {
    Subject.DIRECTOR.declare(syntax);
    Declare.revision(syntax);
  }

  @Override
  public List<String> details() {
    return isOn
        ? List.of()
        : List.of(
            "What is stored stays, and is served again when the cache is enabled while it is"
                + " fresh; 'x0ctl cache purge DIRECTOR --all' lets go of it.");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    invocation
        .printer()
        .confirm(
            CacheCommands.title(arguments) + (isOn ? " enabled" : " disabled"),
            invocation
                .client()
                .send(Subject.DIRECTOR.request(isOn ? "UNLOCK" : "LOCK", arguments, "/cache")));
  }
}
