package io.x0.proxy;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many connections the file descriptors of the process are enough for. Stateless. */
final class Descriptors {
  /** For the admin socket, the database, logs, checks, and what the Java VM opens later. */
  private static final int RESERVED = 64;

  private static final int LEAST = 8;

  private Descriptors() {}

  /** Returns most connections of clients, or 0 when the system sets no limit that is known. */
  static int connections() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
      return connections(system.getMaxFileDescriptorCount(), system.getOpenFileDescriptorCount());
    }
    return 0;
  }

  /**
   * Returns most connections: each may need a second descriptor, for a backend.
   *
   * @param limit of the process; not positive when it is not known
   * @param open those in use before the first connection
   */
  static int connections(long limit, long open) {
    if (limit <= 0) {
      return 0;
    }
    return (int) Math.max(LEAST, Math.min(Integer.MAX_VALUE, (limit - open - RESERVED) / 2));
  }
}
