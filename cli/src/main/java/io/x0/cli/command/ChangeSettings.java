package io.x0.cli.command;

import picocli.CommandLine.Model.CommandSpec;

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
  public void declare(CommandSpec spec) {
    subject.declare(spec);
    Declare.parameters(
        spec, subject.parameters(), "KEY=VALUE", "settings to change, all of them or none");
    declareOptions(spec, subject);
    Declare.revision(spec);
  }

  /** Declares the options for {@link Subject#optional}. */
  static void declareOptions(CommandSpec spec, Subject subject) {
    if (subject == Subject.DIRECTOR) {
      Declare.option(spec, "HOST", "serves HOST, or with *.HOST all below it", "--hostname");
      Declare.option(spec, "N", "serves what comes in at port N, 1 to 65535", "--port");
    } else if (subject == Subject.BACKEND) {
      Declare.option(spec, "N", "most requests at once, from 1, or unlimited", "--capacity");
      Declare.option(spec, "ROLE", "active, standby or backup", "--role");
      Declare.option(spec, "N", "share among its peers, 1 to 1000", "--weight");
      Declare.option(
          spec, "DURATION", "time to reach its capacity: 0s is off, or inherit", "--slow-start");
    } else if (subject == Subject.BUCKET) {
      Declare.option(spec, "SHARE", "tokens it is assured: 20%%, 0.2 or 5t", "--rate");
      Declare.option(spec, "SHARE", "most tokens, borrowed ones included", "--ceil");
      Declare.option(spec, "N", "most requests that wait, from 0, or unlimited", "--queue-limit");
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
