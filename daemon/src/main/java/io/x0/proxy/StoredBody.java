package io.x0.proxy;

import io.x0.cache.Ranges.Span;
import io.x0.cache.body.BodyReader;
import io.x0.cache.body.CachedBody;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import io.x0.proxy.upstream.Upstream.UpstreamException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.jspecify.annotations.Nullable;

/**
 * A part of a stored body, as it goes to one client, while it may still be growing. What it hands
 * out is the memory of the cache; it stays until {@link #close}. Confined to one reader's serial
 * callbacks, except closing.
 */
final class StoredBody implements Upstream.Body, AutoCloseable {
  private final BodyReader reader;

  /** How many bytes are still to be read; negative: all there will be. */
  private long left;

  private final Resumption resumption;

  /** What follows without the cache, once it had no room for more. */
  private Upstream.@Nullable Body rest;

  /** Finds what follows for those readers that cannot have the rest of the fill. */
  interface Resumption {
    /** Returns the body from a byte on, or null if that is not to be had. */
    Upstream.@Nullable Body from(long position);
  }

  private StoredBody(BodyReader reader, long left, Resumption resumption) {
    this.reader = reader;
    this.left = left;
    this.resumption = resumption;
  }

  /** Returns the whole body; the caller holds a reference to it. */
  static StoredBody whole(CachedBody body, Resumption resumption) {
    return new StoredBody(body.reader(0), -1, resumption);
  }

  /** Returns a range of the body; the caller holds a reference to it. */
  static StoredBody part(CachedBody body, Span span, Resumption resumption) {
    return new StoredBody(body.reader(span.first()), span.length(), resumption);
  }

  @Override
  public Content.@Nullable Chunk read() {
    if (left == 0) {
      return Content.Chunk.EOF;
    }
    if (rest != null) {
      return trimmed(rest.read());
    }
    ByteBuffer next = reader.next();
    if (next == null) {
      Throwable failure = reader.failure();
      if (failure instanceof Overflow overflow && reader.isAtFailure()) {
        Upstream.Body unclaimed = overflow.claim();
        Upstream.Body following =
            unclaimed == null ? resumption.from(reader.position()) : unclaimed;
        if (following != null) {
          rest = following;
          return trimmed(following.read());
        }
      }
      if (failure != null) {
        return Content.Chunk.from(broken(failure), true);
      }
      return reader.isEnd() ? Content.Chunk.EOF : null;
    }
    if (left < 0) {
      return Content.Chunk.from(next, reader.isEnd());
    }
    if (next.remaining() > left) {
      next = next.slice(next.position(), (int) left);
    }
    left -= next.remaining();
    return Content.Chunk.from(next, left == 0);
  }

  /** Cuts off what is beyond the part that is read. */
  private Content.@Nullable Chunk trimmed(Content.@Nullable Chunk chunk) {
    if (chunk == null || left < 0 || Content.Chunk.isFailure(chunk)) {
      return chunk;
    }
    if (chunk.remaining() > left) {
      ByteBuffer bytes = chunk.getByteBuffer();
      bytes.limit(bytes.position() + (int) left);
    }
    left -= chunk.remaining();
    if (left == 0 && !chunk.isLast() && rest != null) {
      return Content.Chunk.from(chunk.getByteBuffer(), true, chunk::release);
    }
    return chunk;
  }

  private static UpstreamException broken(Throwable cause) {
    return cause instanceof UpstreamException known
        ? known
        : new UpstreamException(new Failure(Failure.Kind.BROKEN, true, true, false, cause));
  }

  @Override
  public void demand(Runnable demandCallback) {
    Upstream.Body following = rest;
    if (following == null) {
      reader.onAvailable(demandCallback);
    } else {
      following.demand(demandCallback);
    }
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
    Upstream.Body following = rest;
    reader.close();
    if (following != null) {
      following.fail(new EofException("nobody wants the rest"));
    }
  }
}
