package io.x0.admin.socket;

import io.x0.common.FileFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the file of the admin socket. Stateless.
 *
 * <p>It is for its owner and its group from its first moment on: it is made in a folder that only
 * x0d can enter, and moved to its place when it has its mode and its group. A file left behind by a
 * dead process is replaced; one that somebody listens on is not.
 */
final class SocketFile {
  private static final Logger LOG = LoggerFactory.getLogger(SocketFile.class);

  /** The group of the socket when nobody names one. */
  static final String DEFAULT_GROUP = "x0";

  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-rw----");
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final int BACKLOG = 128;

  /** The kernel takes a path of 107 bytes; this leaves room for the name of the folder. */
  private static final int LONG_PATH = 96;

  private static final int ATTEMPTS = 100;

  private SocketFile() {}

  /**
   * Binds the socket.
   *
   * @throws IOException if it cannot be bound; the message says why and what to do
   */
  static ServerSocketChannel bind(SocketPlace place) throws IOException {
    Path path = place.path();
    makeFolder(path);
    removeStale(path);
    try {
      return bindAside(place);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "cannot bind the admin socket " + path + ": somebody else made it just now", e);
    } catch (IOException e) {
      throw new IOException(
          "cannot bind the admin socket " + path + ": " + FileFailure.reason(e), e);
    } catch (RuntimeException e) {
      throw new IOException("cannot bind the admin socket " + path + ": " + e.getMessage(), e);
    }
  }

  private static ServerSocketChannel bindAside(SocketPlace place) throws IOException {
    Path path = place.path().toAbsolutePath();
    Path folder = makePrivateFolder(path);
    Path aside = folder.resolve(isLong(path) ? "s" : path.getFileName().toString());
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean isDone = false;
    try {
      channel.bind(UnixDomainSocketAddress.of(aside), BACKLOG);
      giveToGroup(aside, place);
      Files.setPosixFilePermissions(aside, MODE);
      Files.move(aside, path);
      isDone = true;
      return channel;
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

  private static void giveToGroup(Path file, SocketPlace place) throws IOException {
    String name = place.group();
    try {
      GroupPrincipal group =
          file.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(name == null ? DEFAULT_GROUP : name);
      Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(group);
    } catch (UserPrincipalNotFoundException e) {
      if (name != null) {
        throw new IOException("there is no group " + name, e);
      }
      LOG.debug("no group {}", DEFAULT_GROUP);
    } catch (FileSystemException e) {
      if (name != null) {
        throw new IOException(refusal(name, e), e);
      }
      LOG.warn("admin socket {}: {}", place.path(), refusal(DEFAULT_GROUP, e));
    }
  }

  private static String refusal(String group, FileSystemException e) {
    return "cannot give it to group "
        + group
        + ": "
        + FileFailure.reason(e)
        + " (x0d must be in that group, or be root)";
  }

  private static void makeFolder(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    try {
      if (folder != null) {
        Files.createDirectories(folder);
      }
    } catch (IOException e) {
      throw new IOException(
          "cannot make the folder of the admin socket "
              + path
              + ": "
              + e.getMessage()
              + " (choose another with --admin-socket)",
          e);
    }
  }

  private static void removeStale(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    if (!isSocket(path)) {
      throw new IOException(
          "cannot bind the admin socket " + path + ": another file is in its place");
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
      throw new IOException(
          "cannot bind the admin socket "
              + path
              + ": somebody may listen on it ("
              + FileFailure.reason(e)
              + "); stop it, or choose another with --admin-socket",
          e);
    }
    throw new IOException(
        "cannot bind the admin socket "
            + path
            + ": another x0d listens on it (stop it, or choose another with --admin-socket)");
  }

  private static boolean isSocket(Path path) throws IOException {
    int type = (int) Files.getAttribute(path, "unix:mode") & 0170000;
    return type == 0140000;
  }

  /** Removes the file. */
  static void remove(@Nullable ServerSocketChannel channel, Path path) {
    if (channel == null) {
      return;
    }
    try {
      channel.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.warn("closing the admin socket {}: {}", path, e.getMessage());
    }
  }
}
