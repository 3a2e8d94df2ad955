package io.x0.proxy.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.common.OneLine;
import io.x0.proxy.fastcgi.CgiHead;
import io.x0.proxy.fastcgi.FastCgiException;
import io.x0.proxy.fastcgi.RecordReader;
import io.x0.proxy.upstream.Upstream.Failure;
import io.x0.proxy.upstream.Upstream.Failure.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The answer of an attempt over FastCGI. Receiving is confined to the connection's serial
 * callbacks, reading to one thread at a time; it holds what one buffer of the network brought.
 */
final class FastCgiAnswer implements RecordReader.Sink, Upstream.Body {
  private static final Logger LOG = LoggerFactory.getLogger("io.x0.proxy.fastcgi");
  private static final int LONGEST_COMPLAINT = 500;
  private static final int MOST_COMPLAINTS = 20;

  private final FastCgiAttempt attempt;
  private final Upstream.Outgoing outgoing;
  private final RecordReader reader = new RecordReader(this);
  private final CgiHead head = new CgiHead();
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable RetainableByteBuffer receiving;
  private volatile boolean heard;
  private volatile boolean begun;
  private volatile boolean complete;
  private volatile boolean discarding;
  private int complaints;
  private long bodyBytes;

  @GuardedBy("lock")
  private final Deque<Content.Chunk> chunks = new ArrayDeque<>();

  @GuardedBy("lock")
  private @Nullable Runnable demand;

  FastCgiAnswer(FastCgiAttempt attempt, Upstream.Outgoing outgoing) {
    this.attempt = attempt;
    this.outgoing = outgoing;
  }

  /** Returns whether a byte of it has come. */
  boolean isHeard() {
    return heard;
  }

  /** Returns whether its head has come. */
  boolean isBegun() {
    return begun;
  }

  /** Returns whether all of it has come. */
  boolean isComplete() {
    return complete;
  }

  int status() {
    return head.status();
  }

  HttpFields headers() {
    HttpFields.Mutable fields = HttpFields.build();
    head.fields().forEach(field -> fields.add(field.name(), field.value()));
    return fields;
  }

  /** Nobody wants it any more. */
  void discard() {
    discarding = true;
    dropChunks();
  }

  /** Takes what the network brought. */
  void receive(RetainableByteBuffer bytes) {
    receiving = bytes;
    boolean isNew = !begun;
    try {
      reader.receive(bytes.getByteBuffer());
    } catch (FastCgiException e) {
      attempt.fail(attempt.failure(Kind.PROTOCOL, e));
    } finally {
      receiving = null;
    }
    if (complete) {
      attempt.complete();
    }
    if (attempt.failed() != null) {
      return;
    }
    if (isNew && begun && !discarding) {
      attempt.tellHead();
    } else if (!wake() && wantsMore()) {
      if (!attempt.isNotified()) {
        attempt.awaitRead();
      }
      attempt.awaitBytes();
    }
  }

  /** Returns whether somebody waits for what has not come yet: nobody else makes it read. */
  private boolean wantsMore() {
    lock.lock();
    try {
      return !complete && (!begun || discarding || demand != null);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void answer(ByteBuffer piece) throws FastCgiException {
    heard = true;
    if (!head.isComplete()) {
      head.receive(piece);
      begun = head.isComplete();
    }
    if (begun && hasBody()) {
      bodyBytes += piece.remaining();
      if (head.length() >= 0 && bodyBytes > head.length()) {
        throw new FastCgiException("a body longer than its Content-Length");
      }
    }
    RetainableByteBuffer from = receiving;
    if (piece.hasRemaining() && from != null && !discarding && hasBody()) {
      from.retain();
      lock.lock();
      try {
        chunks.addLast(Content.Chunk.asChunk(piece.slice(), false, from));
      } finally {
        lock.unlock();
      }
    }
  }

  private boolean hasBody() {
    return !HttpMethod.HEAD.is(outgoing.method()) && status() != 204 && status() != 304;
  }

  @Override
  public void complaint(ByteBuffer piece) {
    for (String line : StandardCharsets.UTF_8.decode(piece).toString().split("\n", -1)) {
      if (!line.isBlank() && complaints < MOST_COMPLAINTS) {
        complaints++;
        LOG.warn("{}: {}", outgoing.url(), OneLine.of(line.strip(), LONGEST_COMPLAINT));
      }
    }
  }

  @Override
  public void end(RecordReader.Ending ending) throws FastCgiException {
    switch (ending) {
      case COMPLETE -> {
        if (!head.isComplete()) {
          throw new FastCgiException("an answer without a head");
        }
        if (hasBody() && bodyBytes < head.length()) {
          throw new FastCgiException("a body shorter than its Content-Length");
        }
        complete = true;
      }
      case CANNOT_MULTIPLEX, OVERLOADED -> {
        // It was not begun, so any request may be sent again.
        FastCgiException cause = new FastCgiException("the backend has too much to do");
        attempt.fail(new Failure(Kind.BROKEN, false, true, false, cause));
      }
      case UNKNOWN_ROLE -> throw new FastCgiException("the backend is no responder");
    }
  }

  @Override
  public Content.@Nullable Chunk read() {
    Failure failure = attempt.failed();
    lock.lock();
    try {
      Content.Chunk next = chunks.pollFirst();
      if (next != null) {
        return next;
      }
    } finally {
      lock.unlock();
    }
    if (complete && !discarding) {
      return Content.Chunk.EOF;
    }
    if (failure == null && discarding) {
      failure = attempt.failure(Kind.CLIENT, new IOException("the client left"));
    }
    return failure == null
        ? null
        : Content.Chunk.from(new Upstream.UpstreamException(failure), true);
  }

  @Override
  public void demand(Runnable demandCallback) {
    boolean ready;
    lock.lock();
    try {
      ready = !chunks.isEmpty() || complete || discarding || attempt.failed() != null;
      if (!ready) {
        demand = demandCallback;
      }
    } finally {
      lock.unlock();
    }
    if (ready) {
      attempt.execute(demandCallback);
      return;
    }
    attempt.awaitRead();
    attempt.awaitBytes();
    if (attempt.failed() != null) {
      wake();
    }
  }

  /** Runs what waits for something to read, if there is something; returns whether it did. */
  boolean wake() {
    Runnable waiting;
    lock.lock();
    try {
      boolean ready = !chunks.isEmpty() || complete || discarding || attempt.failed() != null;
      waiting = ready ? demand : null;
      if (waiting != null) {
        demand = null;
      }
    } finally {
      lock.unlock();
    }
    if (waiting == null) {
      return false;
    }
    waiting.run();
    return true;
  }

  @Override
  public void fail(Throwable failure) {
    dropChunks();
    attempt.abort(failure);
  }

  private void dropChunks() {
    lock.lock();
    try {
      chunks.forEach(Content.Chunk::release);
      chunks.clear();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public @Nullable HttpFields trailers() {
    return null;
  }
}
