package io.x0.daemon;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.x0.common.json.Json;
import io.x0.time.Clock;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Calls to the admin socket of another x0d, over one connection. For one thread. */
final class AdminCalls implements Closeable {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");
  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *([0-9]{1,6})\r\n", Pattern.CASE_INSENSITIVE);
  private static final int MOST_BYTES = 64 * 1024;

  private final Clock clock;
  private final SocketChannel channel;
  private final Selector selector;

  /**
   * An answer.
   *
   * @param status the HTTP status
   * @param body the resource, or the problem
   */
  record Reply(int status, JsonObject body) {
    /** Returns what the member of that name says, or an empty string. */
    String text(String name) {
      return body.has(name) ? body.get(name).getAsString() : "";
    }
  }

  /**
   * Connects.
   *
   * @throws IOException if nobody listens there
   */
  AdminCalls(Path socket, Clock clock) throws IOException {
    this.clock = clock;
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    boolean isDone = false;
    try {
      // Who is too busy to accept must not hold this up.
      channel.configureBlocking(false);
      channel.connect(UnixDomainSocketAddress.of(socket));
      selector = Selector.open();
      isDone = true;
    } finally {
      if (!isDone) {
        channel.close();
      }
    }
    channel.register(selector, SelectionKey.OP_READ);
  }

  /**
   * Makes a call without a body.
   *
   * @throws EOFException if the other one has closed the connection
   * @throws IOException if the answer does not come in time, or is none
   */
  Reply post(String path, Duration patience) throws IOException {
    ByteBuffer call =
        StandardCharsets.US_ASCII.encode(
            "POST " + path + " HTTP/1.1\r\nHost: x0d\r\nContent-Length: 0\r\n\r\n");
    // It fits into the buffer of any socket.
    if (channel.write(call) < 0 || call.hasRemaining()) {
      throw new EOFException("the connection is closed");
    }
    return reply(patience);
  }

  private Reply reply(Duration patience) throws IOException {
    long end = clock.nanos() + patience.toNanos();
    ByteBuffer received = ByteBuffer.allocate(MOST_BYTES);
    while (true) {
      long left = Duration.ofNanos(end - clock.nanos()).toMillis();
      if (left <= 0) {
        throw new IOException("no answer within " + patience.toSeconds() + " s");
      }
      selector.select(left);
      selector.selectedKeys().clear();
      if (channel.read(received) < 0) {
        throw new EOFException("the connection was closed");
      }
      String text = StandardCharsets.UTF_8.decode(received.duplicate().flip()).toString();
      int body = text.indexOf("\r\n\r\n") + 4;
      if (body < 4) {
        continue;
      }
      Matcher status = STATUS.matcher(text);
      Matcher length = LENGTH.matcher(text.substring(0, body));
      if (!status.lookingAt() || !length.find()) {
        throw new IOException("the answer is none of x0d");
      }
      if (text.substring(body).getBytes(StandardCharsets.UTF_8).length
          >= Integer.parseInt(length.group(1))) {
        try {
          return new Reply(Integer.parseInt(status.group(1)), Json.object(text.substring(body)));
        } catch (JsonParseException e) {
          throw new IOException("the answer is none of x0d", e);
        }
      }
      if (!received.hasRemaining()) {
        throw new IOException("the answer is none of x0d");
      }
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    channel.close();
  }
}
