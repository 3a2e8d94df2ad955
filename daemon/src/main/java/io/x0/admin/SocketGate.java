package io.x0.admin;

import io.x0.admin.socket.Connections;
import io.x0.admin.socket.Peer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of the admin socket: turns away strangers and those for whom there is no place, slows
 * down who changes things too often, and has little patience with whoever does not say what it
 * wants. Thread-safe.
 */
final class SocketGate extends Handler.Wrapper {
  private static final Logger LOG = LoggerFactory.getLogger(SocketGate.class);

  /** Longest silence within a head or a body. */
  static final int PATIENCE_MILLIS = 5_000;

  /** Longest silence between two requests, and of a client that does not read its answer. */
  static final int IDLE_MILLIS = 30_000;

  /** Longest silence of who holds its connection: an x0d that starts, however much it loads. */
  static final int HELD_MILLIS = 120_000;

  private final Connections connections;
  private final Supplier<String> group;
  private final ChangeRate rate;
  private final long patienceMillis;
  private final AtomicLong strangers = new AtomicLong();

  /**
   * @param group tells the name of the group whose members may come in
   */
  SocketGate(Handler next, Connections connections, Supplier<String> group, ChangeRate rate) {
    this(next, connections, group, rate, PATIENCE_MILLIS);
  }

  SocketGate(
      Handler next,
      Connections connections,
      Supplier<String> group,
      ChangeRate rate,
      long patienceMillis) {
    super(next);
    this.patienceMillis = patienceMillis;
    this.connections = connections;
    this.group = group;
    this.rate = rate;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    Connections.Entry entry = entry(endPoint);
    if (entry == null || entry.peer().standing() == Peer.Standing.STRANGER) {
      refuse(response, stranger(entry), callback);
      return true;
    }
    String user = entry.peer().user();
    if (!entry.isPlaced()) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
      refuse(response, crowded(), callback);
      return true;
    }
    Line line = new Line(request.getConnectionMetaData().getConnection());
    Caller.note(request, user, line);
    long wait = rate.take(request.getMethod(), user);
    if (wait > 0) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, wait);
      AdminHandler.write(response, ChangeRate.refusal(user, wait), callback);
      return true;
    }
    boolean hasBody =
        request.getLength() > 0 || request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    endPoint.setIdleTimeout(hasBody ? patienceMillis : IDLE_MILLIS);
    Request.addCompletionListener(
        request, failure -> endPoint.setIdleTimeout(line.isHeld() ? HELD_MILLIS : IDLE_MILLIS));
    return super.handle(hasBody ? new Awaited(request, endPoint) : request, response, callback);
  }

  private Connections.@Nullable Entry entry(EndPoint endPoint) {
    Object channel = endPoint.getTransport();
    return channel == null ? null : connections.of(channel);
  }

  private static void refuse(Response response, ApiException refusal, Callback callback) {
    response.getHeaders().put(HttpHeader.CONNECTION, "close");
    AdminHandler.write(response, refusal, callback);
  }

  private ApiException stranger(Connections.@Nullable Entry entry) {
    String user = entry == null ? "unknown" : entry.peer().user();
    String name = group.get();
    // Whoever is refused can come again at will, so not each time is worth a line.
    if (strangers.getAndIncrement() % 1000 == 0) {
      LOG.warn(
          "admin socket: refused user {}, who is not in its group {} (is its mode still 0660?)",
          user,
          name);
    }
    return new ApiException(
        HttpStatus.FORBIDDEN_403,
        "user "
            + user
            + " may not use the admin socket; only root, the user of x0d and members of group "
            + name
            + " may (join the group, or use sudo)",
        null);
  }

  private static ApiException crowded() {
    return new ApiException(
        HttpStatus.SERVICE_UNAVAILABLE_503,
        "too many are connected to the admin socket ("
            + Connections.PLACES
            + " at most): close some, or try again later",
        null);
  }

  /** A request whose body is waited for with little patience, and what follows with more. */
  private static final class Awaited extends Request.Wrapper {
    private final EndPoint endPoint;

    Awaited(Request wrapped, EndPoint endPoint) {
      super(wrapped);
      this.endPoint = endPoint;
    }

    @Override
    public Content.@Nullable Chunk read() {
      Content.Chunk chunk = super.read();
      if (chunk != null && chunk.isLast()) {
        endPoint.setIdleTimeout(IDLE_MILLIS);
      }
      return chunk;
    }
  }
}
