package io.x0.cli.command;

import io.x0.cli.output.Host;
import io.x0.cli.output.Printer;
import java.util.List;
import java.util.Objects;

/** Finds the command a line means and runs it. Thread-safe as far as its host is. */
public final class Dispatcher {
  /** What a complaint begins with. */
  public static final String PREFIX = "x0ctl: ";

  private static final int DEFAULT_WIDTH = 80;

  private final Group root;
  private final Host host;
  private final Situation situation;

  /** Makes a dispatcher of lines that must have a command. */
  public Dispatcher(Group root, Host host) {
    this(root, host, new Situation() {});
  }

  /**
   * @param root the commands there are
   * @param host what surrounds a run
   * @param situation how lines came to be run
   */
  public Dispatcher(Group root, Host host, Situation situation) {
    this.root = Objects.requireNonNull(root, "root");
    this.host = Objects.requireNonNull(host, "host");
    this.situation = Objects.requireNonNull(situation, "situation");
  }

  /**
   * Runs the command that {@code line} means, reports what went wrong, and returns how it ended.
   */
  public ExitCode run(List<String> line) {
    ExitCode code = ExitCode.OK;
    try {
      dispatch(line);
    } catch (EndedException e) {
      code = e.code();
    } catch (RuntimeException e) {
      Failure failure = Failure.of(e);
      code = failure.code();
      host.out().flush();
      for (String reported : failure.report()) {
        host.err().print(reported + "\n");
      }
      complain(failure.line());
    }
    host.out().flush();
    host.err().flush();
    String loss = host.out().lossReason().orElse("");
    if (!loss.isEmpty()) {
      complain("cannot write the output: " + loss);
      code = ExitCode.FAILED;
    }
    return code;
  }

  /** Says what is wrong, in one line. */
  public void complain(String line) {
    host.out().flush();
    host.err().print(situation.prefix() + line + "\n");
    host.err().flush();
  }

  /** Says a line that is no complaint. */
  public void say(String line) {
    host.out().print(line + "\n");
    host.out().flush();
  }

  private void dispatch(List<String> line) {
    CommandPath path = path(line);
    ArgumentParser parser = new ArgumentParser(path);
    Arguments arguments = parser.parse(path.rest());
    if (arguments.has(GlobalOptions.HELP)) {
      boolean isInteractive = host.terminal().isInteractive();
      int width = isInteractive ? host.terminal().width() : DEFAULT_WIDTH;
      host.out().print(Help.of(path, parser.syntax(), width));
    } else if (arguments.has(GlobalOptions.VERSION)) {
      host.out().print("x0ctl " + ClientVersion.text() + "\n");
    } else if (path.node() instanceof Command command) {
      Printer printer = GlobalOptions.printer(arguments, host, situation.remark());
      try {
        command.run(
            new Invocation(
                path.words(),
                arguments,
                situation.client(GlobalOptions.client(arguments, host)),
                printer,
                host));
      } finally {
        printer.finish();
      }
    } else {
      throw incomplete(path);
    }
  }

  private CommandPath path(List<String> line) {
    CommandPath path = CommandPath.follow(root, line);
    if (!path.words().isEmpty() || GlobalOptions.asksForHelp(path.rest())) {
      return path;
    }
    Command idle = situation.idle();
    return idle == null ? path : new CommandPath("", idle, path.rest());
  }

  private static UsageException incomplete(CommandPath path) {
    String what =
        path.node() instanceof Group group && !path.words().isEmpty()
            ? path.words() + " needs one of " + String.join(", ", group.words())
            : "no command";
    return new UsageException(what, path.words());
  }
}
