package io.x0.proxy;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A client that sends the bytes a test says and reads answers. */
final class RawClient implements Closeable {
  private final Socket socket;
  private final InputStream in;

  /**
   * An answer.
   *
   * @param status the status code
   * @param head the head as it came
   * @param body the body, decoded when chunked
   * @param complete whether the body ended as its framing says
   */
  record Answer(int status, String head, String body, boolean complete) {
    /** Returns the value of the first field of that name, or an empty string. */
    String header(String name) {
      for (String line : head.split("\r\n")) {
        int colon = line.indexOf(':');
        if (colon > 0 && line.substring(0, colon).equalsIgnoreCase(name)) {
          return line.substring(colon + 1).strip();
        }
      }
      return "";
    }
  }

  RawClient(int port) throws IOException {
    this("127.0.0.1", port);
  }

  RawClient(String host, int port) throws IOException {
    socket = new Socket(InetAddress.getByName(host), port);
    socket.setSoTimeout(20_000);
    in = socket.getInputStream();
  }

  RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  RawClient get(String path) throws IOException {
    return send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n\r\n");
  }

  void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /** Reads and drops so many bytes; returns how many came before the end. */
  long skip(long count) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long skipped = 0;
    while (skipped < count) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, count - skipped));
      if (read < 0) {
        return skipped;
      }
      skipped += read;
    }
    return skipped;
  }

  /** Reads one byte; -1 at the end. */
  int read() throws IOException {
    return in.read();
  }

  /** Returns whether something has come. */
  boolean hasCome() {
    try {
      return in.available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Reads the next answer to a request that was not HEAD. */
  Answer answer() throws IOException {
    return answer(false);
  }

  Answer answer(boolean head) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("closed within the head: " + text);
      }
      text.append((char) b);
    }
    String fields = text.toString().toLowerCase(Locale.ROOT);
    int status = Integer.parseInt(text.substring(9, 12));
    if (head || status < 200 || status == 204 || status == 304) {
      return new Answer(status, text.toString(), "", true);
    }
    if (fields.contains("transfer-encoding: chunked")) {
      return chunked(status, text.toString());
    }
    int at = fields.indexOf("content-length: ");
    if (at >= 0) {
      int length = Integer.parseInt(fields.substring(at + 16, fields.indexOf('\r', at)));
      byte[] body = in.readNBytes(length);
      return new Answer(
          status,
          text.toString(),
          new String(body, StandardCharsets.ISO_8859_1),
          body.length == length);
    }
    return new Answer(
        status, text.toString(), new String(in.readAllBytes(), StandardCharsets.ISO_8859_1), true);
  }

  private Answer chunked(int status, String head) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    StringBuilder trailers = new StringBuilder();
    boolean complete = false;
    try {
      while (true) {
        String size = line();
        int length = Integer.parseInt(size, 16);
        if (length == 0) {
          String trailer;
          while (!(trailer = line()).isEmpty()) {
            trailers.append(trailer).append("\r\n");
          }
          complete = true;
          break;
        }
        byte[] chunk = in.readNBytes(length);
        body.write(chunk);
        if (chunk.length < length) {
          break;
        }
        line();
      }
    } catch (IOException e) {
      complete = false;
    }
    return new Answer(
        status, head + trailers, body.toString(StandardCharsets.ISO_8859_1), complete);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    int b;
    while ((b = in.read()) != '\n') {
      if (b < 0) {
        throw new IOException("closed within a line");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  /** Returns whether the proxy closed the connection. */
  boolean isClosed() throws IOException {
    try {
      return in.read() < 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
