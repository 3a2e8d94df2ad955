package io.x0.admin.socket;

import java.util.Objects;

/**
 * The process at the other end of a connection, as the kernel knows it. Immutable.
 *
 * @param user the name of its user, or its number where it has no name
 * @param standing what it is to the socket
 */
public record Peer(String user, Standing standing) {
  /** What somebody is to the admin socket. */
  public enum Standing {
    /** Root, or the user x0d runs as. */
    OWNER,
    /** In the group of the socket. */
    MEMBER,
    /** Somebody else. */
    STRANGER
  }

  /** One whom the kernel does not tell about. */
  static final Peer UNKNOWN = new Peer("unknown", Standing.STRANGER);

  public Peer {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(standing, "standing");
  }
}
