package io.x0.proxy;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Scripted backends that end together, for tests outside this package. */
public final class Origins implements AutoCloseable {
  private final Deque<ScriptedBackend> open = new ArrayDeque<>();

  /** Returns the port of a backend that answers every request with 200 and {@code body}. */
  public int answering(String body) throws IOException {
    return saying(ScriptedBackend.ok(body));
  }

  /**
   * Returns the port of a backend that answers 200 when it has got a whole body in chunks or not.
   */
  public int reading() throws IOException {
    ScriptedBackend backend =
        new ScriptedBackend(
            connection -> {
              String head = connection.readRequest();
              if (head != null && head.contains("chunked") && connection.readChunks() == null) {
                return;
              }
              connection.write(ScriptedBackend.ok("OK"));
            });
    open.push(backend);
    return backend.port();
  }

  /** Returns the port of a backend that answers every request with these very bytes. */
  public int saying(String answer) throws IOException {
    ScriptedBackend backend = ScriptedBackend.answering(answer);
    open.push(backend);
    return backend.port();
  }

  /** A backend whose answer comes in pieces, as a test sends them. */
  public static final class Paced {
    private final ScriptedBackend backend;
    private final BlockingQueue<String> pieces;

    private Paced(ScriptedBackend backend, BlockingQueue<String> pieces) {
      this.backend = backend;
      this.pieces = pieces;
    }

    /** Returns its port. */
    public int port() {
      return backend.port();
    }

    /** Sends a chunk. */
    public void send(String text) {
      pieces.add(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
    }

    /** Ends the answer. */
    public void end() {
      pieces.add("0\r\n\r\n");
    }
  }

  /** Returns a backend that answers one request with chunks, when it is told to. */
  public Paced paced(String headerLine) throws IOException {
    BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
    ScriptedBackend backend =
        new ScriptedBackend(
            connection -> {
              if (connection.readRequest() == null) {
                return;
              }
              connection.write(
                  "HTTP/1.1 200 OK\r\n" + headerLine + "\r\nTransfer-Encoding: chunked\r\n\r\n");
              String next = "";
              while (!next.startsWith("0")) {
                next = pieces.take();
                connection.write(next);
              }
            });
    open.push(backend);
    return new Paced(backend, pieces);
  }

  /** Returns a port that nobody listens on. */
  public int closed() throws IOException {
    return ProxyRig.closedPort();
  }

  /** Returns the head of the next request that the backend at {@code port} got. */
  public String nextRequest(int port) throws InterruptedException {
    for (ScriptedBackend backend : open) {
      if (backend.port() == port) {
        return backend.nextRequest();
      }
    }
    throw new IllegalArgumentException("no backend at " + port);
  }

  /** Returns how many connections the backend at {@code port} has had. */
  public int connections(int port) {
    for (ScriptedBackend backend : open) {
      if (backend.port() == port) {
        return backend.connections();
      }
    }
    throw new IllegalArgumentException("no backend at " + port);
  }

  @Override
  public void close() throws IOException {
    for (ScriptedBackend backend : open) {
      backend.close();
    }
  }
}
