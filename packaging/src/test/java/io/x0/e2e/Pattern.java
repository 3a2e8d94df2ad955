package io.x0.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A long body whose every byte is known from its place, so that a lost, doubled or moved byte is
 * found without holding the body. Stateless.
 */
final class Pattern {
  /** A prime: no buffer's size divides it, so that a lost buffer shifts what follows. */
  private static final int PERIOD = 65_521;

  private static final int BLOCK = 64 * 1024;
  private static final byte[] BYTES = repeated();

  private Pattern() {}

  private static byte[] repeated() {
    byte[] once = new byte[PERIOD];
    new Random(1).nextBytes(once);
    byte[] bytes = new byte[PERIOD + BLOCK];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = once[i % PERIOD];
    }
    return bytes;
  }

  /** Writes the first {@code length} bytes, and tells {@code written} how many so far. */
  static void write(OutputStream out, long length, boolean chunked, AtomicLong written)
      throws IOException {
    for (long at = 0; at < length; ) {
      int size = (int) Math.min(BLOCK, length - at);
      if (chunked) {
        out.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
      }
      out.write(BYTES, (int) (at % PERIOD), size);
      if (chunked) {
        out.write('\r');
        out.write('\n');
      }
      at += size;
      written.set(at);
    }
    if (chunked) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    out.flush();
  }

  /** Reads {@code length} bytes from place {@code from} on; fails at the first that is wrong. */
  static void read(InputStream in, long from, long length) throws IOException {
    byte[] buffer = new byte[BLOCK];
    for (long at = from; at < from + length; ) {
      int count = in.read(buffer, 0, (int) Math.min(BLOCK, from + length - at));
      if (count < 0) {
        throw new IOException("the body ends after " + at + " bytes");
      }
      int place = (int) (at % PERIOD);
      int wrong = Arrays.mismatch(buffer, 0, count, BYTES, place, place + count);
      if (wrong >= 0) {
        throw new IOException("byte " + (at + wrong) + " of the body is wrong");
      }
      at += count;
    }
  }
}
