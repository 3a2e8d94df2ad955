package io.x0.cli.client;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import org.jspecify.annotations.Nullable;

/** Finds out why nobody can be reached at a socket. Stateless. */
final class Unreachable {
  private static final String DEFAULT_GROUP = "x0";

  private Unreachable() {}

  /** Returns one line: what failed, why, and what to do. */
  static String explain(Path socket, IOException failure) {
    String reason;
    try {
      PosixFileAttributes attributes = Files.readAttributes(socket, PosixFileAttributes.class);
      if (!attributes.isOther()) {
        reason = "not a socket; name the socket of x0d with --socket";
      } else if (!Files.isWritable(socket)) {
        reason = denied(group(socket));
      } else {
        reason = refused(failure);
      }
    } catch (AccessDeniedException e) {
      reason = denied(group(socket.toAbsolutePath().getParent()));
    } catch (NoSuchFileException e) {
      reason = "no such file; is it running? (start x0d, or name its socket with --socket)";
    } catch (IOException | UnsupportedOperationException e) {
      reason = refused(failure);
    }
    return "cannot reach x0d at " + socket + ": " + reason;
  }

  /** Returns the words for a socket that only others may use. */
  static String denied(String group) {
    return "permission denied; only members of group "
        + group
        + " may use it (join the group, or use sudo)";
  }

  private static String refused(IOException failure) {
    String message = failure.getMessage();
    if (message == null || message.equals("Connection refused")) {
      return "connection refused; is it running? (start x0d, or name its socket with --socket)";
    }
    return message + " (start x0d, or name its socket with --socket)";
  }

  /** Returns the group of the nearest file or directory on the way that can be looked at. */
  private static String group(@Nullable Path path) {
    Path at = path;
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    try {
      return at == null
          ? DEFAULT_GROUP
          : Files.readAttributes(at, PosixFileAttributes.class).group().getName();
    } catch (IOException e) {
      return DEFAULT_GROUP;
    }
  }
}
