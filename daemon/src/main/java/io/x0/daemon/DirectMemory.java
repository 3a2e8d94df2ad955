package io.x0.daemon;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.x0.common.unit.Size;
import java.lang.management.ManagementFactory;

/** The memory outside the heap that this Java VM may use. Stateless. */
final class DirectMemory {
  /** Buffers of connections need some of it, too. */
  private static final long OTHERS_BYTES = 64L << 20;

  private DirectMemory() {}

  /**
   * Makes sure that so much will be there when it is wanted, and not only most of it.
   *
   * @param name the setting that wants it
   * @throws StartupException if it does not fit
   */
  static void require(String name, long bytes) throws StartupException {
    require(name, bytes, limit());
  }

  static void require(String name, long bytes, long limit) throws StartupException {
    if (bytes > limit - OTHERS_BYTES) {
      throw new StartupException(
          name
              + ": "
              + Size.format(bytes)
              + " does not fit (expected: at most "
              + Size.format(Math.max(0, limit - OTHERS_BYTES) >> 20 << 20)
              + " here; more with X0D_JAVA_OPTS=-XX:MaxDirectMemorySize="
              + Size.format((bytes + OTHERS_BYTES + (1 << 20) - 1) >> 20 << 20)
              + " if the machine has it)",
          null);
    }
  }

  /** What is not said is as much as the heap may have. */
  private static long limit() {
    HotSpotDiagnosticMXBean vm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    long said = vm == null ? 0 : Long.parseLong(vm.getVMOption("MaxDirectMemorySize").getValue());
    return said > 0 ? said : Runtime.getRuntime().maxMemory();
  }
}
