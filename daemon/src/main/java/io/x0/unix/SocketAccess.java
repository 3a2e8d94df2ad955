package io.x0.unix;

import io.x0.common.FileFailure;
import io.x0.common.FileMode;
import io.x0.common.InvalidValueException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who may use the file of a UNIX socket. Immutable.
 *
 * @param mode its permissions; to connect takes the right to write
 * @param owner the name or number of the user that gets it; empty to leave it with that of x0d
 * @param group the name or number of the group that gets it; empty to leave it with that of x0d
 */
public record SocketAccess(Set<PosixFilePermission> mode, String owner, String group)
    implements SocketFile.Access {
  private static final Pattern MODE = Pattern.compile("0?[0-7]{3}");

  /** For the user of x0d and its group. */
  public static final SocketAccess DEFAULT = of("0660", "", "");

  public SocketAccess {
    mode = Set.copyOf(mode);
  }

  /**
   * Returns who may use a socket.
   *
   * @param mode as three octal digits, perhaps with a 0 before them
   * @throws InvalidValueException if {@code mode} is not that
   */
  public static SocketAccess of(String mode, String owner, String group) {
    if (!isMode(mode)) {
      throw new InvalidValueException("mode", mode, "three octal digits, such as 0660");
    }
    return new SocketAccess(FileMode.permissions(mode), owner, group);
  }

  /** Returns whether a text says permissions as {@link #of} takes them. */
  public static boolean isMode(String text) {
    return MODE.matcher(text).matches();
  }

  /** Returns the line for an operator that says that a group is missing; empty if it is not. */
  public static String missingGroup(String name) {
    return name.isEmpty() || lookup(() -> users().lookupPrincipalByGroupName(name))
        ? ""
        : "there is no group " + name + " on this machine (make it with: groupadd " + name + ")";
  }

  /** Returns the line for an operator that says that a user is missing; empty if it is not. */
  public static String missingUser(String name) {
    return name.isEmpty() || lookup(() -> users().lookupPrincipalByName(name))
        ? ""
        : "there is no user " + name + " on this machine (make it with: useradd " + name + ")";
  }

  private interface Lookup {
    Object run() throws IOException;
  }

  private static boolean lookup(Lookup lookup) {
    try {
      var unused = lookup.run();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static UserPrincipalLookupService users() {
    return FileSystems.getDefault().getUserPrincipalLookupService();
  }

  @Override
  public void give(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (!group.isEmpty()) {
      give("group " + group, () -> view.setGroup(users().lookupPrincipalByGroupName(group)));
    }
    // Before it belongs to somebody else, who alone may change its mode then.
    Files.setPosixFilePermissions(file, mode);
    if (!owner.isEmpty()) {
      give("user " + owner, () -> view.setOwner(users().lookupPrincipalByName(owner)));
    }
  }

  private interface Giving {
    void run() throws IOException;
  }

  private static void give(String whom, Giving giving) throws IOException {
    try {
      giving.run();
    } catch (UserPrincipalNotFoundException e) {
      throw new IOException("there is no " + whom, e);
    } catch (FileSystemException e) {
      throw new IOException(
          "cannot give it to "
              + whom
              + ": "
              + FileFailure.reason(e)
              + (whom.startsWith("group")
                  ? " (x0d must be in that group, or be root)"
                  : " (x0d must be root)"),
          e);
    }
  }

  @Override
  public String toString() {
    return PosixFilePermissions.toString(mode) + " " + owner + ":" + group;
  }
}
