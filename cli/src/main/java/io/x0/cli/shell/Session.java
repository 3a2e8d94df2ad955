package io.x0.cli.shell;

import io.x0.cli.client.ClientException;
import io.x0.cli.client.RefusedException;
import io.x0.cli.command.CurrentDirector;
import io.x0.cli.command.Dispatcher;
import io.x0.cli.command.ExitCode;
import io.x0.cli.command.Failure;
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
  private final Draft draft;
  private final LiveNames names;
  private final List<String> options;
  private String current = "";
  private boolean isOver;

  /**
   * @param options options that every line has unless it says otherwise, such as {@code --yes}
   */
  Session(Group root, Dispatcher dispatcher, Draft draft, LiveNames names, List<String> options) {
    this.root = root;
    this.dispatcher = dispatcher;
    this.draft = draft;
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
      case "begin", "commit", "rollback", "diff" -> {
        return words.size() == 1
            ? transaction(words.get(0))
            : complain(words.get(0) + " takes nothing", ExitCode.USAGE);
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
    for (String option : options) {
      String name = option.contains("=") ? option.substring(0, option.indexOf('=')) : option;
      if (line.stream().noneMatch(word -> word.equals(name) || word.startsWith(name + "="))) {
        line.add(option);
      }
    }
    ExitCode code = dispatcher.run(line);
    names.forget();
    return code;
  }

  /** Returns whether changes wait for a commit. */
  boolean isInTransaction() {
    return draft.isOpen();
  }

  private ExitCode transaction(String word) {
    boolean isOpen = draft.isOpen();
    if (word.equals("begin") == isOpen) {
      return complain(
          isOpen ? "there is a transaction already: commit or rollback" : "no transaction: begin",
          ExitCode.USAGE);
    }
    try {
      switch (word) {
        case "begin" -> draft.begin();
        case "commit" -> {
          int size = draft.size();
          draft.commit();
          dispatcher.say(size + " changes made");
        }
        case "rollback" -> {
          dispatcher.say(draft.size() + " changes given up");
          draft.rollback();
        }
        default -> {
          List<String> lines = draft.difference();
          (lines.isEmpty() ? List.of("no changes wait") : lines).forEach(dispatcher::say);
        }
      }
      names.forget();
      return ExitCode.OK;
    } catch (RefusedException | ClientException e) {
      Failure failure = Failure.of(e);
      return complain(failure.line() + " (nothing was changed, rollback gives up)", failure.code());
    }
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
