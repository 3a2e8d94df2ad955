package io.x0.common;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder of which the names of all files fit into memory. Stateless. */
public final class SmallFolder {
  private SmallFolder() {}

  /**
   * Removes a folder with all that is in it, if it is there; links are removed, not followed.
   *
   * @throws IOException if something of it cannot be removed; the rest may be gone then
   */
  public static void remove(Path folder) throws IOException {
    if (Files.notExists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
