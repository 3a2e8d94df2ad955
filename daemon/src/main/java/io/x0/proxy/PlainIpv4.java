package io.x0.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.regex.Pattern;

/**
 * Sockets that listen for IPv4 alone. Among these the kernel prefers the newest of one address when
 * they do not share it any more, which it does for no others; and Java makes others of its own
 * accord. Stateless.
 */
final class PlainIpv4 {
  private static final Pattern FIGURES = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}");

  /** Every address of this machine, those of IPv6 included. */
  private static final String ANY = "0.0.0.0";

  private PlainIpv4() {}

  /** Returns whether an address is for IPv4 alone. */
  static boolean isMeant(ListenAddress address) {
    return FIGURES.matcher(address.host()).matches() && !address.host().equals(ANY);
  }

  /**
   * Binds one.
   *
   * @throws IOException if that is not possible; its cause says why
   */
  static ServerSocketChannel bind(ListenAddress asked, boolean isShared, int backlog)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.INET);
    InetSocketAddress address = new InetSocketAddress(asked.host(), asked.port());
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, isShared);
      channel.bind(address, backlog);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot bind " + address, e);
    }
  }
}
