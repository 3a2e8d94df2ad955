package io.x0.director;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Where directors outlive the process. Confined to one thread at a time: whoever calls {@link
 * #commit} does so from a single writer thread.
 */
public interface DirectorStore extends AutoCloseable {

  /**
   * Returns every stored director, by name.
   *
   * @throws StoreException if the storage cannot be read
   */
  List<DirectorConfig> load();

  /**
   * Returns the directors on demand that somebody put into the storage past {@link #commit}, and
   * what else is there and cannot be used. Committing such a director as new adopts it. Nothing of
   * it is changed before.
   */
  List<Found> discover();

  /**
   * Makes {@code changes} durable in their order, all or none. When this returns they survive the
   * death of the process and of the machine.
   *
   * @throws StoreException if they are not durable; {@link StoreException#isUnknown} tells whether
   *     they might be after all
   */
  void commit(List<Change> changes);

  /** Returns the newest {@code limit} changes that are kept, the newest first. */
  List<Entry> history(int limit);

  /**
   * Returns the change of that number and all that were committed with it to hold together, the
   * oldest first; none when not all of them are kept any more.
   */
  List<Entry> together(long id);

  /** Returns the number of the newest change, or empty. */
  OptionalLong last();

  /** Returns the number of the newest change before {@code id} that an operator made, or empty. */
  OptionalLong lastOfOperators(long id);

  @Override
  void close();

  /**
   * One change of one director, or something that was done to one and changed nothing of it: then
   * it has neither a before nor an after.
   *
   * @param at when
   * @param who the operator, such as {@code root}
   * @param action what was done, such as {@code backend add shop b1}
   * @param director the name of the director
   * @param before the director before, or null when it is new
   * @param after the director after, or null when it is deleted
   * @param tie what it belongs to
   */
  record Change(
      Instant at,
      String who,
      String action,
      String director,
      @Nullable DirectorConfig before,
      @Nullable DirectorConfig after,
      Tie tie) {

    /** Makes one that an operator made alone. */
    public Change(
        Instant at,
        String who,
        String action,
        String director,
        @Nullable DirectorConfig before,
        @Nullable DirectorConfig after) {
      this(at, who, action, director, before, after, Tie.NONE);
    }

    public Change {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(who, "who");
      Objects.requireNonNull(action, "action");
      Objects.requireNonNull(director, "director");
      Objects.requireNonNull(tie, "tie");
    }

    /** Returns the same change, as one that holds together with the one before it, or not. */
    Change following(boolean isFollower) {
      return new Change(
          at,
          who,
          action,
          director,
          before,
          after,
          new Tie(isFollower, tie.undoes, tie.isAutomatic));
    }

    /** Returns whether it changed nothing of the director. */
    public boolean isAction() {
      return before == null && after == null;
    }

    /** Returns whether the director is gone with it. */
    public boolean isRemoval() {
      return before != null && after == null;
    }
  }

  /**
   * What a change belongs to.
   *
   * @param isFollower whether it holds together with the one committed before it
   * @param undoes the number of the change that it takes back, or 0
   * @param isAutomatic whether x0d made it by itself
   */
  record Tie(boolean isFollower, long undoes, boolean isAutomatic) {
    /** That of a change that an operator made alone. */
    public static final Tie NONE = new Tie(false, 0, false);
  }

  /**
   * A change that is kept.
   *
   * @param id its number; later ones have greater ones, and none is given twice
   * @param first the number of the first of those that hold together with it
   * @param change what was changed
   */
  record Entry(long id, long first, Change change) {}

  /**
   * What somebody put into the storage.
   *
   * @param source where it is
   * @param director what it holds, or null when it cannot be used
   * @param problem one line that says why it cannot be used, else empty
   */
  record Found(String source, @Nullable DirectorConfig director, String problem) {
    public Found {
      Objects.requireNonNull(source, "source");
      Objects.requireNonNull(problem, "problem");
    }
  }

  /** The storage failed. The message is one line for an operator. */
  final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean unknown;

    /**
     * @param unknown whether the changes may be durable although this was thrown
     */
    public StoreException(String message, boolean unknown, @Nullable Throwable cause) {
      super(message, cause);
      this.unknown = unknown;
    }

    /** Returns whether the changes may be durable after all: read before you answer. */
    public boolean isUnknown() {
      return unknown;
    }
  }
}
