package io.x0.proxy.upstream;

import io.x0.common.name.BackendUrl;
import io.x0.director.Timeouts;
import io.x0.link.Link;
import io.x0.proxy.tunnel.TunnelEnd;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request to one backend and streams its answer: connect or reuse a connection, send the
 * head and the body, receive the head and the body, each side no faster than the other takes it.
 * Thread-safe.
 */
public interface Upstream {

  /**
   * Starts an attempt. The observer is told from any thread, in order, never on two at once.
   *
   * @return what stops it
   */
  Attempt send(Outgoing request, Observer observer);

  /**
   * A request as the backend is to see it. Immutable but for the body, which is read once.
   *
   * @param url the backend
   * @param link how one speaks to it
   * @param client on whose behalf
   * @param method the HTTP method
   * @param target path and query, as they go on the wire
   * @param headers all fields but those that frame the body
   * @param body the body, or null when there is none
   * @param bodyLength its length in bytes, or -1 when it is not known
   * @param trailers what follows a body of unknown length; asked when that was read to its end
   * @param timeouts how long the backend may take
   */
  record Outgoing(
      BackendUrl url,
      Link link,
      Client client,
      String method,
      String target,
      HttpFields headers,
      Content.@Nullable Source body,
      long bodyLength,
      Supplier<@Nullable HttpFields> trailers,
      Timeouts timeouts) {
    /** What it asks for in {@code Upgrade}, if anything. */
    private static final String WEBSOCKET = "websocket";

    /** Returns whether it asks to speak WebSocket from then on. */
    public boolean asksForWebSocket() {
      return headers.contains(HttpHeader.UPGRADE, WEBSOCKET);
    }

    /** Returns the same for a backend whose protocol has no way to switch to another. */
    Outgoing withoutUpgrade() {
      HttpFields plain =
          HttpFields.build(headers).remove(HttpHeader.UPGRADE).remove(HttpHeader.CONNECTION);
      return new Outgoing(
          url, link, client, method, target, plain, body, bodyLength, trailers, timeouts);
    }
  }

  /**
   * On whose behalf a request is made, for protocols that tell the backend. Immutable.
   *
   * @param address the client's address without brackets; {@code unix} if it has none
   * @param port the client's port, or 0
   * @param localAddress the address that it connected to; {@code unix} if it has none
   * @param localPort the port that it connected to, or 0
   * @param secure whether it came over TLS
   * @param protocol what it spoke, such as {@code HTTP/1.1}
   */
  record Client(
      String address,
      int port,
      String localAddress,
      int localPort,
      boolean secure,
      String protocol) {
    /** The address of who has none. */
    public static final String UNIX = "unix";
  }

  /** An attempt under way. */
  interface Attempt {
    /** Stops the attempt and closes its connection; does nothing when it has ended. */
    void abort(Throwable cause);

    /**
     * The client has left and nobody wants the answer: tells the backend so, if its protocol can
     * say it and lets the attempt end in its own time; otherwise stops it like {@link #abort}.
     */
    default void notifyAbort(Throwable cause) {
      abort(cause);
    }
  }

  /** Is told how an attempt goes. */
  interface Observer {
    /**
     * The backend says something before its answer: 102 or 103. May come several times.
     *
     * @param headers the fields, hop-by-hop ones included
     */
    default void onInterim(int status, HttpFields headers) {}

    /**
     * The head of the final answer is here.
     *
     * @param headers its fields, hop-by-hop ones included
     * @param body its body; must be read until its last chunk or a failure, or the attempt aborted
     */
    void onHead(int status, HttpFields headers, Body body);

    /**
     * The backend answered 101 to a request for WebSocket; nothing else follows.
     *
     * @param headers the fields of its answer, hop-by-hop ones included
     * @param backend its connection, which is the observer's from here on
     */
    default void onSwitched(HttpFields headers, TunnelEnd backend) {
      backend.abandon();
      throw new IllegalStateException("nobody asked for WebSocket");
    }

    /** The attempt failed before {@link #onHead}; nothing else follows. */
    void onFailure(Failure failure);
  }

  /**
   * The body of an answer. A failure that it reads as is an {@link UpstreamException}. Reading is
   * confined to one thread at a time.
   */
  interface Body extends Content.Source {
    /** Returns the trailer fields once the last chunk was read, or null when there are none. */
    @Nullable HttpFields trailers();
  }

  /**
   * Why an attempt failed.
   *
   * @param kind the kind of failure
   * @param sent whether a byte of the request may have reached the backend
   * @param heard whether a byte of an answer came, be it an interim one
   * @param reused whether the connection had served another request before
   * @param cause what happened, for the log
   */
  record Failure(Kind kind, boolean sent, boolean heard, boolean reused, Throwable cause) {
    /**
     * Returns whether an idle connection turned out to be closed: the backend may close those at
     * any time, so this says nothing about it.
     */
    public boolean isStale() {
      return kind == Kind.BROKEN && reused && !heard;
    }

    /** The kinds of failure. */
    public enum Kind {
      /** No connection: refused, unreachable, name unknown. */
      CONNECT,
      /** No connection in time. */
      CONNECT_TIMEOUT,
      /** The backend took no byte of the request in time. */
      WRITE_TIMEOUT,
      /** The backend sent no byte of the answer in time. */
      READ_TIMEOUT,
      /** The connection broke. */
      BROKEN,
      /** What the backend sent is not what its protocol says. */
      PROTOCOL,
      /** The client's body could not be read: not the backend's fault. */
      CLIENT
    }
  }

  /** A failure within the body of an answer. */
  final class UpstreamException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public UpstreamException(Failure failure) {
      super(failure.kind() + ": " + failure.cause(), failure.cause());
      this.failure = failure;
    }

    /** Returns why. */
    public Failure failure() {
      return failure;
    }
  }
}
