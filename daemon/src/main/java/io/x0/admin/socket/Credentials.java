package io.x0.admin.socket;

import io.x0.admin.socket.Peer.Standing;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.stream.Stream;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Tells who is at the other end of a connection to the admin socket, and what that is to it.
 * Immutable.
 *
 * <p>As long as the file has the owner, the group and the mode x0d gave it, the kernel lets nobody
 * in but its owner, members of its group and root, and knows of each process which groups it is in.
 * If somebody opened the file to others, that is no word on who may use it: then only those pass
 * whose first group it is, or whom the group file lists.
 */
final class Credentials {
  private static final Path GROUPS = Path.of("/etc/group");

  private final Path path;
  private final Path groups;
  private final UserPrincipal root;
  private final UserPrincipal owner;
  private final GroupPrincipal group;

  /**
   * Reads whose the socket is, which must have been bound just now.
   *
   * @throws IOException if it is not there
   */
  Credentials(Path path) throws IOException {
    this(path, GROUPS);
  }

  Credentials(Path path, Path groups) throws IOException {
    this.path = path;
    this.groups = groups;
    PosixFileAttributes file = Files.readAttributes(path, PosixFileAttributes.class);
    this.owner = file.owner();
    this.group = file.group();
    this.root = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("0");
  }

  /** Returns the name of the group whose members may use the socket. */
  String group() {
    return group.getName();
  }

  /** Returns who is at the other end. */
  Peer peer(SocketChannel channel) {
    try {
      return peer(channel.getOption(ExtendedSocketOptions.SO_PEERCRED));
    } catch (IOException | UnsupportedOperationException e) {
      return Peer.UNKNOWN;
    }
  }

  Peer peer(UnixDomainPrincipal who) {
    return new Peer(who.user().getName(), standing(who));
  }

  private Standing standing(UnixDomainPrincipal who) {
    if (who.user().equals(root) || who.user().equals(owner)) {
      return Standing.OWNER;
    }
    boolean isMember =
        who.group().equals(group) || isForTheGroupOnly() || isListed(who.user().getName());
    return isMember ? Standing.MEMBER : Standing.STRANGER;
  }

  private boolean isForTheGroupOnly() {
    try {
      PosixFileAttributes file = Files.readAttributes(path, PosixFileAttributes.class);
      return file.owner().equals(owner)
          && file.group().equals(group)
          && !file.permissions().contains(PosixFilePermission.OTHERS_WRITE);
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns whether the group file lists a user; lines are {@code name:password:number:users}. */
  private boolean isListed(String user) {
    try (Stream<String> lines = Files.lines(groups, StandardCharsets.ISO_8859_1)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length == 4 && fields[0].equals(group.getName()))
          .anyMatch(fields -> Arrays.asList(fields[3].split(",")).contains(user));
    } catch (IOException e) {
      return false;
    }
  }
}
