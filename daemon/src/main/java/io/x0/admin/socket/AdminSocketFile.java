package io.x0.admin.socket;

import io.x0.common.FileFailure;
import io.x0.unix.SocketFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the file of the admin socket, for its owner and its group. Stateless. */
final class AdminSocketFile {
  private static final Logger LOG = LoggerFactory.getLogger(AdminSocketFile.class);

  /** The group of the socket when nobody names one. */
  static final String DEFAULT_GROUP = "x0";

  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-rw----");
  private static final int BACKLOG = 128;
  private static final String WAY_OUT = "stop it, or choose another with --admin-socket";

  private AdminSocketFile() {}

  /**
   * Binds the socket.
   *
   * @throws IOException if it cannot be bound; the message says why and what to do
   */
  static SocketFile bind(SocketPlace place) throws IOException {
    Path path = place.path();
    try {
      return SocketFile.bind(
          path,
          BACKLOG,
          file -> {
            giveToGroup(file, place);
            Files.setPosixFilePermissions(file, MODE);
          });
    } catch (SocketFile.FolderException e) {
      throw new IOException(
          "cannot make the folder of the admin socket "
              + path
              + ": "
              + e.getMessage()
              + " (choose another with --admin-socket)",
          e);
    } catch (SocketFile.TakenException e) {
      String who =
          e.getCause() == null
              ? "another x0d listens on it (" + WAY_OUT + ")"
              : e.getMessage() + "; " + WAY_OUT;
      throw new IOException("cannot bind the admin socket " + path + ": " + who, e);
    } catch (IOException e) {
      throw new IOException("cannot bind the admin socket " + path + ": " + e.getMessage(), e);
    }
  }

  private static void giveToGroup(Path file, SocketPlace place) throws IOException {
    String name = place.group();
    try {
      GroupPrincipal group =
          file.getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(name == null ? DEFAULT_GROUP : name);
      PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      // Most often it has been of that group from the start, and a unit may forbid to change it.
      if (!view.readAttributes().group().equals(group)) {
        view.setGroup(group);
      }
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
}
