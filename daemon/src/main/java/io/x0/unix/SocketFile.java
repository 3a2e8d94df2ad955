package io.x0.unix;

import io.x0.common.FileFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A UNIX socket that x0 listens on, with its file. Thread-safe.
 *
 * <p>The file is for those it is meant for from its first moment on: it is made in a folder that
 * only x0d can enter, and moved to its place when it has its mode and its group. A file left behind
 * by a dead process is replaced; one that somebody listens on is not, nor is another kind of file.
 */
public final class SocketFile {
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** The kernel takes a path of 107 bytes; this leaves room for the name of the folder. */
  private static final int LONG_PATH = 96;

  private static final int ATTEMPTS = 100;
  private static final int TYPE_OF_FILE = 0170000;
  private static final int SOCKET = 0140000;

  private final ServerSocketChannel channel;
  private volatile Path path;
  private final @Nullable Object key;

  /** Says who may use a file. */
  public interface Access {
    /**
     * Gives a file to whom it is meant for.
     *
     * @throws IOException if that is not possible; the message says why and what to do
     */
    void give(Path file) throws IOException;
  }

  /** Somebody listens on the socket, or may do so. The message says which. */
  public static final class TakenException extends IOException {
    private static final long serialVersionUID = 1L;

    private TakenException(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** The folder of the socket cannot be made. The message says why. */
  public static final class FolderException extends IOException {
    private static final long serialVersionUID = 1L;

    private FolderException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private SocketFile(ServerSocketChannel channel, Path path, @Nullable Object key) {
    this.channel = channel;
    this.path = path;
    this.key = key;
  }

  /**
   * Binds a socket; its folder is made if there is none.
   *
   * @param backlog how many connections may wait to be accepted
   * @throws IOException if that is not possible; the message says why, but not which socket
   */
  public static SocketFile bind(Path path, int backlog, Access access) throws IOException {
    makeFolder(path);
    removeStale(path);
    try {
      return bindAside(path.toAbsolutePath(), backlog, access);
    } catch (FileAlreadyExistsException e) {
      throw new IOException("somebody else made it just now", e);
    } catch (IOException e) {
      throw new IOException(FileFailure.reason(e), e);
    } catch (RuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static SocketFile bindAside(Path path, int backlog, Access access) throws IOException {
    Path folder = makePrivateFolder(path);
    Path aside = folder.resolve(isLong(path) ? "s" : path.getFileName().toString());
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean isDone = false;
    try {
      channel.bind(UnixDomainSocketAddress.of(aside), backlog);
      access.give(aside);
      Object key = key(aside);
      Files.move(aside, path);
      isDone = true;
      return new SocketFile(channel, path, key);
    } finally {
      if (!isDone) {
        channel.close();
        Files.deleteIfExists(aside);
      }
      Files.deleteIfExists(folder);
    }
  }

  private static boolean isLong(Path path) {
    return path.toString().getBytes(StandardCharsets.UTF_8).length > LONG_PATH;
  }

  /** Its name is what {@code ss -xl} shows, as the kernel knows no other. */
  private static Path makePrivateFolder(Path path) throws IOException {
    String name = isLong(path) ? ".x" : ".x0d";
    for (int i = 0; ; i++) {
      String suffix =
          i == 0 ? "" : Integer.toString(ThreadLocalRandom.current().nextInt(36 * 36), 36);
      try {
        return Files.createDirectory(path.resolveSibling(name + suffix), PRIVATE);
      } catch (FileAlreadyExistsException e) {
        if (i == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void makeFolder(Path path) throws FolderException {
    Path folder = path.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new FolderException(e);
    }
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (isObstructed(path)) {
      throw new IOException("another file is in its place");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A listener that is too busy to accept must not hold the start up.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
    } catch (ConnectException refused) {
      Files.delete(path);
      return;
    } catch (IOException e) {
      // Only a refusal shows that nobody listens.
      throw new TakenException("somebody may listen on it (" + FileFailure.reason(e) + ")", e);
    }
    throw new TakenException("somebody listens on it", null);
  }

  /** Returns whether something that is no socket is where a socket is wanted. */
  public static boolean isObstructed(Path path) {
    try {
      int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & TYPE_OF_FILE) != SOCKET;
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns what accepts connections. */
  public ServerSocketChannel channel() {
    return channel;
  }

  /**
   * Gives the file to others.
   *
   * @throws IOException if that is not possible; the message says why
   */
  public void give(Access access) throws IOException {
    access.give(path);
  }

  /** Returns the name for a socket whose own name belongs to another process for a while. */
  public static Path aside(Path path) {
    return path.resolveSibling(path.getFileName() + ".new");
  }

  /** Returns where the file is. */
  public Path path() {
    return path;
  }

  /**
   * Gives the file another name, in the place of one that has it: nobody misses it for a moment.
   *
   * @throws IOException if that is not possible; the message says why
   */
  public void moveTo(Path other) throws IOException {
    if (!path.equals(other.toAbsolutePath())) {
      try {
        Files.move(path, other, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        throw new IOException("cannot be moved to " + other + ": " + FileFailure.reason(e), e);
      }
      path = other.toAbsolutePath();
    }
  }

  /**
   * Closes the socket and removes its file, unless another one is in its place by now.
   *
   * @throws IOException if the file cannot be removed
   */
  public void close() throws IOException {
    channel.close();
    try {
      if (Objects.equals(key(path), key)) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException e) {
      // Somebody has removed it.
    }
  }

  /** Returns what tells a file from others of the same name. */
  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }
}
