package io.x0.proxy.upstream;

import io.x0.link.Tls;
import org.eclipse.jetty.io.ClientConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * What distinguishes a connection besides its address: Jetty's client shares connections among
 * requests of equal tags only. Immutable.
 */
sealed interface PeerTag {
  /** Returns who is who over TLS. */
  Tls tls();

  /** Connections that are shared by all with the same settings. */
  record Shared(Tls tls) implements PeerTag {}

  /**
   * A connection that begins with a header of the PROXY protocol, and so belongs to one client: it
   * equals no other and is shared with nobody.
   */
  final class Introduced implements PeerTag, ClientConnectionFactory.Decorator {
    private final Tls tls;
    private final byte[] header;

    Introduced(Tls tls, byte[] header) {
      this.tls = tls;
      this.header = header.clone();
    }

    @Override
    public Tls tls() {
      return tls;
    }

    @Override
    public ClientConnectionFactory apply(ClientConnectionFactory factory) {
      return (endPoint, context) ->
          new IntroductionConnection(
              endPoint, header, () -> factory.newConnection(endPoint, context));
    }
  }

  /** Returns the tag of connections for a request; null for plain ones. */
  static @Nullable PeerTag of(Upstream.Outgoing outgoing) {
    byte[] header = Introduction.of(outgoing.link().proxyProtocol(), outgoing.client());
    if (header.length > 0) {
      return new Introduced(outgoing.link().tls(), header);
    }
    return switch (outgoing.url().protocol()) {
      case HTTPS -> new Shared(outgoing.link().tls());
      case HTTP, H2C, FCGI -> null;
    };
  }
}
