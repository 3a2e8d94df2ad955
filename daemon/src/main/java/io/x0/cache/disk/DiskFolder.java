package io.x0.cache.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The folder of a cache on disk, which one process uses at a time. Thread-safe. Whatever lies among
 * its objects is its own, so a folder is taken only if it was empty or has its mark.
 *
 * <pre>
 *   x0-cache            the mark, and a lock on it
 *   purges-NUMBER       what was purged
 *   objects/XX/NUMBER   one response each
 * </pre>
 */
final class DiskFolder implements Closeable {
  private static final String MARK = "x0-cache";
  private static final String FORMAT = "x0 cache, format 1\n";
  private static final Set<String> OF_THE_SYSTEM = Set.of("lost+found");
  private static final int DIGITS = 16;
  private static final int SPREAD = 256;

  private final Path folder;
  private final FileChannel mark;
  private final Path objects;

  private DiskFolder(Path folder, FileChannel mark) {
    this.folder = folder;
    this.mark = mark;
    this.objects = folder.resolve("objects");
  }

  /**
   * Opens a folder, which is made if need be.
   *
   * @throws IOException if it cannot be used; the message says why
   */
  static DiskFolder open(Path folder) throws IOException {
    make(folder);
    Path markFile = folder.resolve(MARK);
    if (!Files.exists(markFile) && !isEmpty(folder)) {
      throw new IOException(
          folder + " has other files (expected: an empty folder, which the cache has for itself)");
    }
    FileChannel mark =
        FileChannel.open(
            markFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    DiskFolder opened = new DiskFolder(folder, mark);
    try {
      opened.lock();
      opened.checkFormat();
      make(opened.objects);
    } catch (IOException e) {
      mark.close();
      throw e;
    }
    return opened;
  }

  /** Answers may be for few eyes only. */
  private static void make(Path folder) throws IOException {
    boolean isPosix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      if (isPosix) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectories(folder);
      }
    } catch (FileAlreadyExistsException e) {
      throw new IOException(folder + " is a file (expected: a folder)", e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.allMatch(file -> OF_THE_SYSTEM.contains(String.valueOf(file.getFileName())));
    }
  }

  private void lock() throws IOException {
    FileLock lock;
    try {
      lock = mark.tryLock();
    } catch (OverlappingFileLockException e) {
      lock = null;
    }
    if (lock == null) {
      throw new IOException(folder + " is in use by another x0d (expected: a folder of its own)");
    }
  }

  /** What another version has written is not understood, and goes. */
  private void checkFormat() throws IOException {
    ByteBuffer known = ByteBuffer.wrap(FORMAT.getBytes(StandardCharsets.US_ASCII));
    ByteBuffer found = ByteBuffer.allocate(known.capacity() + 1);
    boolean unused = Encoding.readAll(mark.position(0), found);
    if (found.flip().equals(known)) {
      return;
    }
    if (Files.exists(objects)) {
      for (long number : numbers(file -> {})) {
        Files.deleteIfExists(object(number));
      }
    }
    for (Path purges : purges()) {
      Files.delete(purges);
    }
    Encoding.writeAll(mark.truncate(0).position(0), known);
  }

  /** Returns where a response is. */
  Path object(long number) {
    return objects
        .resolve(String.format("%02x", Math.floorMod(number, SPREAD)))
        .resolve(String.format("%0" + DIGITS + "x", number));
  }

  /** Makes a new file for a response. */
  FileChannel create(long number) throws IOException {
    Path file = object(number);
    Path parent = file.resolveSibling("");
    if (!Files.isDirectory(parent)) {
      make(parent);
    }
    return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /**
   * Returns the numbers of all responses in order.
   *
   * @param foreign is told what else there is
   */
  long[] numbers(Consumer<Path> foreign) throws IOException {
    try (Stream<Path> files = Files.walk(objects, 2)) {
      return files
          .filter(Files::isRegularFile)
          .mapToLong(
              file -> {
                long number = number(file);
                if (number < 0) {
                  foreign.accept(file);
                }
                return number;
              })
          .filter(number -> number >= 0)
          .sorted()
          .toArray();
    } catch (java.io.UncheckedIOException e) {
      throw new IOException(folder + " cannot be looked through", e);
    }
  }

  /** Returns the number of a file that is in its place, or -1. */
  private long number(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.length() != DIGITS || !name.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      return -1;
    }
    long number = Long.parseUnsignedLong(name, 16);
    return number > 0 && object(number).equals(file) ? number : -1;
  }

  /** Returns the files of purges, in the order in which they were written. */
  List<Path> purges() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "purges-*")) {
      files.forEach(found::add);
    }
    found.sort(null);
    return found;
  }

  /** Returns the file for purges from a number on. */
  Path purges(long number) {
    return folder.resolve("purges-" + String.format("%0" + DIGITS + "x", number));
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  @Override
  public void close() throws IOException {
    mark.close();
  }
}
