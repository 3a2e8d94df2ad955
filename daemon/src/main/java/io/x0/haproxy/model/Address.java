package io.x0.haproxy.model;

/**
 * Where something listens. Immutable.
 *
 * @param host a name or address without brackets, {@code *} for every address; empty for a socket
 * @param port 0 to 65535; 0 says nothing
 * @param path of a unix socket, or empty
 */
public record Address(String host, int port, String path) {
  /** Returns whether it is a unix socket. */
  public boolean isUnix() {
    return !path.isEmpty();
  }

  @Override
  public String toString() {
    if (isUnix()) {
      return "unix:" + path;
    }
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
