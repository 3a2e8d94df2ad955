package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;

/** {@code director set}, {@code backend set} and {@code bucket set}. Immutable. */
final class ChangeSettings implements Command {
  private final Subject subject;

  ChangeSettings(Subject subject) {
    this.subject = subject;
  }

  @Override
  public String summary() {
    return "change settings of a " + subject.word();
  }

  @Override
  public void declare(Syntax syntax) {
    subject.declare(syntax);
    Declare.parameters(
        syntax, subject.parameters(), "KEY=VALUE", "settings to change, all of them or none");
    declareOptions(syntax, subject);
    Declare.revision(syntax);
  }

  /** Declares the options for {@link Subject#optional}. */
  static void declareOptions(Syntax syntax, Subject subject) {
    if (subject == Subject.DIRECTOR) {
      Declare.option(syntax, "HOST", "serves HOST, or with *.HOST all below it", "--hostname");
      Declare.option(syntax, "N", "serves what comes in at port N, 1 to 65535", "--port");
    } else if (subject == Subject.BACKEND) {
      Declare.option(syntax, "N", "most requests at once, from 1, or unlimited", "--capacity");
      Declare.option(syntax, "ROLE", "active, standby or backup", "--role");
      Declare.option(syntax, "N", "share among its peers, 1 to 1000", "--weight");
      Declare.option(
          syntax, "DURATION", "time to reach its capacity: 0s is off, or inherit", "--slow-start");
    } else if (subject == Subject.BUCKET) {
      Declare.option(syntax, "SHARE", "tokens it is assured: 20%, 0.2 or 5t", "--rate");
      Declare.option(syntax, "SHARE", "most tokens, borrowed ones included", "--ceil");
      Declare.option(syntax, "N", "most requests that wait, from 0, or unlimited", "--queue-limit");
    }
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    Settings settings = new Settings(invocation, subject);
    settings.addAll(arguments.parameters(subject.parameters()));
    settings.addOptions();
    if (settings.isEmpty()) {
      throw invocation.misuse("nothing to set");
    }
    settings.patch();
  }
}
