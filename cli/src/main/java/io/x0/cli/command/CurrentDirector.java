package io.x0.cli.command;

import io.x0.cli.completion.LiveNames;
import java.util.ArrayList;
import java.util.List;

/**
 * Fills in the director that a person has chosen to work with, where a line names none: its first
 * parameter is left out, or is no director's name. Stateless.
 */
public final class CurrentDirector {
  private CurrentDirector() {}

  /**
   * Returns the line with the director.
   *
   * @param current the director, or empty when none was chosen
   */
  public static List<String> fillIn(
      Group root, List<String> line, String current, LiveNames names) {
    if (current.isEmpty()) {
      return line;
    }
    Positions positions;
    try {
      positions = Positions.of(root, line);
    } catch (UsageException e) {
      return line;
    }
    if (positions.syntax().endsWithLine()) {
      // The line at its end is about the director.
      List<String> inner = positions.values();
      List<String> filled = new ArrayList<>(line.subList(0, line.size() - inner.size()));
      filled.addAll(fillIn(root, inner, current, names));
      return List.copyOf(filled);
    }
    boolean wantsHelp =
        positions.options().contains("--help") || positions.options().contains("-h");
    if (wantsHelp || !leavesOut(positions, names)) {
      return line;
    }
    List<String> filled = new ArrayList<>(List.of(positions.path().words().split(" ", -1)));
    filled.add(current);
    filled.addAll(positions.path().rest());
    return List.copyOf(filled);
  }

  static boolean leavesOut(Positions positions, LiveNames names) {
    return positions.isAboutADirector()
        && (positions.values().isEmpty() || !names.directors().contains(positions.values().get(0)));
  }
}
