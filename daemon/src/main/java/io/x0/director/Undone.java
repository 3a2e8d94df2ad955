package io.x0.director;

import io.x0.director.ControlPlane.Result;
import io.x0.director.DirectorStore.Entry;
import java.util.List;

/**
 * Changes that were taken back. Immutable.
 *
 * @param entries the changes that left anything to take back, the newest first
 * @param results what became of the directors by each of them
 */
public record Undone(List<Entry> entries, List<Result> results) {
  public Undone {
    entries = List.copyOf(entries);
    results = List.copyOf(results);
  }

  /** Returns the number by which all of them can be named. */
  public long first() {
    return entries.get(0).first();
  }
}
