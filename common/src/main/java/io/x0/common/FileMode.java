package io.x0.common;

import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads the permissions of files as {@code chmod} takes them. Stateless. */
public final class FileMode {
  private FileMode() {}

  /**
   * Returns permissions.
   *
   * @param octal three octal digits, perhaps with zeros before them
   * @throws NumberFormatException if it is no octal number
   */
  public static Set<PosixFilePermission> permissions(String octal) {
    int bits = Integer.parseInt(octal, 8);
    // They are declared from the owner's right to read, the highest bit, downwards.
    PosixFilePermission[] all = PosixFilePermission.values();
    return IntStream.range(0, all.length)
        .filter(i -> (bits & (1 << (all.length - 1 - i))) != 0)
        .mapToObj(i -> all[i])
        .collect(Collectors.toUnmodifiableSet());
  }
}
