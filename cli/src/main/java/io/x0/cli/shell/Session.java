package io.x0.cli.shell;

import io.x0.cli.command.CurrentDirector;
import io.x0.cli.command.Dispatcher;
import io.x0.cli.command.ExitCode;
import io.x0.cli.command.Group;
import io.x0.cli.completion.LiveNames;
import java.util.ArrayList;
import java.util.List;

/**
 * What lines mean, one after the other: commands as on the command line, and {@code use}, which
 * chooses the director that later lines are about. Confined to one thread.
 */
final class Session {
  private final Group root;
  private final Dispatcher dispatcher;
  private final LiveNames names;
  private final List<String> options;
  private String current = "";
  private boolean isOver;

  /**
   * @param options options that every line has unless it says otherwise, such as {@code --yes}
   */
  Session(Group root, Dispatcher dispatcher, LiveNames names, List<String> options) {
    this.root = root;
    this.dispatcher = dispatcher;
    this.names = names;
    this.options = List.copyOf(options);
  }

  /** Returns the director that lines are about which name none; empty when none was chosen. */
  String current() {
    return current;
  }

  /** Returns whether somebody said {@code exit}. */
  boolean isOver() {
    return isOver;
  }

  /**
   * Does what a line says; a line without words does nothing.
   *
   * @return how it ended; what went wrong was said
   */
  ExitCode run(List<String> words) {
    if (words.isEmpty()) {
      return ExitCode.OK;
    }
    switch (words.get(0)) {
      case "exit", "quit" -> {
        isOver = true;
        return ExitCode.OK;
      }
      case "use" -> {
        return use(words.subList(1, words.size()));
      }
      case "?" -> {
        List<String> help = new ArrayList<>(words);
        help.set(0, "help");
        return dispatch(help);
      }
      default -> {
        return dispatch(CurrentDirector.fillIn(root, words, current, names));
      }
    }
  }

  private ExitCode dispatch(List<String> words) {
    List<String> line = new ArrayList<>(words);
    options.stream().filter(option -> !line.contains(option)).forEach(line::add);
    ExitCode code = dispatcher.run(line);
    names.forget();
    return code;
  }

  private ExitCode use(List<String> arguments) {
    if (arguments.size() > 1) {
      return complain("use takes one director, or nothing to use none", ExitCode.USAGE);
    }
    String wanted = arguments.isEmpty() ? "" : arguments.get(0);
    List<String> known = names.directors();
    if (!wanted.isEmpty() && !known.contains(wanted)) {
      return complain(
          "no director "
              + wanted
              + (known.isEmpty() ? "" : " (there is " + String.join(", ", known) + ")"),
          ExitCode.NOT_FOUND);
    }
    current = wanted;
    return ExitCode.OK;
  }

  private ExitCode complain(String what, ExitCode code) {
    dispatcher.complain(what);
    return code;
  }
}
