package io.x0.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads HTTP/1.1 messages one after the other, of servers and clients that are known to be sane:
 * their bodies have a {@code Content-Length} or are chunked without trailers. Confined.
 */
final class MessageReader {
  private static final byte[] END = {'\r', '\n', '\r', '\n'};
  private static final byte[] LAST_CHUNK = {'\r', '\n', '0', '\r', '\n', '\r', '\n'};

  private ByteBuffer in = ByteBuffer.allocateDirect(32 << 10);
  private byte[] head = new byte[512];
  private int headLength;
  private int matched;
  private boolean isHeadWhole;
  private boolean isChunked;
  private long bodyLeft;
  private int lastMatched;
  private boolean isWhole;
  private String text = "";

  MessageReader() {
    in.flip();
  }

  /** Returns what the channel's read returned, or 1 when something was left from before. */
  int readFrom(SocketChannel channel) throws IOException {
    int read = 1;
    if (!in.hasRemaining()) {
      in.clear();
      read = channel.read(in);
      in.flip();
    }
    while (!isWhole && in.hasRemaining()) {
      if (!isHeadWhole) {
        readHead();
      } else if (isChunked) {
        readChunked();
      } else {
        int taken = (int) Math.min(bodyLeft, in.remaining());
        in.position(in.position() + taken);
        bodyLeft -= taken;
        isWhole = bodyLeft == 0;
      }
    }
    return read;
  }

  private void readHead() {
    while (in.hasRemaining() && matched < END.length) {
      byte next = in.get();
      if (headLength == head.length) {
        head = java.util.Arrays.copyOf(head, head.length * 2);
      }
      head[headLength++] = next;
      matched = next == END[matched] ? matched + 1 : next == END[0] ? 1 : 0;
    }
    if (matched == END.length) {
      isHeadWhole = true;
      text = new String(head, 0, headLength, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
      isChunked = text.contains("\r\ntransfer-encoding: chunked");
      lastMatched = 2; // The end of the head may begin the last chunk.
      bodyLeft = number("\r\ncontent-length:");
      isWhole = !isChunked && bodyLeft == 0;
    }
  }

  private void readChunked() {
    while (in.hasRemaining() && lastMatched < LAST_CHUNK.length) {
      byte next = in.get();
      lastMatched =
          next == LAST_CHUNK[lastMatched] ? lastMatched + 1 : next == LAST_CHUNK[0] ? 1 : 0;
    }
    isWhole = lastMatched == LAST_CHUNK.length;
  }

  private long number(String field) {
    int at = text.indexOf(field);
    if (at < 0) {
      return 0;
    }
    int begin = at + field.length();
    return Long.parseLong(text.substring(begin, text.indexOf('\r', begin)).strip());
  }

  boolean isWhole() {
    return isWhole;
  }

  /** Returns the first line of the message, in lower case. */
  String firstLine() {
    return text.substring(0, text.indexOf('\r'));
  }

  boolean saysClose() {
    return text.contains("\r\nconnection: close");
  }

  /** Forgets the message; the next one begins. */
  void next() {
    headLength = 0;
    matched = 0;
    isHeadWhole = false;
    isWhole = false;
  }
}
