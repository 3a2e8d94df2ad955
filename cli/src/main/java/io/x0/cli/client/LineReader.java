package io.x0.cli.client;

import java.io.IOException;

/** Lines of an HTTP head, together limited to {@link #MAX_BYTES}. Confined to one thread. */
final class LineReader {
  static final int MAX_BYTES = 64 * 1024;

  private final ByteSource source;
  private int left = MAX_BYTES;

  LineReader(ByteSource source) {
    this.source = source;
  }

  /** Returns the next line without its end, one char per byte. */
  String next() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = source.next(); c != '\n'; c = source.next()) {
      if (c < 0) {
        throw new MalformedResponseException("it ends too early");
      }
      if (--left == 0) {
        throw new MalformedResponseException("a head longer than " + MAX_BYTES + " bytes");
      }
      line.append((char) c);
    }
    int length = line.length();
    if (length > 0 && line.charAt(length - 1) == '\r') {
      line.setLength(length - 1);
    }
    return line.toString();
  }
}
