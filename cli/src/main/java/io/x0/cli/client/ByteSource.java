package io.x0.cli.client;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** Bytes of a channel, buffered. Confined to one thread. */
final class ByteSource {
  private final ReadableByteChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(8192).flip();

  ByteSource(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /** Returns whether there is no further byte. */
  boolean isAtEnd() throws IOException {
    return !fill();
  }

  /** Returns the next byte, 0 to 255, or -1 at the end. */
  int next() throws IOException {
    return fill() ? buffer.get() & 0xFF : -1;
  }

  /**
   * Moves up to {@code count} bytes into {@code sink} and returns how many there were before the
   * end.
   */
  long move(long count, ByteArrayOutputStream sink) throws IOException {
    long left = count;
    while (left > 0 && fill()) {
      int length = (int) Math.min(left, buffer.remaining());
      sink.write(buffer.array(), buffer.position(), length);
      buffer.position(buffer.position() + length);
      left -= length;
    }
    return count - left;
  }

  /** Returns whether the next byte has come already. */
  boolean hasBuffered() {
    return buffer.hasRemaining();
  }

  private boolean fill() throws IOException {
    while (!buffer.hasRemaining()) {
      buffer.clear();
      int count = channel.read(buffer);
      buffer.flip();
      if (count < 0) {
        return false;
      }
    }
    return true;
  }
}
