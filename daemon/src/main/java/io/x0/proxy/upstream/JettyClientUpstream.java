package io.x0.proxy.upstream;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.client.ContinueProtocolHandler;
import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.io.Transport;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The general upstream, on Jetty's {@link HttpClient}: HTTP/1.1 over TCP and UNIX sockets.
 * Thread-safe.
 *
 * <p>The client's own queue, timeouts, redirects, decoding and cookies are switched off: admission
 * is the director's, time is {@link Deadlines}', and a proxy passes on what it receives.
 */
public final class JettyClientUpstream implements Upstream, AutoCloseable {
  /** Directors bound what is in flight; the pool must never be the narrower one. */
  private static final int UNBOUNDED = 1 << 20;

  /** How long an unused connection is kept. */
  private static final Duration IDLE = Duration.ofSeconds(30);

  private static final int REQUEST_HEADER_BYTES = 32 * 1024;
  private static final int RESPONSE_HEADER_BYTES = 64 * 1024;

  private final HttpClient client;
  private final Set<JettyAttempt> active = ConcurrentHashMap.newKeySet();
  private final Deadlines deadlines;

  /**
   * Starts the client on resources that the server has too.
   *
   * @throws IllegalStateException if it does not start
   */
  public JettyClientUpstream(Executor executor, Scheduler scheduler, ByteBufferPool buffers) {
    ClientConnector connector = new ClientConnector();
    connector.setSelectors(1);
    connector.setTCPNoDelay(true);
    connector.setConnectTimeout(Duration.ofMinutes(2));
    client = new HttpClient(new HttpClientTransportOverHTTP(connector));
    client.setName("x0-upstream");
    client.setExecutor(executor);
    client.setScheduler(scheduler);
    client.setByteBufferPool(buffers);
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
    // Interim answers are skipped; redirects and challenges are the client's business.
    client.getProtocolHandlers().clear();
    client.getProtocolHandlers().put(new ContinueProtocolHandler());
    client.getProtocolHandlers().put(new ProcessingProtocolHandler());
    client.getProtocolHandlers().put(new EarlyHintsProtocolHandler());
    deadlines = new Deadlines(scheduler, active::iterator);
  }

  @Override
  public Attempt send(Outgoing outgoing, Observer observer) {
    JettyAttempt attempt =
        new JettyAttempt(newRequest(outgoing), outgoing, observer, deadlines, active);
    attempt.send();
    return attempt;
  }

  private Request newRequest(Outgoing outgoing) {
    boolean unix = outgoing.url().isUnix();
    Request request =
        client.newRequest(
            URI.create("http://" + (unix ? "localhost" : outgoing.url().authority())));
    if (unix) {
      request.transport(new Transport.TCPUnix(Path.of(outgoing.url().path())));
    }
    return request
        .method(outgoing.method())
        .path(outgoing.target())
        .version(HttpVersion.HTTP_1_1)
        .followRedirects(false)
        // The deadlines of the attempt replace the client's idle timeout, which would also expire
        // while a slow client holds the answer back.
        .idleTimeout(0, TimeUnit.MILLISECONDS)
        .headers(headers -> headers.clear().add(outgoing.headers()));
  }

  @Override
  public void close() {
    deadlines.destroy();
    LifeCycle.stop(client);
  }
}
