package io.x0.shaper;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The deficit round robin between the parties of one bucket. Confined to the caller's lock.
 *
 * <p>The cursor goes round; every party it visits gains its weight, and the first that has gained
 * the cost of a token is served and pays it. One token costs what the heaviest party gains per
 * visit, so nobody is served twice in a row while an equal waits, and over many rounds everybody is
 * served in proportion to its weight. Only parties of the wanted rank are visited; the others
 * neither gain nor lose.
 *
 * <p>Looking is apart from serving: {@link #first} computes who is next without moving anything, so
 * a party that was looked at and not served keeps its place.
 */
final class DeficitRoundRobin<T> {
  private List<Turn<T>> turns = List.of();
  private int cursor;
  private long cost = 1;

  /** Replaces the parties; those that stay keep their deficit. {@link #reweigh} must follow. */
  void replace(List<Turn<T>> replacement) {
    int place = turns.isEmpty() ? -1 : replacement.indexOf(turns.get(cursor));
    turns = List.copyOf(replacement);
    cursor = place >= 0 ? place : turns.size() - 1;
  }

  /** Takes in changed weights; deficits keep their part of the cost of a token. */
  void reweigh() {
    long former = cost;
    cost = 1;
    for (Turn<T> turn : turns) {
      cost = Math.max(cost, turn.weight);
    }
    for (Turn<T> turn : turns) {
      turn.deficit = Math.min(turn.deficit * cost / former, cost - 1);
    }
  }

  /** Returns the most urgent rank of any party. */
  int best() {
    int best = DequeueOrder.NOBODY;
    for (int i = 0; i < turns.size(); i++) {
      best = Math.min(best, turns.get(i).rank);
    }
    return best;
  }

  /** Returns who is next among the parties of {@code rank}, of which there must be one. */
  Turn<T> first(int rank) {
    @Nullable Turn<T> first = null;
    long fewest = Long.MAX_VALUE;
    for (int distance = 1; distance <= turns.size(); distance++) {
      Turn<T> turn = at(distance);
      if (turn.rank == rank && visitsToServe(turn) < fewest) {
        first = turn;
        fewest = visitsToServe(turn);
      }
    }
    return Objects.requireNonNull(first, "no party of this rank");
  }

  /** Moves the cursor to {@code served}, which must be the first of its rank, and charges it. */
  void serve(Turn<T> served) {
    long visits = visitsToServe(served);
    int end = 0;
    for (int distance = 1; distance <= turns.size(); distance++) {
      Turn<T> turn = at(distance);
      if (turn.rank == served.rank) {
        turn.deficit += (end == 0 ? visits : visits - 1) * turn.weight;
      }
      if (turn == served) {
        end = distance;
      }
    }
    served.deficit -= cost;
    cursor = (cursor + end) % turns.size();
  }

  private Turn<T> at(int distance) {
    return turns.get((cursor + distance) % turns.size());
  }

  /** Returns how often the cursor has to come by until {@code turn} can pay; at least once. */
  private long visitsToServe(Turn<T> turn) {
    return (cost - turn.deficit + turn.weight - 1) / turn.weight;
  }
}
