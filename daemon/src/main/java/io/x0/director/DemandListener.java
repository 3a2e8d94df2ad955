package io.x0.director;

import java.util.Set;

/**
 * Opens and closes listeners for the ports of directors on demand. Called on the writer's thread
 * only.
 */
@FunctionalInterface
public interface DemandListener {
  /** Lets every port be: somebody else sees to it that there are listeners. */
  DemandListener NONE = ports -> {};

  /**
   * Sees to it that each of {@code ports} has a listener, and closes those it opened for ports that
   * are not among them any more. A port that the configuration file listens on counts as having one
   * and stays open in any case. Called before a change is stored that needs a further port, and
   * after one by which a port falls away, with all the ports each time.
   *
   * @throws RefusedException if a port cannot be opened; then nothing has been opened or closed
   */
  void demanded(Set<Integer> ports);
}
