package io.x0.director;

import io.x0.director.ControlPlane.Result;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.RefusedException.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What takes a change back, and all that was made together with it. What is to be undone is looked
 * up when everything before it is durable. Confined to the writer's thread.
 */
final class Undo {
  private final DirectorStore store;
  private final Directors directors;
  private final OptionalLong wanted;
  private final List<Long> newest;
  private List<Entry> undone = List.of();

  /**
   * @param wanted the change, or empty for the newest one of an operator that left anything
   * @param newest those of which one must be the newest change of all; none means any
   */
  Undo(DirectorStore store, Directors directors, OptionalLong wanted, List<Long> newest) {
    this.store = store;
    this.directors = directors;
    this.wanted = wanted;
    this.newest = List.copyOf(newest);
  }

  /**
   * Returns the edits that take it back.
   *
   * @throws RefusedException if there is nothing to take back
   */
  List<Edit> edits() {
    OptionalLong last = store.last();
    if (!newest.isEmpty() && !newest.contains(last.orElse(0))) {
      throw new RefusedException(
          Cause.PRECONDITION,
          "the newest change is "
              + (last.isEmpty() ? "none" : last.getAsLong())
              + ", not "
              + newest.get(0)
              + "; look at the history again before you undo");
    }
    undone = wanted.isPresent() ? named(wanted.getAsLong()) : newestOfOperators();
    return undone.stream().map(this::edit).toList();
  }

  /** Returns what the change of that number left, the newest first. */
  private List<Entry> named(long number) {
    List<Entry> all = store.together(number);
    if (all.isEmpty()) {
      throw new RefusedException(Cause.NOT_FOUND, "no change " + number + " in the history");
    }
    List<Entry> found = effective(all);
    if (found.isEmpty()) {
      throw new RefusedException(
          Cause.CONFLICT,
          "change "
              + all.get(0).id()
              + " ("
              + all.get(0).change().action()
              + ") changed nothing, so there is nothing to undo");
    }
    return found;
  }

  /** Returns what the newest change of an operator left that left anything, the newest first. */
  private List<Entry> newestOfOperators() {
    OptionalLong number = store.lastOfOperators(Long.MAX_VALUE);
    while (number.isPresent()) {
      List<Entry> all = store.together(number.getAsLong());
      List<Entry> found = effective(all);
      if (!found.isEmpty()) {
        return found;
      }
      number = store.lastOfOperators(all.isEmpty() ? number.getAsLong() : all.get(0).first());
    }
    throw new RefusedException(Cause.NOT_FOUND, "nothing was changed yet that could be undone");
  }

  private static List<Entry> effective(List<Entry> all) {
    List<Entry> found = new ArrayList<>();
    for (Entry entry : all) {
      if (!Reversal.isNothing(entry.change())) {
        // The newest first: each finds what those before it left.
        found.add(0, entry);
      }
    }
    return found;
  }

  private Edit edit(Entry entry) {
    Change change = entry.change();
    Reversal reversal =
        new Reversal(entry.id(), change, backend -> isBusy(change.director(), backend));
    return Edit.undoing(words(entry), change.director(), entry.id(), reversal);
  }

  /** Returns the words for an undo, or for the undo of one, which does again what was undone. */
  private static String words(Entry entry) {
    String action = entry.change().action();
    String what = action.replaceFirst("^(undo|redo) [0-9]+: ", "");
    boolean isRedo = entry.change().tie().undoes() > 0 && action.startsWith("undo ");
    return isRedo
        ? "redo " + entry.change().tie().undoes() + ": " + what
        : "undo " + entry.id() + ": " + (entry.change().tie().undoes() > 0 ? what : action);
  }

  private boolean isBusy(String director, String backend) {
    return directors.find(director).flatMap(d -> d.inFlight(backend)).orElse(0L) > 0;
  }

  /** Returns what was undone with these results. */
  Undone done(List<Result> results) {
    return new Undone(undone, results);
  }
}
