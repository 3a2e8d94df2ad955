package io.x0.cli.client;

import java.io.IOException;
import java.io.InputStream;

/** The content of a response as it comes, chunked or up to the end. Confined to one thread. */
final class BodyStream extends InputStream {
  private final ByteSource source;
  private final boolean isChunked;
  private long left;
  private boolean isFirst = true;
  private boolean isOver;

  BodyStream(ByteSource source, boolean isChunked) {
    this.source = source;
    this.isChunked = isChunked;
  }

  @Override
  public int read() throws IOException {
    return isChunked && !hasMore() ? -1 : next();
  }

  /** Returns what has come, at least one byte, and waits for no more. */
  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = 0;
    while (count < length && (count == 0 || (source.hasBuffered() && (left > 0 || !isChunked)))) {
      int next = read();
      if (next < 0) {
        break;
      }
      target[offset + count++] = (byte) next;
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  private int next() throws IOException {
    int next = source.next();
    left--;
    if (next < 0 && isChunked) {
      throw new MalformedResponseException("it ends too early");
    }
    return next;
  }

  /** Returns whether there is another byte, which begins a chunk when one is used up. */
  private boolean hasMore() throws IOException {
    if (left > 0 || isOver) {
      return !isOver;
    }
    LineReader lines = new LineReader(source);
    if (!isFirst && !lines.next().isEmpty()) {
      throw new MalformedResponseException("a chunk is longer than it says");
    }
    isFirst = false;
    left = ResponseReader.chunkSize(lines.next());
    isOver = left == 0;
    return !isOver;
  }
}
