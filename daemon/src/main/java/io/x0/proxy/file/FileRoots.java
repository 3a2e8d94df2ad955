package io.x0.proxy.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folders that files may be sent from. Immutable.
 *
 * <p>A folder is resolved for each request, so that one which is a link may be switched to another
 * release.
 */
public final class FileRoots {
  /** No folder: nothing is sent. */
  public static final FileRoots NONE = new FileRoots(List.of());

  private final List<Path> roots;

  private FileRoots(List<Path> roots) {
    this.roots = List.copyOf(roots);
  }

  /** Returns these and one more; it must be absolute. */
  public FileRoots with(Path root) {
    if (!root.isAbsolute()) {
      throw new IllegalArgumentException("not absolute: " + root);
    }
    List<Path> all = new ArrayList<>(roots);
    all.add(root.normalize());
    return new FileRoots(all);
  }

  /** Returns whether there is none. */
  public boolean isEmpty() {
    return roots.isEmpty();
  }

  /**
   * Returns the regular file that a name means, with all links resolved. Asks the disk.
   *
   * @throws FileRefusedException if it is none of these folders' files, or hidden
   * @throws IOException if the disk does not say
   */
  public Path find(String name) throws IOException {
    Path asked = asked(name);
    Path real;
    try {
      real = asked.toRealPath();
    } catch (IOException e) {
      // A part that is no folder, too many links, no right to look: there is nothing to be sent.
      throw new FileRefusedException("there is no such file");
    }
    if (roots.stream().noneMatch(root -> holds(root, real))) {
      throw new FileRefusedException("it is in no folder of sendfile.root, or hidden");
    }
    if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileRefusedException("it is not a regular file");
    }
    return real;
  }

  private static Path asked(String name) throws FileRefusedException {
    Path asked;
    try {
      asked = Path.of(name);
    } catch (InvalidPathException e) {
      throw new FileRefusedException("it is not the name of a file");
    }
    if (!asked.isAbsolute()) {
      throw new FileRefusedException("its name does not begin with /");
    }
    for (Path part : asked) {
      // Such a name was probably made of what a client said.
      if (part.toString().equals("..")) {
        throw new FileRefusedException("its name has a part ..");
      }
    }
    return asked;
  }

  /** Hidden files are settings and histories of programs, which nobody means to publish. */
  private static boolean holds(Path root, Path file) {
    Path real;
    try {
      real = root.toRealPath();
    } catch (IOException e) {
      return false;
    }
    if (!file.startsWith(real) || file.equals(real)) {
      return false;
    }
    for (Path part : real.relativize(file)) {
      if (part.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }
}
