package io.x0.cli.shell;

import io.x0.cli.client.AdminClient;
import io.x0.cli.command.Command;
import io.x0.cli.command.Completer;
import io.x0.cli.command.Declare;
import io.x0.cli.command.Dispatcher;
import io.x0.cli.command.EndedException;
import io.x0.cli.command.ExitCode;
import io.x0.cli.command.Group;
import io.x0.cli.command.Invocation;
import io.x0.cli.completion.ApiNames;
import io.x0.cli.output.Host;
import io.x0.cli.output.Terminal;
import io.x0.cli.syntax.Syntax;
import io.x0.common.FileFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What x0ctl does without a command: at a terminal it is a shell, else it runs the lines it is
 * given. Immutable.
 *
 * @param root the commands there are
 * @param input standard input
 */
public record RunLines(Group root, InputStream input) implements Command {
  @Override
  public String summary() {
    return "run lines of commands";
  }

  @Override
  public void declare(Syntax syntax) {
    Declare.option(syntax, "FILE", "run the lines of this file", "-f", "--file");
    Declare.flag(syntax, "--keep-going", "go on after a line that failed");
    Declare.flag(syntax, "--transaction", "make the changes of all lines together, or none");
  }

  @Override
  public void run(Invocation invocation) {
    String file = invocation.arguments().option("--file");
    ExitCode code =
        file == null && invocation.host().terminal().isInteractive()
            ? shell(invocation)
            : script(invocation, file);
    if (code != ExitCode.OK) {
      throw new EndedException(code);
    }
  }

  private ExitCode script(Invocation invocation, @Nullable String file) {
    String name = file == null ? "standard input" : file;
    Host host = host(invocation, invocation.host().terminal());
    ScriptRun run =
        new ScriptRun(
            root,
            invocation,
            host,
            name,
            (dispatcher, draft) ->
                session(invocation, dispatcher, draft, ScriptRun.options(invocation)));
    try (InputStream in = file == null ? input : Files.newInputStream(Path.of(file))) {
      return run.run(
          invocation, new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (IOException e) {
      new Dispatcher(root, host).complain("cannot read " + name + ": " + FileFailure.reason(e));
      return ExitCode.FAILED;
    }
  }

  private ExitCode shell(Invocation invocation) {
    Host before = invocation.host();
    before.out().flush();
    before.err().flush();
    try (JLineTerminal terminal = new JLineTerminal()) {
      Host host = host(invocation, terminal);
      Draft draft = new Draft(invocation.client());
      Dispatcher dispatcher = new Dispatcher(root, host, draft);
      Session session = session(invocation, dispatcher, draft, List.of());
      Completer completer = new Completer(root, names(invocation));
      terminal.edit(completer, session::current, History.file(before.environment()));
      AdminClient quick = invocation.quickClient();
      Prompt prompt = new Prompt(quick, isColoured(before, terminal), line -> say(host, line));
      return new Shell(session, terminal, prompt, dispatcher::complain).run();
    } catch (IOException e) {
      new Dispatcher(root, before).complain("cannot use the terminal: " + e.getMessage());
      return ExitCode.FAILED;
    }
  }

  private static void say(Host host, String line) {
    host.err().print(line + "\n");
    host.err().flush();
  }

  private static boolean isColoured(Host host, JLineTerminal terminal) {
    return host.environment().getOrDefault("NO_COLOR", "").isEmpty() && !terminal.isDumb();
  }

  private Session session(
      Invocation invocation, Dispatcher dispatcher, Draft draft, List<String> more) {
    List<String> options = new ArrayList<>(more);
    for (String flag : List.of("--yes", "--quiet", "--dry-run", "--no-headers")) {
      if (invocation.arguments().has(flag) && !options.contains(flag)) {
        options.add(flag);
      }
    }
    String colour = invocation.arguments().option("--color");
    if (colour != null) {
      options.add("--color=" + colour);
    }
    return new Session(root, dispatcher, draft, names(invocation), options);
  }

  private static ApiNames names(Invocation invocation) {
    return new ApiNames(invocation.namesClient(), System::nanoTime);
  }

  /** What was said once, in front of the lines, is said in every line. */
  private static Host host(Invocation invocation, Terminal terminal) {
    Host host = invocation.host();
    Map<String, String> environment = new HashMap<>(host.environment());
    put(environment, "X0_SOCKET", invocation.arguments().option("--socket"));
    put(environment, "X0_OUTPUT", invocation.arguments().option("--output"));
    return new Host(environment, host.out(), host.err(), terminal);
  }

  private static void put(Map<String, String> environment, String name, @Nullable String value) {
    if (value != null) {
      environment.put(name, value);
    }
  }
}
