package io.x0.proxy;

import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import io.x0.proxy.tls.TlsSettings;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.SessionContainer;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.ProxyConnectionFactory;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * All that a listener can speak, and which of it comes first: HTTP/1.1 and HTTP/2, in the clear or
 * within TLS, with or without a header of the PROXY protocol. Thread-safe.
 */
final class Protocols {
  /** Longest silence of a client within a request. */
  private static final int IDLE_MILLIS = 60_000;

  private static final int RESPONSE_HEADER_BYTES = 64 * 1024;
  private static final int MAX_STREAMS = 100;

  private final HttpConfiguration configuration;
  private final SslContextFactory.Server tls = TlsSettings.factory();
  private final StrictHttp http1;
  private final HTTP2ServerConnectionFactory http2;
  private final HTTP2CServerConnectionFactory http2InTheClear;
  private final SslConnectionFactory secure;
  private final ConnectionFactory proxiedSecure;
  private final ConnectionFactory proxiedPlain;
  private final ALPNServerConnectionFactory choice =
      new ALPNServerConnectionFactory("h2", "http/1.1");
  private volatile Wire wire = Wire.PLAIN;

  /**
   * @param address where it is spoken
   */
  Protocols(ListenAddress address) {
    configuration = configuration();
    if (address.isUnix()) {
      // For requests that name no host; elsewhere it is the address that the client reached.
      configuration.setServerAuthority(new HostPort("localhost"));
    }
    http1 = new StrictHttp(configuration);
    http2 = limited(new HTTP2ServerConnectionFactory(configuration));
    http2InTheClear = limited(new PriorKnowledge(configuration));
    choice.setDefaultProtocol(http1.getProtocol());
    secure = new SslConnectionFactory(tls, choice.getProtocol());
    // Jetty's own check of names knows only the certificates that Jetty itself has loaded.
    secure.setEnsureSecureRequestCustomizer(false);
    proxiedSecure = new FromProxies(secure.getProtocol());
    proxiedPlain = new FromProxies(http1.getProtocol());
  }

  /** Returns what is to be registered with a connector. */
  ConnectionFactory[] registered() {
    return new ConnectionFactory[] {http1, http2InTheClear, secure, choice, http2};
  }

  /** Returns what a connector only has to start. */
  List<Object> others() {
    return List.of(proxiedSecure, proxiedPlain);
  }

  /** Says what is spoken by connections that come. */
  void speak(Wire next) {
    TlsSettings settings = next.tls();
    if (settings != null) {
      settings.apply(tls);
    }
    wire = next;
  }

  /** Returns what is spoken. */
  Wire wire() {
    return wire;
  }

  /** Returns what a new connection begins with. */
  ConnectionFactory first() {
    Wire now = wire;
    if (now.proxies().isEmpty()) {
      return now.tls() == null ? http1 : secure;
    }
    return now.tls() == null ? proxiedPlain : proxiedSecure;
  }

  void limit(Limits limits) {
    configuration.setRequestHeaderSize(limits.headerBytes());
  }

  /** Tells clients of HTTP/2 to begin no more requests on the connections they have. */
  void drain() {
    for (HTTP2ServerConnectionFactory factory : List.of(http2, http2InTheClear)) {
      SessionContainer sessions = factory.getBean(SessionContainer.class);
      if (sessions != null) {
        var unused = sessions.shutdown();
      }
    }
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendXPoweredBy(false);
    configuration.setSendDateHeader(true);
    // From its second request on each connection would keep 40 KB of fields it has seen.
    configuration.setHeaderCacheSize(0);
    configuration.setIdleTimeout(IDLE_MILLIS);
    configuration.setResponseHeaderSize(RESPONSE_HEADER_BYTES);
    configuration.setHttpCompliance(HttpCompliance.STRICT);
    configuration.setUriCompliance(UriCompliance.DEFAULT);
    configuration.setRelativeRedirectAllowed(true);
    return configuration;
  }

  private static <F extends HTTP2ServerConnectionFactory> F limited(F factory) {
    factory.setMaxConcurrentStreams(MAX_STREAMS);
    // WebSocket within HTTP/2 is not offered: browsers open a connection of HTTP/1.1 for it.
    factory.setConnectProtocolEnabled(false);
    return factory;
  }

  /** HTTP/2 in the clear for those who know that it is spoken; nobody is upgraded to it. */
  private static final class PriorKnowledge extends HTTP2CServerConnectionFactory {
    PriorKnowledge(HttpConfiguration configuration) {
      super(configuration);
    }

    @Override
    public @Nullable Connection upgradeConnection(
        Connector connector,
        EndPoint endPoint,
        MetaData.Request request,
        HttpFields.Mutable response101) {
      return HttpMethod.PRI.is(request.getMethod())
          ? super.upgradeConnection(connector, endPoint, request, response101)
          : null;
    }
  }

  /** Takes the address of the client from those who may say it, and closes all others. */
  private final class FromProxies extends ProxyConnectionFactory {
    FromProxies(String next) {
      super(next);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
      if (!isProxy(endPoint)) {
        endPoint.close();
      }
      return super.newConnection(connector, endPoint);
    }

    private boolean isProxy(EndPoint endPoint) {
      if (!(endPoint.getRemoteSocketAddress() instanceof InetSocketAddress peer)) {
        // Who may connect to a UNIX socket is decided by its mode.
        return true;
      }
      IpAddress address = IpAddress.of(peer.getAddress());
      for (Cidr network : wire.proxies()) {
        if (network.contains(address)) {
          return true;
        }
      }
      return false;
    }

    @Override
    protected void nextProtocol(Connector connector, EndPoint endPoint, ByteBuffer buffer) {
      // Whoever is to say the client's address and does not has nothing to say at all.
      endPoint.close();
    }
  }
}
