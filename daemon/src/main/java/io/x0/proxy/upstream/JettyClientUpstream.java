package io.x0.proxy.upstream;

import io.x0.common.name.BackendUrl;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.Destination;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpClientTransport;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * The general upstream, on Jetty's {@link HttpClient}. There are two: one for HTTP/1.1 in the
 * clear, and one for what is negotiated or multiplexed, TLS and HTTP/2. Thread-safe.
 *
 * <p>The client's own queue, timeouts, redirects, decoding and cookies are switched off: admission
 * is the director's, time is {@link Deadlines}', and a proxy passes on what it receives.
 */
final class JettyClientUpstream implements Upstream, AutoCloseable {
  /** Directors bound what is in flight; the pool must never be the narrower one. */
  private static final int UNBOUNDED = 1 << 20;

  /** How long an unused connection is kept. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  private static final int REQUEST_HEADER_BYTES = 32 * 1024;
  private static final int RESPONSE_HEADER_BYTES = 64 * 1024;

  /** What a slow client may leave unread of one answer. */
  private static final int STREAM_WINDOW_BYTES = 128 * 1024;

  /** Streams share it: so much that slow ones do not starve the others. */
  private static final int SESSION_WINDOW_BYTES = 16 * 1024 * 1024;

  private final HttpClient client;
  private final KeepAliveTimes keepAlive;
  private final Set<JettyAttempt> active = ConcurrentHashMap.newKeySet();
  private final Deadlines<JettyAttempt> deadlines;

  private JettyClientUpstream(
      Resources resources, HttpClientTransport transport, KeepAliveTimes keepAlive) {
    this.keepAlive = keepAlive;
    client = new HttpClient(transport);
    client.setName("x0-upstream");
    client.setExecutor(resources.executor());
    client.setScheduler(resources.scheduler());
    client.setByteBufferPool(new LeasedBuffers(resources.buffers()));
    client.setSocketAddressResolver(new Resolver(resources.lookup()));
    client.setConnectTimeout(Duration.ofMinutes(2).toMillis());
    client.setIdleTimeout(IDLE.toMillis());
    client.setDestinationIdleTimeout(Duration.ofMinutes(5).toMillis());
    client.setMaxConnectionsPerDestination(UNBOUNDED);
    client.setMaxRequestsQueuedPerDestination(UNBOUNDED);
    client.setMaxRequestHeadersSize(REQUEST_HEADER_BYTES);
    client.setMaxResponseHeadersSize(RESPONSE_HEADER_BYTES);
    client.setHttpCompliance(HttpCompliance.STRICT);
    client.setFollowRedirects(false);
    client.setUserAgentField(null);
    client.setHttpCookieStore(new HttpCookieStore.Empty());
    LifeCycle.start(client);
    client.getContentDecoderFactories().clear();
    // Redirects and challenges are the client's business.
    client.getProtocolHandlers().clear();
    InterimAnswers.skip(client);
    client.getProtocolHandlers().put(new ProtocolSwitch(resources.executor()));
    deadlines = new Deadlines<>(resources.scheduler(), active::iterator);
  }

  /**
   * Starts the client of HTTP/1.1 over TCP and UNIX sockets.
   *
   * @throws IllegalStateException if it does not start
   */
  static JettyClientUpstream plain(Resources resources) {
    HttpClientTransport transport = new HttpClientTransportOverHTTP(connector());
    KeepAliveTimes keepAlive = new KeepAliveTimes();
    transport.setConnectionPoolFactory(destination -> keepAlive.pool(destination, UNBOUNDED));
    return new JettyClientUpstream(resources, transport, keepAlive);
  }

  /**
   * Starts the client of HTTP/1.1 over TLS and of HTTP/2.
   *
   * @throws IllegalStateException if it does not start
   */
  static JettyClientUpstream negotiating(Resources resources, ClientTls tls) {
    ClientConnector connector = connector();
    connector.setSslContextFactory(tls);
    HTTP2Client http2 = new HTTP2Client(connector);
    http2.setInitialStreamRecvWindow(STREAM_WINDOW_BYTES);
    http2.setInitialSessionRecvWindow(SESSION_WINDOW_BYTES);
    http2.setMaxResponseHeadersSize(RESPONSE_HEADER_BYTES);
    return new JettyClientUpstream(
        resources, new NegotiatingTransport(connector, http2), new KeepAliveTimes());
  }

