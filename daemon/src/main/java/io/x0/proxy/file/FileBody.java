package io.x0.proxy.file;

import io.x0.proxy.upstream.Upstream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of a file as the body of an answer. The disk is read by the threads of {@code disk} only,
 * one buffer at a time, when the client has taken the last. Confined to one reader's serial steps,
 * except closing.
 */
public final class FileBody implements Upstream.Body, AutoCloseable {
  /** As much as a client that takes nothing holds in memory. */
  private static final int BUFFER_BYTES = 32 << 10;

  private final OpenFile file;
  private final Deque<FileAnswer.Piece> pieces;
  private final ByteBufferPool buffers;
  private final Executor disk;

  /** How much of the first piece was read. */
  private long done;

  private volatile Content.@Nullable Chunk next;

  /**
   * @param file closed at the end, and by {@link #close}
   * @param disk where the disk is read
   */
  public FileBody(OpenFile file, FileAnswer answer, ByteBufferPool buffers, Executor disk) {
    this.file = file;
    this.pieces = new ArrayDeque<>(answer.pieces());
    this.buffers = buffers;
    this.disk = disk;
  }

  /** Reads the next chunk from the disk, if it is not there yet. For a thread of the disk. */
  public void fill() {
    if (next != null) {
      return;
    }
    try {
      next = chunk();
    } catch (IOException e) {
      next = Content.Chunk.from(e, true);
    }
    Content.Chunk filled = next;
    if (filled != null && filled.isLast()) {
      close();
    }
  }

  private Content.Chunk chunk() throws IOException {
    FileAnswer.Piece piece = pieces.peek();
    if (piece == null) {
      return Content.Chunk.EOF;
    }
    if (piece instanceof FileAnswer.Text between) {
      pieces.remove();
      ByteBuffer text = StandardCharsets.US_ASCII.encode(between.text());
      return Content.Chunk.from(text, pieces.isEmpty());
    }
    FileAnswer.OfFile part = (FileAnswer.OfFile) piece;
    RetainableByteBuffer.Mutable buffer = buffers.acquire(BUFFER_BYTES, true);
    try {
      int read = read(part, buffer.getByteBuffer());
      done += read;
      if (done == part.length()) {
        pieces.remove();
        done = 0;
      }
      return Content.Chunk.asChunk(buffer.getByteBuffer(), pieces.isEmpty(), buffer);
    } catch (IOException e) {
      buffer.release();
      throw e;
    }
  }

  private int read(FileAnswer.OfFile part, ByteBuffer bytes) throws IOException {
    bytes.clear();
    bytes.limit((int) Math.min(bytes.capacity(), part.length() - done));
    while (bytes.hasRemaining()) {
      if (file.channel().read(bytes, part.first() + done + bytes.position()) < 0) {
        throw new EOFException("the file has become shorter");
      }
    }
    return bytes.flip().remaining();
  }

  @Override
  public Content.@Nullable Chunk read() {
    Content.Chunk ready = next;
    if (ready != null && !Content.Chunk.isFailure(ready)) {
      next = ready.isLast() ? Content.Chunk.EOF : null;
    }
    return ready;
  }

  @Override
  public void demand(Runnable demandCallback) {
    disk.execute(
        () -> {
          fill();
          demandCallback.run();
        });
  }

  @Override
  public void fail(Throwable failure) {
    close();
  }

  @Override
  public @Nullable HttpFields trailers() {
    return null;
  }

  @Override
  public void close() {
    file.close();
  }
}
