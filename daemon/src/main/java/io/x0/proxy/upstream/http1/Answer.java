package io.x0.proxy.upstream.http1;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What has come of the answer to one request. Confined to the lock of the connection that it comes
 * from.
 */
final class Answer {
  /** A backend that sends more of them will never come to the point. */
  private static final int MAX_INTERIM = 20;

  private final Deque<Content.Chunk> chunks = new ArrayDeque<>(2);
  private HttpFields.Mutable fields = HttpFields.build();
  private HttpFields.@Nullable Mutable trailers;
  private @Nullable RetainableByteBuffer source;
  private int status;
  private boolean isHttp10;
  private int interim;
  private boolean hasHead;
  private boolean hasHeard;
  private boolean isComplete;
  private boolean isEndedByClose;
  private boolean isMalformed;
  private @Nullable Throwable failure;

  /** Takes the bytes of the body that come from now on as parts of {@code from}. */
  void from(@Nullable RetainableByteBuffer from) {
    source = from;
    hasHeard = true;
  }

  /** Says that the backend has closed its side, which ends some answers and breaks others. */
  void closing() {
    isEndedByClose = true;
  }

  /** Returns whether a byte of it has come, be it of an interim one. */
  boolean hasHeard() {
    return hasHeard;
  }

  /** Returns whether nothing more is to come. */
  boolean isOver() {
    return isComplete || failure != null;
  }

  /** It will not go on. */
  void fail(Throwable cause) {
    if (failure == null && !isComplete) {
      failure = cause;
    }
  }

  /** Lets go of what nobody will read. */
  void discard() {
    for (Content.Chunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
      chunk.release();
    }
  }

  /** Returns whether the head of the final answer is here. */
  boolean hasHead() {
    return hasHead;
  }

  /** Returns whether a chunk of the body waits to be read. */
  boolean hasChunk() {
    return !chunks.isEmpty();
  }

  boolean isComplete() {
    return isComplete;
  }

  /** Returns whether the backend speaks something else than HTTP. */
  boolean isMalformed() {
    return isMalformed;
  }

  @Nullable Throwable failure() {
    return failure;
  }

  int status() {
    return status;
  }

  HttpFields fields() {
    return fields;
  }

  @Nullable HttpFields trailers() {
    return trailers;
  }

  /** Returns the next chunk of the body, or null if none is here. */
  Content.@Nullable Chunk poll() {
    Content.Chunk next = chunks.poll();
    if (next == null) {
      return isComplete ? Content.Chunk.EOF : null;
    }
    if (isComplete && chunks.isEmpty()) {
      ByteBuffer bytes = next.getByteBuffer();
      // The same bytes and the same reference to them, now known to be the last.
      return Content.Chunk.asChunk(bytes, true, next);
    }
    return next;
  }

  /** Returns whether the backend lets another request follow on the connection. */
  boolean isPersistent() {
    if (!isComplete || isEndedByClose) {
      return false;
    }
    return isHttp10
        ? fields.contains(HttpHeader.CONNECTION, HttpHeaderValue.KEEP_ALIVE.asString())
        : !fields.contains(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
  }

  void startResponse(HttpVersion version, int code) {
    status = code;
    isHttp10 = version == HttpVersion.HTTP_1_0;
  }

  void parsedHeader(HttpField field) {
    fields.add(field);
  }

  void headerComplete() {
    hasHead = !HttpStatus.isInformational(status);
  }

  void content(ByteBuffer bytes) {
    RetainableByteBuffer from = source;
    if (from != null && bytes.hasRemaining()) {
      from.retain();
      chunks.add(Content.Chunk.asChunk(bytes, false, from));
    }
  }

  void parsedTrailer(HttpField field) {
    HttpFields.Mutable all = trailers;
    if (all == null) {
      all = HttpFields.build();
      trailers = all;
    }
    all.add(field);
  }

  void messageComplete() {
    if (hasHead) {
      isComplete = true;
    } else if (status == HttpStatus.SWITCHING_PROTOCOLS_101) {
      malformed(new EofException("the backend switches to a protocol that nobody asked for"));
    } else if (++interim > MAX_INTERIM) {
      malformed(new EofException("the backend sends more than " + MAX_INTERIM + " interim answers"));
    } else {
      fields = HttpFields.build();
    }
  }

  /** What came is not HTTP. */
  void malformed(Throwable cause) {
    isMalformed = true;
    fail(cause);
  }
}
