package io.x0.e2e;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client of a listener on one connection that is kept. Confined to one thread. */
final class Client implements Closeable {
  private final Socket socket;
  private final InputStream in;

  /** An answer as it came; the body is decoded. */
  record Answer(int status, String head, String body) {
    /** Returns the value of the first field of that name, or an empty string. */
    String header(String name) {
      return Head.field(head, name);
    }
  }

  Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
  }

  /** Asks once on a connection of its own. */
  static Answer once(int port, String path) throws IOException {
    try (Client client = new Client(port)) {
      return client.get(path);
    }
  }

  /** Sends a GET and reads its answer. */
  Answer get(String path) throws IOException {
    return get(path, "");
  }

  /** Sends a GET with further fields, each ending in CR LF, and reads its answer. */
  Answer get(String path, String fields) throws IOException {
    send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n" + fields + "\r\n");
    return answer();
  }

  /** Sends text, one byte for each character. */
  Client send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** Returns where further bytes of a request go. */
  OutputStream out() throws IOException {
    return socket.getOutputStream();
  }

  /** Reads the head of the next answer. */
  String head() throws IOException {
    String head = Head.read(in);
    if (head.isEmpty()) {
      throw new EOFException("x0d closed the connection without an answer");
    }
    return head;
  }

  /** Returns the body of the answer whose head was read. */
  InputStream body(String head) {
    return new BodyStream(in, head);
  }

  /** Reads the next answer. */
  Answer answer() throws IOException {
    String head = head();
    int status = Integer.parseInt(head.substring(9, 12));
    boolean bodiless = status < 200 || status == 204 || status == 304;
    String body =
        bodiless ? "" : new String(body(head).readAllBytes(), StandardCharsets.ISO_8859_1);
    return new Answer(status, head, body);
  }

  /** Returns whether x0d closes the connection before it says more. */
  boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
