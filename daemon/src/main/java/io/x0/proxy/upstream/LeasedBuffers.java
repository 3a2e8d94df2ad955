package io.x0.proxy.upstream;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Retainable;
import org.eclipse.jetty.io.RetainableByteBuffer;

/**
 * A pool of buffers that nobody can spoil who still has his hands on one that he has given back:
 * each time a buffer is handed out it is another object, over memory of the pool, and giving it
 * back a second time does nothing. Thread-safe.
 *
 * <p>Jetty 12.1.14 needs that for HTTP clients. When a backend closes a connection just after an
 * answer, {@code HttpReceiverOverHTTP} may clear, and release again, a network buffer that it has
 * released before. If meanwhile another connection got it, its answer was cut off or mixed with a
 * third one.
 */
final class LeasedBuffers implements ByteBufferPool {
  private final ByteBufferPool pool;

  LeasedBuffers(ByteBufferPool pool) {
    this.pool = pool;
  }

  @Override
  public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
    RetainableByteBuffer pooled = pool.acquire(size, direct);
    return new LeasedBuffer(pooled.getByteBuffer().duplicate(), new Lease(pooled));
  }

  @Override
  public void clear() {
    pool.clear();
  }

  private static final class LeasedBuffer extends RetainableByteBuffer.FixedCapacity {
    LeasedBuffer(ByteBuffer view, Lease lease) {
      super(view, lease);
    }
  }

  /** Counts those who hold a buffer; what follows the last release has no effect. */
  private static final class Lease implements Retainable {
    private final RetainableByteBuffer pooled;
    private final AtomicInteger holders = new AtomicInteger(1);

    Lease(RetainableByteBuffer pooled) {
      this.pooled = pooled;
    }

    @Override
    public boolean canRetain() {
      return true;
    }

    @Override
    public boolean isRetained() {
      return holders.get() > 1;
    }

    @Override
    public int getRetained() {
      return holders.get();
    }

    @Override
    public void retain() {
      if (holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
        throw new IllegalStateException("retained after its release");
      }
    }

    @Override
    public boolean release() {
      if (holders.getAndUpdate(n -> n == 0 ? 0 : n - 1) != 1) {
        return false;
      }
      pooled.release();
      return true;
    }
  }
}
