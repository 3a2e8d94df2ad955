package io.x0.cli.command;

import io.x0.cli.completion.Candidate;
import io.x0.cli.completion.LiveNames;
import io.x0.cli.output.Format;
import io.x0.cli.syntax.Option;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds what may come next on a command line: words, options and their values, names that the
 * daemon knows, settings and their choices. Thread-safe as far as its names are.
 */
public final class Completer {
  /** The labels of what names a file. */
  private static final List<String> FILES = List.of("FILE", "MORE", "TO", "PATH");

  private final Group root;
  private final LiveNames names;

  /**
   * @param root the commands there are
   */
  public Completer(Group root, LiveNames names) {
    this.root = root;
    this.names = names;
  }

  /**
   * Returns what the next word may be, in the order of the help; options only when a dash was
   * typed.
   *
   * @param before the words before it
   * @param prefix what there is of it
   * @param current the director that is filled in where a line names none, or empty
   */
  public List<Candidate> complete(List<String> before, String prefix, String current) {
    return candidates(before, prefix, current).stream()
        .filter(candidate -> candidate.value().startsWith(prefix))
        .toList();
  }

  /** Returns whether the next word is the name of a file, which nobody here can tell. */
  public boolean wantsFile(List<String> before) {
    Positions positions;
    try {
      positions = Positions.of(root, before);
    } catch (UsageException e) {
      return false;
    }
    Option pending = positions.pending();
    String label = pending == null ? positions.label(positions.values().size()) : pending.label();
    return FILES.contains(label);
  }

  private List<Candidate> candidates(List<String> before, String prefix, String current) {
    try {
      return candidates(Positions.of(root, before), prefix, current);
    } catch (UsageException e) {
      return List.of();
    }
  }

  private List<Candidate> candidates(Positions positions, String prefix, String current) {
    Option pending = positions.pending();
    if (pending != null) {
      return values(pending.label(), "", prefix, positions, parameters(positions, current));
    }
    boolean isInLine = positions.syntax().endsWithLine() && !positions.values().isEmpty();
    if (prefix.startsWith("-") && !isInLine) {
      return options(positions, prefix, current);
    }
    if (positions.path().node() instanceof Group group) {
      return words(group);
    }
    if (positions.syntax().endsWithLine()) {
      return candidates(positions.values(), prefix, current);
    }
    List<String> parameters = parameters(positions, current);
    List<Candidate> out =
        new ArrayList<>(
            values(positions.label(parameters.size()), "", prefix, positions, parameters));
    if (positions.values().isEmpty() && positions.isAboutADirector() && !parameters.isEmpty()) {
      // Another director may still be named.
      out.addAll(directors());
    }
    return out;
  }

  /** Returns the parameters so far, the director included that is filled in. */
  private List<String> parameters(Positions positions, String current) {
    if (current.isEmpty() || !CurrentDirector.leavesOut(positions, names)) {
      return positions.values();
    }
    List<String> filled = new ArrayList<>(List.of(current));
    filled.addAll(positions.values());
    return filled;
  }

  private static List<Candidate> words(Group group) {
    List<Candidate> out = new ArrayList<>();
    for (String word : group.words()) {
      Node node = group.find(word);
      out.add(Candidate.word(word, node == null ? "" : node.summary()));
    }
    return out;
  }

  private List<Candidate> options(Positions positions, String prefix, String current) {
    int equals = prefix.indexOf('=');
    if (equals > 0) {
      Option option = positions.syntax().option(prefix.substring(0, equals));
      return option == null
          ? List.of()
          : values(
              option.label(),
              prefix.substring(0, equals + 1),
              prefix.substring(equals + 1),
              positions,
              parameters(positions, current));
    }
    List<Candidate> out = new ArrayList<>();
    for (Option option : positions.syntax().options()) {
      boolean isUsed = option.names().stream().anyMatch(positions.options()::contains);
      if (!isUsed || option.kind() == Option.Kind.REPEATABLE) {
        out.add(Candidate.word(option.name(), option.description()));
      }
    }
    return out;
  }

  /**
   * Returns what an argument may be, by its label.
   *
   * @param lead what stands before the value in the same word
   * @param prefix what there is of the value
   * @param parameters the parameters before it
   */
  private List<Candidate> values(
      String label, String lead, String prefix, Positions positions, List<String> parameters) {
    String director = parameters.isEmpty() ? "" : parameters.get(0);
    List<String> values =
        switch (label) {
          case "DIRECTOR" -> names.directors();
          case "BACKEND", "[BACKEND] DURATION" -> names.backends(director);
          case "BUCKET" -> names.buckets(director);
          case "ROLE" -> List.of("active", "standby", "backup");
          case "FORMAT" -> Format.NAMES;
          case "SHELL" -> PrintCompletion.SHELLS;
          case "WHEN" -> List.of("auto", "always", "never");
          default -> List.of();
        };
    if (label.equals("KEY=VALUE")) {
      return settings(positions, lead, prefix);
    }
    return values.stream().map(value -> Candidate.word(lead + value, "")).toList();
  }

  private List<Candidate> directors() {
    return names.directors().stream()
        .map(name -> Candidate.word(name, "another director"))
        .toList();
  }

  private List<Candidate> settings(Positions positions, String lead, String prefix) {
    String kind = positions.path().words().replaceFirst(" .*", "");
    List<Candidate> out = new ArrayList<>();
    for (Map.Entry<String, List<String>> setting : names.settings(kind).entrySet()) {
      String key = lead + setting.getKey() + "=";
      if (prefix.contains("=")) {
        setting.getValue().forEach(choice -> out.add(Candidate.word(key + choice, "")));
      } else {
        out.add(new Candidate(key, String.join(" ", setting.getValue()), false));
      }
    }
    return out;
  }
}
