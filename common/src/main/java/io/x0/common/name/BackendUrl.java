package io.x0.common.name;

import io.x0.common.InvalidValueException;
import io.x0.common.OneLine;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a backend listens and what it speaks: {@code http://host:port}, {@code https://}, {@code
 * h2c://} and {@code fcgi://} likewise, or {@code http+unix:/path.sock}. Nothing but an address: no
 * user, path or query. Immutable.
 *
 * @param protocol how to speak to it
 * @param host name or address for TCP, without brackets; empty for a unix socket
 * @param port 1 to 65535 for TCP; 0 for a unix socket
 * @param path absolute path of a unix socket, visible characters only; empty for TCP
 */
public record BackendUrl(Protocol protocol, String host, int port, String path) {
  private static final String EXPECTED =
      "PROTOCOL://HOST:PORT with http, https, h2c or fcgi, or http+unix:/PATH, fcgi+unix:/PATH,"
          + " such as http://127.0.0.1:8080";
  private static final Pattern TCP =
      Pattern.compile("([a-z0-9+]{1,16})://(\\[[^\\]]+]|[^\\[\\]:/]+)(?::([0-9]{1,5}))?/?");

  private static final Pattern UNIX = Pattern.compile("([a-z0-9]{1,8})\\+unix:(/[^\\s?#]{1,105})");

  /** JDK 17 on Linux takes a socket's path of that length and no more. */
  private static final int MAX_PATH_BYTES = 106;

  /** How x0 speaks to a backend. */
  public enum Protocol {
    /** HTTP/1.1 in the clear. */
    HTTP(80),
    /** HTTP/2 or HTTP/1.1 over TLS. */
    HTTPS(443),
    /** HTTP/2 in the clear, from the first byte on. */
    H2C(80),
    /** FastCGI. */
    FCGI(9000);

    private final int defaultPort;

    Protocol(int defaultPort) {
      this.defaultPort = defaultPort;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public BackendUrl {
    Objects.requireNonNull(protocol, "protocol");
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(path, "path");
  }

  /**
   * Returns the address that {@code text} means. A missing port is the protocol's own.
   *
   * @throws InvalidValueException if it is not an address of a protocol x0 speaks
   */
  public static BackendUrl parse(String field, String text) {
    Matcher unix = UNIX.matcher(text);
    if (unix.matches() && isPath(unix.group(2))) {
      Protocol spoken = protocol(field, text, unix.group(1));
      if (spoken == Protocol.HTTPS) {
        // A path is no name that a certificate could be for, and the socket's mode protects it.
        throw new InvalidValueException(field, text, EXPECTED);
      }
      return new BackendUrl(spoken, "", 0, unix.group(2));
    }
    Matcher tcp = TCP.matcher(text);
    if (!tcp.matches()) {
      throw new InvalidValueException(field, text, EXPECTED);
    }
    Protocol protocol = protocol(field, text, tcp.group(1));
    String host = tcp.group(2);
    boolean bracketed = host.startsWith("[");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    }
    if (bracketed ? !Host.isIpv6(host) : !Host.isNameOrIpv4(host)) {
      throw new InvalidValueException(field, text, EXPECTED);
    }
    int port = tcp.group(3) == null ? protocol.defaultPort : Integer.parseInt(tcp.group(3));
    if (port < 1 || port > 65535) {
      throw new InvalidValueException(field, text, "a port from 1 to 65535");
    }
    return new BackendUrl(protocol, host, port, "");
  }

  private static boolean isPath(String path) {
    return OneLine.of(path, path.length()).equals(path)
        && path.getBytes(StandardCharsets.UTF_8).length <= MAX_PATH_BYTES;
  }

  private static Protocol protocol(String field, String text, String name) {
    for (Protocol protocol : Protocol.values()) {
      if (protocol.toString().equals(name)) {
        return protocol;
      }
    }
    throw new InvalidValueException(field, text, EXPECTED);
  }

  /** Returns whether this is the address of a unix socket. */
  public boolean isUnix() {
    return !path.isEmpty();
  }

  /** Returns {@code host:port} with an IPv6 address in brackets, or the path of the socket. */
  public String authority() {
    if (isUnix()) {
      return path;
    }
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  @Override
  public String toString() {
    return isUnix() ? protocol + "+unix:" + path : protocol + "://" + authority();
  }
}
