package io.x0.proxy;

import io.x0.director.Director;
import io.x0.proxy.tunnel.WebSocketTunnel;
import io.x0.stats.CodeCounts;
import io.x0.stats.Ending;
import io.x0.stats.EndingCounts;
import io.x0.stats.LoadCounter;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http2.HTTP2Connection;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first to see a request: refuses what is not for a proxy, runs the program on the rest. */
final class FrontHandler extends Handler.Abstract.NonBlocking {
  private static final Logger LOG = LoggerFactory.getLogger(FrontHandler.class);
  static final String ALLOWED = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

  private final Proxy proxy;
  private final Executor blocking;
  private final AtomicLong current = new AtomicLong();
  private final AtomicLong max = new AtomicLong();
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final CodeCounts answers = new CodeCounts();
  private final EndingCounts endings = new EndingCounts();
  private volatile InForce inForce;
  private volatile boolean draining;

  /** A configuration and what follows from it; read once for each request. */
  private record InForce(ProxyConfig config, HeaderRules headers) {
    static InForce of(ProxyConfig config) {
      return new InForce(config, new HeaderRules(config.pseudonym(), config.trusted()));
    }
  }

  /**
   * @param blocking where programs run that may take their time; may refuse
   */
  FrontHandler(Proxy proxy, ProxyConfig config, Executor blocking) {
    this.proxy = proxy;
    this.blocking = blocking;
    this.inForce = InForce.of(config);
  }

  /** Brings another configuration into force for the requests that come. */
  void configure(ProxyConfig config) {
    inForce = InForce.of(config);
  }

  /** Returns what is shown in the place of errors. */
  ErrorPages errors() {
    return inForce.config.answers().errors();
  }

  /** Asks every client to close its connection after the answer. */
  void drain() {
    draining = true;
  }

  /** Returns the requests being served now. */
  long inFlight() {
    return current.get();
  }

  /** Returns the requests now, at most and in total. */
  LoadCounter.Load load() {
    return new LoadCounter.Load(current.get(), max.get(), total.get());
  }

  @Override
  public boolean handle(Request received, Response response, Callback callback) {
    ConnectionMetaData connection = received.getConnectionMetaData();
    boolean isMultiplexed = isMultiplexed(received);
    ClientEndPoint client = ClientEndPoint.of(connection.getConnection().getEndPoint());
    if (client != null) {
      if (!client.beginRequest()) {
        callback.failed(new EofException("the head came too late"));
        return true;
      }
    }
    Request request = isMultiplexed ? new Http2Request(received) : received;
    total.incrementAndGet();
    long load = current.incrementAndGet();
    if (load > max.get()) {
      max.accumulateAndGet(load, Math::max);
    }
    InForce now = inForce;
    Limits limits = now.config.limits();
    if (draining || isLastOnConnection(request, limits) || WebSocketRequest.is(request)) {
      // A client that is refused WebSocket may have sent some already: it is not for HTTP to read.
      close(request, response);
    }
    Request limited =
        request.getLength() != 0 && (limits.bodyBytes() > 0 || limits.bodyRate().bytes() > 0)
            ? new LimitedRequest(request, response, limits.bodyBytes(), limits.bodyRate())
            : request;
    Exchange exchange =
        new Exchange(proxy, now.headers, now.config.answers(), limited, response, callback);
    Request.addCompletionListener(request, failure -> ended(exchange, client, failure));
    int excess = excess(request, limits);
    if (excess > 0) {
      close(request, response);
      exchange.respond(excess, "the request is larger than the proxy accepts");
    } else if (RequestSyntax.isMalformed(request)) {
      if (!isMultiplexed) {
        close(request, response);
      }
      exchange.respond(HttpStatus.BAD_REQUEST_400, "the proxy does not accept this request");
    } else if (Misdirection.of(request)) {
      exchange.respond(HttpStatus.MISDIRECTED_REQUEST_421, "this connection is for another host");
    } else if (isRefused(request)) {
      if (!isMultiplexed) {
        // What follows may be meant for the tunnel that is not there.
        close(request, response);
      }
      exchange.respond(
          HttpStatus.METHOD_NOT_ALLOWED_405,
          "the method is not allowed",
          () -> response.getHeaders().put(HttpHeader.ALLOW, ALLOWED));
    } else if (isOptionsOfTheProxy(request)) {
      exchange.respond(HttpStatus.NO_CONTENT_204);
    } else if (now.config.program().mayBlock(request)) {
      runElsewhere(now.config.program(), exchange);
    } else {
      run(now.config.program(), exchange);
    }
    return true;
  }

