package io.x0.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What the file descriptors of the process are enough for. Immutable.
 *
 * @param usual connections of clients, where each may need a second descriptor for a backend; 0
 *     when the system sets no limit that is known
 * @param most connections of clients, if none of them needed a backend at the same time; 0 as above
 */
record Descriptors(int usual, int most) {
  /** For the admin socket, the database, logs, checks, and what the Java VM opens later. */
  private static final int RESERVED = 64;

  private static final int LEAST = 8;

  /** Returns those of this process as it is now, before the first connection. */
  static Descriptors now() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? of(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount())
        : new Descriptors(0, 0);
  }

  /**
   * Returns those of a process.
   *
   * @param limit of the process; not positive when it is not known
   * @param open those in use before the first connection
   */
  static Descriptors of(long limit, long open) {
    if (limit <= 0) {
      return new Descriptors(0, 0);
    }
    long free = Math.min(Integer.MAX_VALUE, Math.max(LEAST, limit - open - RESERVED));
    return new Descriptors((int) Math.max(LEAST, free / 2), (int) free);
  }

  /**
   * Returns how many connections there may be; 0 is no limit.
   *
   * @param asked what is configured; 0 if nothing is
   */
  int connections(int asked) {
    return usual == 0 ? asked : asked == 0 ? usual : Math.min(asked, most);
  }
}
