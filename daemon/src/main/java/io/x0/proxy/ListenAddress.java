package io.x0.proxy;

import io.x0.common.InvalidValueException;
import io.x0.common.name.Host;
import io.x0.common.unit.Count;

/**
 * Where the proxy listens. Immutable.
 *
 * @param host an address or name of this machine, without brackets
 * @param port 0 to 65535; 0 takes any free one
 */
public record ListenAddress(String host, int port) {

  /**
   * Returns the address that {@code text} means: {@code host:port}, {@code [v6]:port}, {@code
   * :port} or {@code *:port} for every address of this machine.
   *
   * @throws InvalidValueException if it is none of these
   */
  public static ListenAddress parse(String text) {
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
          "HOST:PORT, such as 127.0.0.1:8080, [::1]:8080, or :8080 for every address");
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

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
