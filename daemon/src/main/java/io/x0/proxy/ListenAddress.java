package io.x0.proxy;

import io.x0.common.InvalidValueException;
import io.x0.common.name.Host;
import io.x0.common.unit.Count;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where the proxy listens. Immutable.
 *
 * @param host an address or name of this machine, without brackets; empty for a UNIX socket
 * @param port 0 to 65535; 0 takes any free one
 * @param path of a UNIX socket; empty for an address of the network
 */
public record ListenAddress(String host, int port, String path) {
  private static final String UNIX = "unix:";

  /** The kernel takes no more. */
  private static final int MAX_PATH_BYTES = 107;

  /** An address of the network. */
  public ListenAddress(String host, int port) {
    this(host, port, "");
  }

  /**
   * Returns the address that {@code text} means: {@code host:port}, {@code [v6]:port}, {@code
   * :port} or {@code *:port} for every address of this machine, {@code unix:/path} for a socket.
   *
   * @throws InvalidValueException if it is none of these
   */
  public static ListenAddress parse(String text) {
    if (text.startsWith(UNIX)) {
      return ofPath(text.substring(UNIX.length()));
    }
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    } else if (colon >= 0 && (host.isEmpty() || host.equals("*"))) {
      host = "0.0.0.0";
    }
    if (bracketed ? !Host.isIpv6(host) : !Host.isNameOrIpv4(host)) {
      throw new InvalidValueException(
          "listen",
          text,
          "HOST:PORT, such as 127.0.0.1:8080, [::1]:8080, or :8080 for every address;"
              + " or unix:/PATH");
    }
    return new ListenAddress(host, Count.parse("port", text.substring(colon + 1), 0, 65535));
  }

  /**
   * Returns any free port of {@code host}.
   *
   * @throws InvalidValueException if it is no address or name of a machine
   */
  public static ListenAddress ofHost(String host) {
    return parse(host.contains(":") ? "[" + host + "]:0" : host + ":0");
  }

  /**
   * Returns the UNIX socket with a file.
   *
   * @throws InvalidValueException if {@code path} is not absolute, or too long for the kernel
   */
  public static ListenAddress ofPath(String path) {
    try {
      Path file = Path.of(path).normalize();
      if (file.isAbsolute()
          && file.getFileName() != null
          && !path.endsWith("/")
          && file.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES) {
        return new ListenAddress("", 0, file.toString());
      }
    } catch (InvalidPathException e) {
      // Said below.
    }
    throw new InvalidValueException(
        "listen",
        UNIX + path,
        "an absolute path of at most " + MAX_PATH_BYTES + " bytes, such as unix:/run/x0d/web.sock");
  }

  /** Returns whether it is a UNIX socket. */
  public boolean isUnix() {
    return !path.isEmpty();
  }

  @Override
  public String toString() {
    if (isUnix()) {
      return UNIX + path;
    }
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