  private static ClientConnector connector() {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setTCPNoDelay(true);
    connector.setConnectTimeout(Duration.ofMinutes(2));
    return connector;
  }

  @Override
  public Attempt send(Outgoing outgoing, Observer observer) {
    PeerTag tag = PeerTag.of(outgoing);
    Request request = newRequest(outgoing);
    if (tag != null) {
      request.tag(tag);
    }
    JettyAttempt attempt =
        new JettyAttempt(request, outgoing, observer, deadlines, active, keepAlive);
    if (tag instanceof PeerTag.Introduced) {
      // Nobody else will ever use its place in the client.
      attempt.afterwards(() -> forget(client.resolveDestination(request)));
    }
    attempt.send();
    return attempt;
  }

  private void forget(Destination destination) {
    client.removeDestination(destination);
    LifeCycle.stop(destination);
  }

  private Request newRequest(Outgoing outgoing) {
    BackendUrl url = outgoing.url();
    Request request = client.newRequest(uri(outgoing));
    switch (url.protocol()) {
      case HTTP, FCGI -> request.version(HttpVersion.HTTP_1_1);
      case H2C -> {
        request.version(HttpVersion.HTTP_2);
        NegotiatingTransport.direct(request, outgoing);
      }
      case HTTPS -> NegotiatingTransport.direct(request, outgoing);
    }
    request.transport(url.isUnix() ? new Transport.TCPUnix(Path.of(url.path())) : Transport.TCP_IP);
    boolean alone = isAlone(outgoing) && !outgoing.asksForWebSocket();
    return request
        .method(outgoing.method())
        .path(outgoing.target())
        .followRedirects(false)
        // The deadlines of the attempt replace the client's idle timeout, which would also expire
        // while a slow client holds the answer back.
        .idleTimeout(0, TimeUnit.MILLISECONDS)
        .headers(
            headers -> {
              headers.clear().add(outgoing.headers());
              if (alone) {
                headers.put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
              }
            });
  }

  /** Returns the URI whose host goes on the wire: over HTTP/2, what the client asked for. */
  private static URI uri(Outgoing outgoing) {
    BackendUrl url = outgoing.url();
    String own = url.isUnix() ? "localhost" : url.authority();
    String asked = outgoing.headers().get(HttpHeader.HOST);
    return switch (url.protocol()) {
      case HTTP, FCGI -> URI.create("http://" + own);
      case H2C -> uri("http://", asked, own);
      case HTTPS -> uri("https://", asked, own);
    };
  }

  private static URI uri(String scheme, @Nullable String asked, String own) {
    if (asked != null) {
      try {
        URI uri = new URI(scheme + asked);
        if (uri.getHost() != null && uri.getUserInfo() == null && uri.getPath().isEmpty()) {
          return uri;
        }
      } catch (URISyntaxException e) {
        // A name that no URI can hold goes on in the field only.
        return URI.create(scheme + own);
      }
    }
    return URI.create(scheme + own);
  }

  /** Returns whether its connection serves one request only. */
  private static boolean isAlone(Outgoing outgoing) {
    return switch (outgoing.link().proxyProtocol()) {
      case OFF -> false;
      case V1, V2 -> true;
    };
  }

  @Override
  public void close() {
    deadlines.destroy();
    LifeCycle.stop(client);
  }

  /** Lets Jetty's client look names up as everybody here does. */
  private static final class Resolver implements SocketAddressResolver {
    private final AddressLookup lookup;

    Resolver(AddressLookup lookup) {
      this.lookup = lookup;
    }

    @Override
    public void resolve(
        String host,
        int port,
        Map<String, Object> context,
        Promise<List<InetSocketAddress>> promise) {
      lookup.find(
          host,
          found -> promise.succeeded(withPort(found, port)),
          () -> promise.failed(new UnknownHostException(host)));
    }

    private static List<InetSocketAddress> withPort(List<InetAddress> found, int port) {
      return found.stream().map(address -> new InetSocketAddress(address, port)).toList();
    }
  }
}