  private void ended(
      Exchange exchange, @Nullable ClientEndPoint client, @Nullable Throwable failure) {
    WebSocketTunnel tunnel = exchange.tunnel();
    if (tunnel != null) {
      // For a client that speaks WebSocket the request goes on; its connection will see no other.
      tunnel.whenEnded(current::decrementAndGet);
      if (failure != null) {
        tunnel.end(failure);
      }
    } else {
      if (client != null) {
        client.endRequest(isMultiplexed(exchange.request()));
      }
      current.decrementAndGet();
    }
    count(exchange);
  }

  private static boolean isMultiplexed(Request request) {
    return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_2;
  }

  private void count(Exchange exchange) {
    int status = exchange.response().isCommitted() ? exchange.response().getStatus() : 0;
    Director director = exchange.director();
    (director == null ? answers : director.answers()).count(status);
    (director == null ? endings : director.endings()).count(exchange.ending());
    CodeCounts ofListener = io.x0.proxy.Listener.answers(exchange.request());
    if (ofListener != null) {
      ofListener.count(status);
    }
  }

  /** Returns what clients were answered whom no director served. */
  CodeCounts answers() {
    return answers;
  }

  /** Returns how requests ended that no director served. */
  EndingCounts endings() {
    return endings;
  }

  /** What takes milliseconds has threads of its own, and not too many requests waiting for them. */
  private void runElsewhere(RequestProgram program, Exchange exchange) {
    try {
      blocking.execute(() -> run(program, exchange));
    } catch (RejectedExecutionException e) {
      exchange.answers().ends(Ending.CROWDED);
      exchange.respond(
          HttpStatus.SERVICE_UNAVAILABLE_503,
          "too many passwords to check",
          fields -> fields.put(HttpHeader.RETRY_AFTER, "1"));
    }
  }

  private static void close(Request request, Response response) {
    if (request.getConnectionMetaData().getConnection() instanceof HTTP2Connection connection) {
      var unused = connection.getSession().shutdown();
      return;
    }
    response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
  }

  private static boolean isLastOnConnection(Request request, Limits limits) {
    return limits.keepAliveRequests() > 0
        && request.getConnectionMetaData().getConnection().getMessagesIn()
            >= limits.keepAliveRequests();
  }

  /** Returns the status for a request that is larger than the limits allow; 0 if it is not. */
  private static int excess(Request request, Limits limits) {
    String target = request.getHttpURI().getPathQuery();
    if (target != null && target.length() > limits.uriBytes()) {
      return HttpStatus.URI_TOO_LONG_414;
    }
    if (request.getHeaders().size() > limits.headerCount()) {
      return HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431;
    }
    boolean isTooLarge = limits.bodyBytes() > 0 && request.getLength() > limits.bodyBytes();
    return isTooLarge ? HttpStatus.PAYLOAD_TOO_LARGE_413 : 0;
  }

  /** A program that fails has not answered: what fails is an expression, never an answer. */
  private void run(RequestProgram program, Exchange exchange) {
    try {
      if (!program.run(exchange)) {
        exchange.respond(HttpStatus.NOT_FOUND_404);
      }
    } catch (RuntimeException e) {
      // Clients can cause this at will, so only every thousandth is worth a line.
      if (failures.getAndIncrement() % 1000 == 0) {
        LOG.warn("the program failed, request answered with 500: {}", e.toString());
      }
      exchange.answers().ends(Ending.FAILED);
      exchange.respond(HttpStatus.INTERNAL_SERVER_ERROR_500, "the proxy failed");
    }
  }

  /** CONNECT asks for a tunnel and TRACE for an echo; x0 offers neither. */
  private static boolean isRefused(Request request) {
    return HttpMethod.CONNECT.is(request.getMethod()) || HttpMethod.TRACE.is(request.getMethod());
  }

  /** RFC 9110 §7.6.2: what may be forwarded no further is for whoever has it. */
  private static boolean isOptionsOfTheProxy(Request request) {
    return HttpMethod.OPTIONS.is(request.getMethod())
        && ("*".equals(request.getHttpURI().getPathQuery())
            || "0".equals(request.getHeaders().get(HttpHeader.MAX_FORWARDS)));
  }
}
