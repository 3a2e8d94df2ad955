package io.x0.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.junit.jupiter.api.Test;

class LeasedBuffersTest {
  private final ArrayByteBufferPool pool = new ArrayByteBufferPool();
  private final LeasedBuffers buffers = new LeasedBuffers(pool);

  private RetainableByteBuffer.Mutable acquire(String text) {
    RetainableByteBuffer.Mutable buffer = buffers.acquire(4096, true);
    BufferUtil.append(
        buffer.getByteBuffer(), ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    return buffer;
  }

  private static String text(RetainableByteBuffer buffer) {
    return BufferUtil.toString(buffer.getByteBuffer());
  }

  @Test
  void acquire_isEmptyAndLargeEnough() {
    RetainableByteBuffer buffer = buffers.acquire(4096, true);

    assertThat(buffer.remaining()).isZero();
    assertThat(buffer.capacity()).isGreaterThanOrEqualTo(4096);
    assertThat(buffer.isDirect()).isTrue();
  }

  @Test
  void release_givesTheMemoryBackToThePool() {
    RetainableByteBuffer first = acquire("first");
    assertThat(pool.getAvailableDirectByteBufferCount()).isZero();

    assertThat(first.release()).isTrue();

    assertThat(pool.getAvailableDirectByteBufferCount()).isEqualTo(1);
    acquire("second");
    assertThat(pool.getAvailableDirectByteBufferCount()).as("it is used again").isZero();
  }

  @Test
  void retain_keepsItUntilTheLastRelease() {
    RetainableByteBuffer buffer = acquire("kept");
    buffer.retain();
    assertThat(buffer.isRetained()).isTrue();

    assertThat(buffer.release()).isFalse();
    assertThat(buffer.isRetained()).isFalse();
    assertThat(pool.getAvailableDirectByteBufferCount()).isZero();
    assertThat(buffer.release()).isTrue();
    assertThat(pool.getAvailableDirectByteBufferCount()).isEqualTo(1);
    assertThatThrownBy(buffer::retain).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void clear_afterTheRelease_doesNotTouchWhoHasTheMemoryNow() {
    RetainableByteBuffer first = acquire("first");
    ByteBuffer stale = first.getByteBuffer();
    first.release();
    RetainableByteBuffer second = acquire("second");

    BufferUtil.clear(stale);

    assertThat(text(second)).isEqualTo("second");
  }

  @Test
  void secondRelease_doesNotGiveAwayWhatSomebodyElseHas() {
    RetainableByteBuffer first = acquire("first");
    first.release();
    RetainableByteBuffer second = acquire("second");

    assertThat(first.release()).isFalse();
    acquire("third");

    assertThat(text(second)).isEqualTo("second");
    assertThat(pool.getAvailableDirectByteBufferCount()).isZero();
  }
}
