package io.x0.proxy.compress;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.compression.DeflaterPool;
import org.jspecify.annotations.Nullable;

/**
 * What all compressed answers share: their memory, and how many there are. Thread-safe.
 *
 * <p>One that is under way takes about 300 KiB outside of the heap, for as long as its client
 * takes.
 */
public final class Compressor implements AutoCloseable {
  /** So many at once; what comes on top goes as it is. */
  private static final int MOST = 256;

  private static final int KEPT = 32;

  private final Semaphore room = new Semaphore(MOST);

  /** By level: a change of it within a stream would hold back what was flushed. */
  private final Map<Integer, DeflaterPool> deflaters = new ConcurrentHashMap<>();

  private final ByteBufferPool buffers;
  private final LongAdder gzip = new LongAdder();
  private final LongAdder deflate = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder bytesIn = new LongAdder();
  private final LongAdder bytesOut = new LongAdder();

  /**
   * What became of answers that could be compressed.
   *
   * @param gzip so many were, by gzip
   * @param deflate and by deflate
   * @param refused were not, because too many others were under way
   * @param bytesIn of the bodies before
   * @param bytesOut and after
   */
  public record Counts(long gzip, long deflate, long refused, long bytesIn, long bytesOut) {}

  /**
   * @param buffers where what is compressed stands until the client takes it
   */
  public Compressor(ByteBufferPool buffers) {
    this.buffers = buffers;
  }

  private static DeflaterPool pool(int level) {
    DeflaterPool pool = new DeflaterPool(KEPT, level, true);
    LifeCycle.start(pool);
    return pool;
  }

  /** Returns one stream, which must be closed, or null if there are too many. */
  @Nullable CompressedStream begin(Coding coding, int level) {
    if (!room.tryAcquire()) {
      refused.increment();
      return null;
    }
    (coding == Coding.GZIP ? gzip : deflate).increment();
    return new CompressedStream(
        this, coding, deflaters.computeIfAbsent(level, Compressor::pool).acquire());
  }

  /** Takes note of the end of a stream. */
  void ended(long in, long out) {
    bytesIn.add(in);
    bytesOut.add(out);
    room.release();
  }

  ByteBufferPool buffers() {
    return buffers;
  }

  /** Returns what became of answers until now. */
  public Counts counts() {
    return new Counts(gzip.sum(), deflate.sum(), refused.sum(), bytesIn.sum(), bytesOut.sum());
  }

  @Override
  public void close() {
    deflaters.values().forEach(pool -> LifeCycle.stop(pool));
  }
}
