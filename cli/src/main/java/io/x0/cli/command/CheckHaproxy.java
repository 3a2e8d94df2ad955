package io.x0.cli.command;

import io.x0.cli.syntax.Syntax;
import java.util.ArrayList;
import java.util.List;

/** {@code haproxy check}. Immutable. */
final class CheckHaproxy implements Command {
  @Override
  public String summary() {
    return "show what of a configuration of HAProxy x0d would load";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.parameter(syntax, 0, "FILE", "the configuration");
    Declare.parameters(syntax, 1, "MORE", "further files, read as haproxy -f does");
    Declare.flag(syntax, "--lenient", "skip lines that x0 cannot obey, instead of their proxies");
  }

  @Override
  public void run(Invocation invocation) {
    List<String> arguments = arguments("check", invocation);
    if (invocation.printer().wantsBody()) {
      arguments.add("--json");
    }
    OfflineTools.Ran ran = OfflineTools.run("haproxy", arguments);
    invocation.host().out().print(ran.out());
    if (ran.code() != 0) {
      throw new OfflineToolException(
          ran.err().isBlank() ? "not all of it can be loaded, see the errors" : ran.err().strip());
    }
  }

  /** Returns what the tool is to do with the files of the command line. */
  static List<String> arguments(String action, Invocation invocation) {
    List<String> arguments = new ArrayList<>();
    arguments.add(action);
    arguments.add(invocation.arguments().parameter(0));
    arguments.addAll(invocation.arguments().parameters(1));
    if (invocation.arguments().has("--lenient")) {
      arguments.add("--lenient");
    }
    return arguments;
  }
}
