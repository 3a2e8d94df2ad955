package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;

/** {@code director enable}, {@code backend disable} and their like. Immutable. */
final class Switch implements Command {
  private final Subject subject;
  private final boolean isOn;

  Switch(Subject subject, boolean isOn) {
    this.subject = subject;
    this.isOn = isOn;
  }

  @Override
  public String summary() {
    return isOn
        ? "let a " + subject.word() + " take requests"
        : "let a " + subject.word() + " take no new requests";
  }

  @Override
  public void declare(Syntax syntax) {
    subject.declare(syntax);
    Declare.revision(syntax);
  }

  @Override
  public void run(Invocation invocation) {
    Arguments arguments = invocation.arguments();
    invocation
        .printer()
        .confirm(
            subject.title(arguments) + (isOn ? " enabled" : " disabled"),
            invocation.client().send(subject.request(isOn ? "UNLOCK" : "LOCK", arguments)));
  }
}
