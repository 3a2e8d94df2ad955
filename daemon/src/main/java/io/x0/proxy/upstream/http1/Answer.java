package io.x0.proxy.upstream.http1;

import io.x0.proxy.upstream.AnswerFraming;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What has come of the answer to one request, as a parser tells it. Confined to the lock of the
 * connection that it comes from; head and trailers do not change once they are complete.
 */
final class Answer implements HttpParser.ResponseHandler {
  /** A backend that sends more of them will never come to the point. */
  private static final int MAX_INTERIM = 20;

  /**
   * What the backend says before its answer: 102 or 103.
   *
   * @param fields hop-by-hop ones included
   */
  record Interim(int status, HttpFields fields) {}

  private final Deque<Content.Chunk> chunks = new ArrayDeque<>(2);
  private HttpFields.Mutable fields = HttpFields.build();
  private HttpFields.@Nullable Mutable trailers;
  private @Nullable RetainableByteBuffer source;
  private int status;
  private HttpVersion version = HttpVersion.HTTP_1_1;
  private int interim;
  private List<Interim> untold = List.of();
  private boolean isInvited;
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

  /** Returns whether the backend wants to have the body of the request. */
  boolean isInvited() {
    return isInvited;
  }

  /** Returns what the backend has said since the last call. */
  List<Interim> takeInterim() {
    List<Interim> taken = untold;
    untold = List.of();
    return taken;
  }

  /** Returns whether nothing more is to come. */
  boolean isOver() {
    return isComplete || failure != null;
  }

  /** It will not go on. */
  void fail(Throwable cause) {
    if (!isOver()) {
      failure = cause;
    }
  }

  /** Nobody is to read on: what has come and was not read is lost, and so it is not whole. */
  void abandon(Throwable cause) {
    if (hasChunk()) {
      isComplete = false;
    }
    fail(cause);
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
      // The same bytes and the same reference to them, now known to be the last.
      return Content.Chunk.asChunk(next.getByteBuffer(), true, next);
    }
    return next;
  }

  /** Returns whether the backend lets another request follow on the connection. */
  boolean isPersistent() {
    if (!isComplete || isEndedByClose) {
      return false;
    }
    return version == HttpVersion.HTTP_1_0
        ? fields.contains(HttpHeader.CONNECTION, HttpHeaderValue.KEEP_ALIVE.asString())
        : !fields.contains(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
  }

  @Override
  public void startResponse(HttpVersion spoken, int code, @Nullable String reason) {
    status = code;
    version = spoken;
  }

  @Override
  public void parsedHeader(HttpField field) {
    fields.add(field);
  }

  @Override
  public boolean headerComplete() {
    hasHead = !HttpStatus.isInformational(status);
    try {
      if (hasHead) {
        AnswerFraming.check(status, version, fields);
      }
    } catch (IOException e) {
      malformed(e);
    }
    return false;
  }

  @Override
  public boolean content(ByteBuffer bytes) {
    RetainableByteBuffer from = source;
    if (from != null && bytes.hasRemaining() && failure == null) {
      from.retain();
      chunks.add(Content.Chunk.asChunk(bytes, false, from));
    }
    return false;
  }

  @Override
  public boolean contentComplete() {
    return false;
  }

  @Override
  public void parsedTrailer(HttpField field) {
    HttpFields.Mutable all = trailers;
    if (all == null) {
      all = HttpFields.build();
      trailers = all;
    }
    all.add(field);
  }

  @Override
  public boolean messageComplete() {
    if (hasHead) {
      isComplete = failure == null;
    } else if (status == HttpStatus.SWITCHING_PROTOCOLS_101) {
      malformed(new IOException("the backend switches to a protocol that nobody asked for"));
    } else if (++interim > MAX_INTERIM) {
      malformed(new IOException("the backend sends interim answers without end"));
    } else {
      if (status == HttpStatus.CONTINUE_100) {
        isInvited = true;
      } else {
        untold = new ArrayList<>(untold);
        untold.add(new Interim(status, fields));
      }
      fields = HttpFields.build();
    }
    return true;
  }

  @Override
  public void earlyEOF() {
    fail(new EOFException("the backend closed the connection"));
  }

  @Override
  public void badMessage(HttpException cause) {
    unreadable(
        cause instanceof Throwable thrown
            ? thrown
            : new IOException(String.valueOf(cause.getReason())));
  }

  /** The parser cannot read it. */
  void unreadable(Throwable cause) {
    if (isEndedByClose) {
      // Half a head is not wrong, but not all of it either.
      earlyEOF();
    } else {
      malformed(cause);
    }
  }

  private void malformed(Throwable cause) {
    if (!isOver()) {
      isMalformed = true;
      failure = cause;
    }
  }
}
