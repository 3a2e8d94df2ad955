package io.x0.daemon;

import java.time.Duration;

/**
 * How x0d ends. Immutable.
 *
 * @param patience how long what is on its way may take
 * @param isReplaced whether another x0d serves in its place: then it takes for a moment more what
 *     the kernel has given to it, and tells systemd nothing
 * @param exitStatus of the process
 */
record Farewell(Duration patience, boolean isReplaced, int exitStatus) {
  /** For a moment, in which connections come whose handshake had begun with this x0d. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  /** systemd does not start it again then. */
  private static final int DRAINED = 4;

  /** Returns how it ends when a signal says so. */
  static Farewell signalled(Duration patience) {
    return new Farewell(patience, false, 0);
  }

  /** Returns how it ends when an operator says so. */
  static Farewell drained(Duration patience) {
    return new Farewell(patience, false, DRAINED);
  }

  /** Returns how it ends when another x0d serves. */
  static Farewell replaced(Duration patience) {
    return new Farewell(patience, true, 0);
  }

  /** Returns how long it goes on to accept connections. */
  Duration grace() {
    return isReplaced ? GRACE : Duration.ZERO;
  }
}
