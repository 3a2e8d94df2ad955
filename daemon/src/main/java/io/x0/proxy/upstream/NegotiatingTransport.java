package io.x0.proxy.upstream;

import io.x0.common.name.BackendUrl;
import java.util.List;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientConnectionFactory;
import org.eclipse.jetty.client.transport.HttpClientTransportDynamic;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.client.transport.ClientConnectionFactoryOverHTTP2;
import org.eclipse.jetty.io.ClientConnector;

/**
 * Jetty's transport of HTTP/2 and of what TLS negotiates, with one difference: where a request goes
 * is not what it says about itself. Over HTTP/2 its URI is sent as the authority, which must be
 * that of the client; the backend is an attribute. Thread-safe.
 */
final class NegotiatingTransport extends HttpClientTransportDynamic {
  private static final String PEER = "io.x0.peer";
  private static final Origin.Protocol CLEAR = new Origin.Protocol(List.of("h2c"), false);
  private static final Origin.Protocol ANY = new Origin.Protocol(List.of("h2", "http/1.1"), true);
  // Negotiated even without a choice: then a connection that fails has sent nothing.
  private static final Origin.Protocol HTTP1 = new Origin.Protocol(List.of("http/1.1"), true);

  /**
   * Where a request goes.
   *
   * @param url the backend
   * @param isHttp2 whether it may be asked for HTTP/2
   */
  private record Peer(BackendUrl url, boolean isHttp2) {}

  NegotiatingTransport(ClientConnector connector, HTTP2Client http2) {
    // The first is what a server speaks that knows nothing of negotiation.
    super(
        connector,
        HttpClientConnectionFactory.HTTP11,
        new ClientConnectionFactoryOverHTTP2.HTTP2(http2));
  }

  /** Says where a request goes. */
  static void direct(Request request, Upstream.Outgoing outgoing) {
    request.attribute(PEER, new Peer(outgoing.url(), mayBeHttp2(outgoing)));
  }

  /** What is switched to WebSocket must be HTTP/1.1, so nothing else is negotiated for it. */
  private static boolean mayBeHttp2(Upstream.Outgoing outgoing) {
    return outgoing.link().tls().http2() && !outgoing.asksForWebSocket();
  }

  @Override
  public Origin newOrigin(Request request) {
    if (!(request.getAttributes().get(PEER) instanceof Peer peer)) {
      throw new IllegalArgumentException("a request that goes nowhere: " + request);
    }
    BackendUrl url = peer.url;
    boolean isTls = url.protocol() == BackendUrl.Protocol.HTTPS;
    return new Origin(
        isTls ? "https" : "http",
        url.isUnix() ? new Origin.Address("localhost", 80) : address(url),
        request.getTag(),
        isTls ? (peer.isHttp2 ? ANY : HTTP1) : CLEAR,
        request.getTransport());
  }

  private static Origin.Address address(BackendUrl url) {
    return new Origin.Address(url.host(), url.port());
  }
}
