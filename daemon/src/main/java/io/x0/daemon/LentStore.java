package io.x0.daemon;

import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore;
import io.x0.director.RefusedException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The stored directors, which another x0d can have for a while, or for ever. Confined to the
 * writer's thread.
 */
final class LentStore implements DirectorStore {
  private final Opening opening;
  private @Nullable DirectorStore store;

  /** Opens the storage, which nobody else uses then. */
  interface Opening {
    /**
     * Opens it.
     *
     * @throws StoreException if it cannot be used, or somebody uses it
     */
    DirectorStore open();
  }

  /**
   * Opens the storage.
   *
   * @throws StoreException if it cannot be used
   */
  LentStore(Opening opening) {
    this.opening = opening;
    this.store = opening.open();
  }

  /** Gives it up: whoever comes next may open it. */
  void lend() {
    close();
  }

  /**
   * Opens it again.
   *
   * @throws StoreException if it cannot be used, or somebody uses it; it can be tried again then
   */
  void takeBack() {
    if (store == null) {
      store = opening.open();
    }
  }

  private DirectorStore own() {
    DirectorStore own = store;
    if (own == null) {
      throw new RefusedException(
          RefusedException.Cause.UNAVAILABLE,
          "another x0d has the state now: ask again in a moment");
    }
    return own;
  }

  @Override
  public List<DirectorConfig> load() {
    return own().load();
  }

  @Override
  public List<Found> discover() {
    return own().discover();
  }

  @Override
  public void commit(List<Change> changes) {
    own().commit(changes);
  }

  @Override
  public List<Entry> history(int limit) {
    return own().history(limit);
  }

  @Override
  public List<Entry> together(long id) {
    return own().together(id);
  }

  @Override
  public OptionalLong last() {
    return own().last();
  }

  @Override
  public OptionalLong lastOfOperators(long id) {
    return own().lastOfOperators(id);
  }

  @Override
  public void close() {
    DirectorStore own = store;
    store = null;
    if (own != null) {
      own.close();
    }
  }
}
