package io.x0.director;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of what was found in the storage, and of ports that wait to be opened. Immutable.
 *
 * @param adopted names of the directors that are in force now
 * @param problems a line for everything that was left alone
 */
public record Adoption(List<String> adopted, List<String> problems) {
  public Adoption {
    adopted = List.copyOf(adopted);
    problems = List.copyOf(problems);
  }

  static Adoption of(String director) {
    return new Adoption(List.of(director), List.of());
  }

  static Adoption problem(String line) {
    return new Adoption(List.of(), List.of(line));
  }

  static Adoption all(List<Adoption> parts) {
    List<String> adopted = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Adoption part : parts) {
      adopted.addAll(part.adopted);
      problems.addAll(part.problems);
    }
    return new Adoption(adopted, problems);
  }
}
