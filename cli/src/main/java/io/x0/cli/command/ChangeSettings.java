package io.x0.cli.command;

import picocli.CommandLine.Model.CommandSpec;

/** {@code director set} and {@code backend set}. Immutable. */
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
    if (subject == Subject.BACKEND) {
      declareBackendOptions(spec);
    }
    Declare.revision(spec);
  }

  static void declareBackendOptions(CommandSpec spec) {
    Declare.option(spec, "N", "most requests at once, from 1, or unlimited", "--capacity");
    Declare.option(spec, "ROLE", "active, standby or backup", "--role");
    Declare.option(spec, "N", "share among its peers, 1 to 1000", "--weight");
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    Settings settings = new Settings(invocation, subject);
    settings.addAll(arguments.parameters(subject.parameters()));
    if (subject == Subject.BACKEND) {
      settings.addBackendOptions();
    }
    if (settings.isEmpty()) {
      throw invocation.misuse("nothing to set");
    }
    invocation
        .printer()
        .confirm(
            subject.title(arguments) + " changed",
            invocation
                .client()
                .send(subject.request("PATCH", arguments).withBody(settings.body())));
  }
}
