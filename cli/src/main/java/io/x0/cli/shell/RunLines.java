package io.x0.cli.shell;

import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.RefusedException;
import io.x0.cli.command.Command;
import io.x0.cli.command.Completer;
import io.x0.cli.command.Declare;
import io.x0.cli.command.Dispatcher;
import io.x0.cli.command.EndedException;
import io.x0.cli.command.ExitCode;
import io.x0.cli.command.Failure;
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
    boolean isWhole = invocation.arguments().has("--transaction");
    // A script says in each complaint which line it is about, but the script comes after this.
    Script[] running = new Script[1];
    Transaction transaction = new Transaction(() -> running[0].number());
    Dispatcher dispatcher =
        new Dispatcher(
            root,
            host,
            null,
            () -> place(name, running[0].number()),
            client -> isWhole ? client.collecting(transaction::add) : client);
    Session session = session(invocation, dispatcher, isWhole ? List.of("--quiet") : List.of());
    running[0] =
        new Script(session, dispatcher::complain, invocation.arguments().has("--keep-going"));
    try (InputStream in = file == null ? input : Files.newInputStream(Path.of(file))) {
      ExitCode code =
          running[0].run(new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
      if (!isWhole) {
        return code;
      }
      return code == ExitCode.OK
          ? commit(invocation, host, name, transaction)
          : refused(host, name, code);
    } catch (IOException e) {
      new Dispatcher(root, host).complain("cannot read " + name + ": " + FileFailure.reason(e));
      return ExitCode.FAILED;
    }
  }

  private static String place(String name, int line) {
    return Dispatcher.PREFIX + name + ":" + line + ": ";
  }

  private ExitCode commit(Invocation invocation, Host host, String name, Transaction transaction) {
    try {
      transaction.commit(invocation.client());
    } catch (RefusedException e) {
      Failure failure = Failure.of(e);
      int line = transaction.lineOf(e);
      String prefix = line == 0 ? Dispatcher.PREFIX : place(name, line);
      new Dispatcher(root, host, null, () -> prefix, client -> client).complain(failure.line());
      return failure.code();
    }
    invocation.printer().confirm(transaction.size() + " changes made", new JsonObject());
    return ExitCode.OK;
  }

  private ExitCode refused(Host host, String name, ExitCode code) {
    new Dispatcher(root, host).complain("nothing of " + name + " was done");
    return code;
  }

  private ExitCode shell(Invocation invocation) {
    Host before = invocation.host();
    before.out().flush();
    before.err().flush();
    try (JLineTerminal terminal = new JLineTerminal()) {
      Host host = host(invocation, terminal);
      Dispatcher dispatcher = new Dispatcher(root, host);
      Session session = session(invocation, dispatcher, List.of());
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

  private Session session(Invocation invocation, Dispatcher dispatcher, List<String> more) {
    List<String> options = new ArrayList<>(more);
    for (String flag : List.of("--yes", "--quiet", "--dry-run")) {
      if (invocation.arguments().has(flag) && !options.contains(flag)) {
        options.add(flag);
      }
    }
    return new Session(root, dispatcher, names(invocation), options);
  }

  private static ApiNames names(Invocation invocation) {
    return new ApiNames(invocation.quickClient(), System::nanoTime);
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
