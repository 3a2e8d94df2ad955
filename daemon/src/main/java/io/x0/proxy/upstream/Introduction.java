package io.x0.proxy.upstream;

import io.x0.link.ProxyProtocol;
import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The header of the PROXY protocol that tells a backend who its client is. Stateless.
 *
 * <p>Where one of the addresses is not of the network, or only one is IPv6, it says that the
 * connection is x0's own ({@code UNKNOWN}, {@code LOCAL}).
 */
public final class Introduction {
  private static final byte[] SIGNATURE = {
    0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a
  };
  private static final int LOCAL = 0x20;
  private static final int PROXIED = 0x21;
  private static final int TCP_OVER_IPV4 = 0x11;
  private static final int TCP_OVER_IPV6 = 0x21;

  private static final byte[] NONE = {};

  private Introduction() {}

  /** Returns the header on behalf of a client; nothing if the protocol is off. */
  public static byte[] of(ProxyProtocol version, Upstream.Client client) {
    if (version == ProxyProtocol.OFF) {
      return NONE;
    }
    InetAddress source = address(client.address());
    InetAddress destination = address(client.localAddress());
    boolean known =
        source != null && destination != null && source.getClass() == destination.getClass();
    return switch (version) {
      case OFF -> NONE;
      case V1 ->
          known && source != null && destination != null
              ? text(source, destination, client)
              : unknown();
      case V2 ->
          known && source != null && destination != null
              ? binary(source, destination, client)
              : local();
    };
  }

  /** Returns the header of a connection of x0's own, such as that of a check. */
  static byte[] ofItself(ProxyProtocol version) {
    return switch (version) {
      case OFF -> NONE;
      case V1 -> unknown();
      case V2 -> local();
    };
  }

  private static @Nullable InetAddress address(String literal) {
    if (literal.isEmpty() || literal.equals(Upstream.Client.UNIX)) {
      return null;
    }
    try {
      // A literal: what is in brackets is parsed, and digits and dots are never looked up.
      return InetAddress.getByName(literal.indexOf(':') >= 0 ? "[" + literal + "]" : literal);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  private static byte[] unknown() {
    return "PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] text(InetAddress source, InetAddress destination, Upstream.Client client) {
    String family = source instanceof Inet4Address ? "TCP4" : "TCP6";
    return String.join(
            " ",
            "PROXY",
            family,
            source.getHostAddress(),
            destination.getHostAddress(),
            Integer.toString(client.port()),
            client.localPort() + "\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] local() {
    return head(LOCAL, 0, 0).toByteArray();
  }

  private static byte[] binary(
      InetAddress source, InetAddress destination, Upstream.Client client) {
    byte[] from = source.getAddress();
    byte[] to = destination.getAddress();
    int family = from.length == 4 ? TCP_OVER_IPV4 : TCP_OVER_IPV6;
    ByteArrayOutputStream out = head(PROXIED, family, from.length + to.length + 4);
    out.writeBytes(from);
    out.writeBytes(to);
    out.writeBytes(
        ByteBuffer.allocate(4)
            .putShort((short) client.port())
            .putShort((short) client.localPort())
            .array());
    return out.toByteArray();
  }

  private static ByteArrayOutputStream head(int command, int family, int length) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    out.write(command);
    out.write(family);
    out.write(length >> 8);
    out.write(length);
    return out;
  }
}
