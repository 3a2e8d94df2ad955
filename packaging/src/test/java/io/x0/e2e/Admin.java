package io.x0.e2e;

import com.google.gson.JsonObject;
import io.x0.common.json.Json;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A client of the admin socket on one connection that is kept. It connects when it has something to
 * say: x0d does not wait long for that. Confined to one thread.
 */
final class Admin implements Closeable {
  private final Path socket;
  private final SocketChannel channel;
  private final ByteBuffer received = ByteBuffer.allocate(64 * 1024).flip();

  /** An answer as it came. */
  record Reply(int status, String head, String body) {
    /** Returns the JSON object the body holds. */
    JsonObject json() {
      return Json.object(body);
    }

    /** Returns the value of the first field of that name, or an empty string. */
    String header(String name) {
      return Head.field(head, name);
    }
  }

  Admin(Path socket) throws IOException {
    this.socket = socket;
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
  }

  /** Sends a request without a body. */
  Reply call(String method, String path) throws IOException {
    return call(method, path, "");
  }

  /** Sends a request with a JSON body, or none when it is empty. */
  Reply call(String method, String path, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: x0d\r\n"
            + (bytes.length == 0
                ? ""
                : "Content-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n")
            + "\r\n";
    send(head + body);
    return reply();
  }

  /** Sends a change and fails unless it succeeds. */
  Reply must(String method, String path, String body) throws IOException {
    Reply reply = call(method, path, body);
    if (reply.status >= 300) {
      throw new AssertionError(method + " " + path + " " + body + ": " + reply);
    }
    return reply;
  }

  /** Sends text as it is. */
  void send(String text) throws IOException {
    if (!channel.isConnected()) {
      channel.connect(UnixDomainSocketAddress.of(socket));
    }
    ByteBuffer out = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /** Reads the next answer. */
  Reply reply() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) next());
    }
    String fields = head.toString();
    int status = Integer.parseInt(fields.substring(9, 12));
    String length = Head.field(fields, "content-length");
    boolean close = Head.field(fields, "connection").toLowerCase(Locale.ROOT).equals("close");
    byte[] body = new byte[length.isEmpty() ? 0 : Integer.parseInt(length)];
    for (int i = 0; i < body.length; i++) {
      body[i] = next();
    }
    if (close && length.isEmpty()) {
      return new Reply(status, fields, rest());
    }
    return new Reply(status, fields, new String(body, StandardCharsets.UTF_8));
  }

  /** Reads all that comes until x0d closes the connection. */
  String rest() throws IOException {
    StringBuilder text = new StringBuilder();
    try {
      while (true) {
        text.append((char) next());
      }
    } catch (EOFException e) {
      return text.toString();
    } catch (IOException e) {
      return text + "(" + e.getMessage() + ")";
    }
  }

  /** Returns whether x0d still holds the connection and has said nothing. */
  boolean isSilent() throws IOException {
    channel.configureBlocking(false);
    try {
      return channel.read(ByteBuffer.allocate(1)) == 0;
    } catch (IOException e) {
      return false;
    } finally {
      channel.configureBlocking(true);
    }
  }

  private byte next() throws IOException {
    if (!received.hasRemaining()) {
      received.clear();
      int count = channel.read(received);
      received.flip();
      if (count < 0) {
        throw new EOFException("x0d closed the admin connection");
      }
    }
    return received.get();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
