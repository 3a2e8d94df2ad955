package io.x0.cli.command;

import io.x0.cli.client.Request;
import io.x0.cli.syntax.Syntax;

/** {@code log reopen}. Immutable. */
record ReopenLogs() implements Command {
  @Override
  public String summary() {
    return "open the access logs again by their names, for logrotate";
  }

  @Override
  public void declare(Syntax syntax) {}

  @Override
  public void run(Invocation invocation) {
    var answer = invocation.client().send(Request.of("POST", "/log/reopen"));
    invocation.printer().confirm("access logs reopened", answer);
  }
}
