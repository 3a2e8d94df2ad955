package io.x0.e2e;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An origin server on a free port of loopback with a thread for each connection. It counts the
 * requests it holds from their head to the moment its answer begins. Thread-safe.
 */
final class Origin implements Closeable {
  /** What the origin does with one request. */
  interface Behaviour {
    void serve(Call call) throws Exception;
  }

  private final ServerSocket server;
  private final Behaviour behaviour;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger current = new AtomicInteger();
  private final AtomicInteger max = new AtomicInteger();
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger probes = new AtomicInteger();

  /** Listens on a free port; health checks get an answer at once. */
  Origin(Behaviour behaviour) throws IOException {
    this(0, call -> serveOrPass(behaviour, call));
  }

  private static void serveOrPass(Behaviour behaviour, Call call) throws Exception {
    if (call.isProbe()) {
      call.answer("well");
    } else {
      behaviour.serve(call);
    }
  }

  /** Listens on {@code port}; health checks are served like requests. */
  Origin(int port, Behaviour behaviour) throws IOException {
    this.behaviour = behaviour;
    server = new ServerSocket(port, 256, InetAddress.getLoopbackAddress());
    daemon(this::accept).start();
  }

  /** Answers every request with 200 and {@code name}. */
  static Origin named(String name) throws IOException {
    return new Origin(call -> call.answer(name));
  }

  /** Answers every request with 200 and {@code name}, after a moment. */
  static Origin busy(String name, int millis) throws IOException {
    return new Origin(
        call -> {
          Await.pause(millis);
          call.answer(name);
        });
  }

  int port() {
    return server.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Returns how many requests it holds, health checks aside. */
  int current() {
    return current.get();
  }

  /** Returns how many requests it held at once, at most. */
  int max() {
    return max.get();
  }

  /** Returns how many requests came, health checks aside. */
  int total() {
    return total.get();
  }

  /** Returns how many health checks came. */
  int probes() {
    return probes.get();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "origin");
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        sockets.add(socket);
        if (server.isClosed()) {
          // It came while the server was being closed, which has not seen it.
          socket.close();
          return;
        }
        daemon(() -> serve(socket)).start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 64 * 1024);
      String head;
      while (!(head = Head.read(in)).isEmpty()) {
        Call call = new Call(socket, head, new BodyStream(in, head), out);
        try {
          behaviour.serve(call);
        } finally {
          call.leave();
        }
        out.flush();
      }
    } catch (Exception e) {
      // The proxy gave up, or the test is over: closing the socket is the answer.
    } finally {
      sockets.remove(socket);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One request at the origin. Confined to one thread. */
  final class Call {
    private final Socket socket;
    private final String head;
    private final InputStream body;
    private final OutputStream out;
    private boolean left;

    Call(Socket socket, String head, InputStream body, OutputStream out) {
      this.socket = socket;
      this.head = head;
      this.body = body;
      this.out = out;
      if (isProbe()) {
        probes.incrementAndGet();
        left = true;
      } else {
        total.incrementAndGet();
        max.accumulateAndGet(current.incrementAndGet(), Math::max);
      }
    }

    /** Returns whether x0d asks for itself, to know whether the origin is well. */
    boolean isProbe() {
      return Head.field(head, "Host").equals("healthcheck");
    }

    /** Returns the head as it came. */
    String head() {
      return head;
    }

    String path() {
      return head.split(" ", 3)[1];
    }

    InputStream body() {
      return body;
    }

    /** Answers 200 with a text. */
    void answer(String text) throws IOException {
      body.readAllBytes();
      leave();
      begin("HTTP/1.1 200 OK\r\nContent-Length: " + text.length() + "\r\n\r\n" + text);
    }

    /** Sends bytes of an answer and returns where the others go. */
    OutputStream begin(String text) throws IOException {
      leave();
      out.write(text.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return out;
    }

    /** Resets the connection: what was written so far may get lost. */
    void reset() throws IOException {
      leave();
      socket.setSoLinger(true, 0);
      socket.close();
    }

    private void leave() {
      if (!left) {
        left = true;
        current.decrementAndGet();
      }
    }
  }
}
