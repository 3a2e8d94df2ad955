package io.x0.proxy.compress;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Adler32;
import java.util.zip.CRC32;
import java.util.zip.Checksum;
import java.util.zip.Deflater;
import org.eclipse.jetty.util.compression.CompressionPool;

/**
 * One body that is being compressed: a frame of gzip or zlib around the raw stream. Confined to the
 * steps of its answer, except closing, which may come twice.
 */
final class CompressedStream implements AutoCloseable {
  private static final int TRAILER_BYTES = 8;

  private final Compressor compressor;
  private final Coding coding;
  private final CompressionPool<Deflater>.Entry pooled;
  private final Deflater deflater;
  private final Checksum checksum;
  private boolean isBegun;
  private boolean isEnded;
  private boolean isClosed;
  private long in;
  private long out;

  CompressedStream(Compressor compressor, Coding coding, CompressionPool<Deflater>.Entry pooled) {
    this.compressor = compressor;
    this.coding = coding;
    this.pooled = pooled;
    deflater = pooled.get();
    checksum = coding == Coding.GZIP ? new CRC32() : new Adler32();
  }

  /** Takes the next piece of the body; it must stay as it is until {@link #fill} says false. */
  void take(ByteBuffer content, boolean isLast) {
    checksum.update(content.duplicate());
    in += content.remaining();
    deflater.setInput(content);
    if (isLast) {
      deflater.finish();
    }
  }

  /**
   * Fills {@code buffer}, which has room for the frame, with what the client gets next. All that
   * was taken gets out: who waits for a line of a stream gets it now.
   *
   * @return whether there is more of what was taken
   */
  boolean fill(ByteBuffer buffer, boolean isLast) {
    int before = buffer.position();
    if (!isBegun) {
      isBegun = true;
      begin(buffer);
    }
    if (!deflater.finished()) {
      deflater.deflate(buffer, isLast ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH);
    }
    boolean isMore;
    if (isLast) {
      if (deflater.finished() && buffer.remaining() >= TRAILER_BYTES && !isEnded) {
        isEnded = true;
        end(buffer);
      }
      isMore = !isEnded;
    } else {
      isMore = !buffer.hasRemaining();
    }
    out += buffer.position() - before;
    return isMore;
  }

  private void begin(ByteBuffer buffer) {
    if (coding == Coding.GZIP) {
      // No name, no time, system unknown.
      buffer.put(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff});
    } else {
      buffer.put(new byte[] {0x78, (byte) 0x9c});
    }
  }

  private void end(ByteBuffer buffer) {
    ByteOrder before = buffer.order();
    if (coding == Coding.GZIP) {
      buffer.order(ByteOrder.LITTLE_ENDIAN).putInt((int) checksum.getValue()).putInt((int) in);
    } else {
      buffer.order(ByteOrder.BIG_ENDIAN).putInt((int) checksum.getValue());
    }
    buffer.order(before);
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      pooled.release();
      compressor.ended(in, out);
    }
  }
}
