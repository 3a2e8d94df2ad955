package io.x0.director;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
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

  /** Returns the newest {@code limit} changes ever committed, the newest first. */
  List<Change> history(int limit);

  @Override
  void close();

  /**
   * One change of one director.
   *
   * @param at when
   * @param who the operator, such as {@code root}
   * @param action what was done, such as {@code backend add shop b1}
   * @param director the name of the director
   * @param before the director before, or null when it is new
   * @param after the director after, or null when it is deleted
   */
  record Change(
      Instant at,
      String who,
      String action,
      String director,
      @Nullable DirectorConfig before,
      @Nullable DirectorConfig after) {
    public Change {
      Objects.requireNonNull(at, "at");
      Objects.requireNonNull(who, "who");
      Objects.requireNonNull(action, "action");
      Objects.requireNonNull(director, "director");
    }
  }

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
