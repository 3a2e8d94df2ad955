package io.x0.cli.shell;

import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.RefusedException;
import io.x0.cli.command.Dispatcher;
import io.x0.cli.command.ExitCode;
import io.x0.cli.command.Failure;
import io.x0.cli.command.Group;
import io.x0.cli.command.Invocation;
import io.x0.cli.command.Situation;
import io.x0.cli.output.Host;
import java.io.BufferedReader;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One run of a script: its complaints say which line they are about, and its changes are made line
 * by line or, as a transaction, all at the end. Confined to one thread.
 */
final class ScriptRun implements Situation {
  private final Group root;
  private final Host host;
  private final String name;
  private final boolean isWhole;
  private final Transaction transaction = new Transaction(this::line);
  private final Draft draft;
  private final Script script;

  /**
   * @param invocation the run of x0ctl that the script was given to
   * @param host what surrounds its lines
   * @param name what the script is called in complaints
   * @param session returns the session that runs its lines
   */
  ScriptRun(
      Group root,
      Invocation invocation,
      Host host,
      String name,
      BiFunction<Dispatcher, Draft, Session> session) {
    this.root = root;
    this.host = host;
    this.name = name;
    this.isWhole = invocation.arguments().has("--transaction");
    this.draft = new Draft(invocation.client());
    Dispatcher dispatcher = new Dispatcher(root, host, this);
    boolean keepsGoing = invocation.arguments().has("--keep-going");
    this.script = new Script(session.apply(dispatcher, draft), dispatcher::complain, keepsGoing);
  }

  @Override
  public String prefix() {
    return place(line());
  }

  @Override
  public AdminClient client(AdminClient usual) {
    return isWhole ? usual.collecting(transaction::add) : draft.client(usual);
  }

  @Override
  public String remark() {
    return draft.remark();
  }

  /** Returns the options that every line of such a script has. */
  static List<String> options(Invocation invocation) {
    // What a line would confirm has not happened yet.
    return invocation.arguments().has("--transaction") ? List.of("--quiet") : List.of();
  }

  /** Runs the lines, and returns how the first ended that failed. */
  ExitCode run(Invocation invocation, BufferedReader lines) {
    ExitCode code = script.run(lines);
    if (!isWhole && draft.isOpen()) {
      complain(
          Dispatcher.PREFIX, name + " ends without commit: " + draft.size() + " changes not made");
      return code == ExitCode.OK ? ExitCode.FAILED : code;
    }
    if (!isWhole) {
      return code;
    }
    if (code != ExitCode.OK) {
      complain(Dispatcher.PREFIX, "nothing of " + name + " was done");
      return code;
    }
    return commit(invocation);
  }

  private ExitCode commit(Invocation invocation) {
    try {
      var unused = transaction.commit(invocation.client());
    } catch (RefusedException e) {
      Failure failure = Failure.of(e);
      int line = transaction.lineOf(e);
      complain(line == 0 ? Dispatcher.PREFIX : place(line), failure.line());
      return failure.code();
    }
    invocation.printer().confirm(transaction.size() + " changes made", new JsonObject());
    return ExitCode.OK;
  }

  private void complain(String prefix, String what) {
    Situation situation =
        new Situation() {
          @Override
          public String prefix() {
            return prefix;
          }
        };
    new Dispatcher(root, host, situation).complain(what);
  }

  private int line() {
    return script.number();
  }

  private String place(int line) {
    return Dispatcher.PREFIX + name + ":" + line + ": ";
  }
}
