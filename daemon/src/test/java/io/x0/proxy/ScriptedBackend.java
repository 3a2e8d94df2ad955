package io.x0.proxy;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** An origin server on loopback that does byte by byte what a test says. */
final class ScriptedBackend implements Closeable {
  /** What the backend does on one connection. */
  interface Script {
    void run(Connection connection) throws Exception;
  }

  private final ServerSocket server;
  private final Script script;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  ScriptedBackend(Script script) throws IOException {
    this(new ServerSocket(0, 64, InetAddress.getLoopbackAddress()), script);
  }

  /** Serves on a socket of another kind, such as one of TLS. */
  ScriptedBackend(ServerSocket server, Script script) {
    this.script = script;
    this.server = server;
    Thread acceptor = new Thread(this::accept, "scripted-backend");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  /** Answers every request on every connection with {@code answer}. */
  static ScriptedBackend answering(String answer) throws IOException {
    return new ScriptedBackend(
        connection -> {
          while (connection.readRequest() != null) {
            connection.write(answer);
          }
        });
  }

  /** Returns a complete 200 answer with a body. */
  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  int port() {
    return server.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** Returns the next request head a connection received; fails when none comes. */
  String nextRequest() throws InterruptedException {
    return next(requests, "request");
  }

  /** Returns the next event a script reported; fails when none comes. */
  String nextEvent() throws InterruptedException {
    return next(events, "event");
  }

  private static String next(BlockingQueue<String> queue, String what) throws InterruptedException {
    String next = queue.poll(20, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("no " + what + " came");
    }
    return next;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        sockets.add(socket);
        if (server.isClosed()) {
          // It came while the server was being closed, which has not seen it.
          socket.close();
          return;
        }
        connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(socket), "scripted-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.run(new Connection(socket));
    } catch (SocketException e) {
      events.add("broken");
    } catch (Exception e) {
      events.add("failed " + e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One connection from the proxy. */
  final class Connection {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Connection(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.out = socket.getOutputStream();
    }

    /** Reads a request head without its last empty line; null at the end of the stream. */
    String readRequest() throws IOException {
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          return null;
        }
        head.append((char) b);
      }
      String text = head.substring(0, head.length() - 4);
      requests.add(text);
      return text;
    }

    /** Reads {@code count} bytes of a body. */
    String read(int count) throws IOException {
      return new String(in.readNBytes(count), StandardCharsets.ISO_8859_1);
    }

    /** Reads a body in chunks as it is sent, with its frame; null if it has no end. */
    String readChunks() throws IOException {
      StringBuilder body = new StringBuilder();
      while (!body.toString().endsWith("0\r\n\r\n")) {
        int b = in.read();
        if (b < 0) {
          return null;
        }
        body.append((char) b);
      }
      return body.toString();
    }

    /** Reports {@code closed} when the peer closes. */
    void awaitClose() throws IOException {
      try {
        if (in.read() < 0) {
          events.add("closed");
        }
      } catch (SocketException e) {
        events.add("closed");
      }
    }

    void write(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
    }

    /** Takes its time, as a busy backend would. */
    void think(long millis) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    void report(String event) {
      events.add(event);
    }

    /** Ends the connection with a reset instead of an orderly close. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
