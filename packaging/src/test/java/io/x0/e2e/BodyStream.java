package io.x0.e2e;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The body that a head announces, decoded when it is chunked. Confined to one thread. */
final class BodyStream extends InputStream {
  private final InputStream in;
  private final boolean chunked;
  private long left;
  private boolean ended;

  BodyStream(InputStream in, String head) {
    this.in = in;
    this.chunked = Head.field(head, "transfer-encoding").equalsIgnoreCase("chunked");
    String length = Head.field(head, "content-length");
    this.left = length.isEmpty() ? 0 : Long.parseLong(length);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (chunked && left == 0 && !ended) {
      nextChunk();
    }
    if (left == 0) {
      return -1;
    }
    int count = in.read(target, offset, (int) Math.min(left, length));
    if (count < 0) {
      throw new EOFException("the body ends " + left + " bytes early");
    }
    left -= count;
    if (chunked && left == 0) {
      expectLineEnd();
    }
    return count;
  }

  private void nextChunk() throws IOException {
    StringBuilder size = new StringBuilder();
    int b;
    while ((b = in.read()) != '\r') {
      if (b < 0) {
        throw new EOFException("the body ends within a chunk's size");
      }
      size.append((char) b);
    }
    if (in.read() != '\n') {
      throw new IOException("bad end of a chunk's size");
    }
    left = Long.parseLong(size.toString(), 16);
    if (left == 0) {
      ended = true;
      expectLineEnd();
    }
  }

  private void expectLineEnd() throws IOException {
    if (in.read() != '\r' || in.read() != '\n') {
      throw new IOException("a chunk does not end as it should");
    }
  }
}
