package io.x0.proxy.upstream.http1;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.common.name.BackendUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a backend, which serves one request after the other. Thread-safe.
 *
 * <pre>
 *   IDLE --take--> BUSY --answer complete, may be used again--> IDLE
 *    |               \--anything else--> CLOSED
 *    \--readable, or idle for too long--> CLOSED
 * </pre>
 *
 * <p>The lock covers reads that do not block, parsing and the state; callbacks run outside of it. An
 * idle connection waits for bytes as well: what comes then is its end, or nothing that anybody
 * asked for. That wait serves the next request, which need not register another.
 */
final class Http1Connection extends AbstractConnection {
  private static final int INPUT_BYTES = 16 * 1024;

  /** How long it may be idle, unless its backend says less. */
  static final Duration IDLE = Duration.ofSeconds(30);

  /** One that was used this lately is not asked whether it is still open. */
  private static final long FRESH_NANOS = Duration.ofMillis(2).toNanos();

  private enum State {
    IDLE,
    BUSY,
    CLOSED
  }

  private final Loop loop;
  private final BackendUrl url;
  private final Http1Attempt first;
  private final RequestHead head = new RequestHead();
  private final ReentrantLock lock = new ReentrantLock();
  private final Fillable fillable = new Fillable();

  @GuardedBy("lock")
  private final AnswerParser parser = new AnswerParser();

  @GuardedBy("lock")
  private State state = State.BUSY;

  @GuardedBy("lock")
  private boolean isInterested;

  @GuardedBy("lock")
  private @Nullable RetainableByteBuffer input;

  @GuardedBy("lock")
  private @Nullable Http1Attempt attempt;

  @GuardedBy("lock")
  private @Nullable Runnable demand;

  @GuardedBy("lock")
  private long idleNanos = IDLE.toNanos();

  @GuardedBy("lock")
  private long idleSince;

  @GuardedBy("lock")
  private long served;

  /**
   * @param first who asked for it
   */
  Http1Connection(Loop loop, BackendUrl url, EndPoint endPoint, Http1Attempt first) {
    super(endPoint, loop.executor());
    this.loop = loop;
    this.url = url;
    this.first = first;
    endPoint.setIdleTimeout(IDLE.toMillis());
  }

  @Override
  public void onOpen() {
    super.onOpen();
    if (!first.begin(this)) {
      giveBack();
    }
  }

  BackendUrl url() {
    return url;
  }

  RequestHead head() {
    return head;
  }

  /** Takes it out of its idleness; false if it cannot serve another request. */
  boolean take() {
    boolean isUsable;
    lock.lock();
    try {
      if (state != State.IDLE) {
        return false;
      }
      isUsable = isUsable();
      state = isUsable ? State.BUSY : State.CLOSED;
    } finally {
      lock.unlock();
    }
    if (!isUsable) {
      getEndPoint().close();
    }
    return isUsable;
  }

  @GuardedBy("lock")
  private boolean isUsable() {
    if (!getEndPoint().isOpen()) {
      return false;
    }
    if (served == 0) {
      return true;
    }
    long idle = NanoTime.since(idleSince);
    if (idle < FRESH_NANOS) {
      return true;
    }
    if (idle >= idleNanos) {
      return false;
    }
    try {
      // Its end may have come, and the selector not have told so yet.
      return getEndPoint().fill(BufferUtil.allocate(1)) == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Begins to wait for the answer to a request; returns whether another was served before. */
  boolean expect(Http1Attempt next, Answer answer, boolean toHead) {
    boolean register;
    boolean isReused;
    lock.lock();
    try {
      attempt = next;
      parser.begin(answer, toHead);
      isReused = served++ > 0;
      register = !isInterested;
      isInterested = true;
    } finally {
      lock.unlock();
    }
    if (register) {
      register();
    }
    return isReused;
  }

  private void register() {
    getEndPoint().fillInterested(fillable);
    if (!getEndPoint().isOpen()) {
      // It was closed before, and then nobody tells.
      fillable.failed(new EofException("closed"));
    }
  }

  /** Reads the next chunk of an answer, as {@link Content.Source#read} does. */
  Content.@Nullable Chunk read(Http1Attempt reader, Answer answer) {
    Content.Chunk chunk;
    Ending ending = Ending.NONE;
    lock.lock();
    try {
      chunk = answer.poll();
      if (chunk == null && answer.failure() == null && attempt == reader) {
        fill(answer);
        chunk = answer.poll();
        ending = ending(answer);
      }
      if (chunk == null) {
        Throwable failure = answer.failure();
        if (failure != null) {
          chunk = Content.Chunk.from(failure, true);
        }
      }
    } finally {
      lock.unlock();
    }
    carryOut(ending, reader);
    return chunk;
  }

  /** Runs {@code callback} when there is more to read. */
  void demand(Http1Attempt reader, Answer answer, Runnable callback) {
    boolean isHere;
    boolean register = false;
    lock.lock();
    try {
      isHere = answer.isComplete() || answer.failure() != null || attempt != reader;
      if (!isHere) {
        demand = callback;
        register = !isInterested;
        isInterested = true;
      }
    } finally {
      lock.unlock();
    }
    if (isHere) {
      loop.executor().execute(callback);
    } else if (register) {
      register();
    }
  }

  /** Closes it because of its attempt. */
  void abort(Http1Attempt reader, Answer answer, Throwable cause) {
    Runnable waiting;
    lock.lock();
    try {
      answer.fail(cause);
      answer.discard();
      if (attempt != reader) {
        return;
      }
      waiting = demand;
      close();
    } finally {
      lock.unlock();
    }
    getEndPoint().close(cause);
    if (waiting != null) {
      loop.executor().execute(waiting);
    }
  }

  /** Nothing was asked on it and nothing will be: it may serve somebody else. */
  void giveBack() {
    boolean register;
    lock.lock();
    try {
      state = State.IDLE;
      idleSince = NanoTime.now();
      register = !isInterested;
      isInterested = true;
    } finally {
      lock.unlock();
    }
    if (register) {
      register();
    }
    loop.add(this);
  }

  @GuardedBy("lock")
  private void close() {
    state = State.CLOSED;
    attempt = null;
    demand = null;
    RetainableByteBuffer held = input;
    input = null;
    if (held != null) {
      held.release();
    }
  }

  /** What becomes of the connection after a read. */
  private enum Ending {
    NONE,
    IDLE,
    CLOSE
  }

  private void carryOut(Ending ending, @Nullable Http1Attempt ended) {
    switch (ending) {
      case NONE -> {}
      case IDLE -> giveBack();
      case CLOSE -> {
        getEndPoint().close();
        if (ended != null) {
          // The backend has answered without hearing all of it, and will hear no more.
          ended.stopSending();
        }
      }
    }
  }

  /** Reads until something of the answer is here, or nothing more is to be had. */
  @GuardedBy("lock")
  private void fill(Answer answer) {
    boolean hadHead = answer.hasHead();
    try {
      while (!answer.isComplete() && answer.failure() == null) {
        RetainableByteBuffer buffer = input();
        int filled = getEndPoint().fill(buffer.getByteBuffer());
        if (filled == 0) {
          return;
        }
        if (filled < 0) {
          parser.end();
          return;
        }
        parser.parse(buffer);
        if (hadHead ? answer.hasChunk() : answer.hasHead()) {
          return;
        }
      }
    } catch (IOException e) {
      answer.fail(e);
    } finally {
      dropEmptyInput();
    }
  }

  /** Returns a buffer that is empty, and whose bytes nobody reads any more. */
  @GuardedBy("lock")
  private RetainableByteBuffer input() {
    RetainableByteBuffer held = input;
    if (held != null && held.isRetained()) {
      held.release();
      held = null;
    }
    if (held == null) {
      held = loop.buffers().acquire(INPUT_BYTES, true);
      input = held;
    }
    BufferUtil.clear(held.getByteBuffer());
    return held;
  }

  /** A connection that waits needs no buffer. */
  @GuardedBy("lock")
  private void dropEmptyInput() {
    RetainableByteBuffer held = input;
    if (held != null && !held.getByteBuffer().hasRemaining()) {
      held.release();
      input = null;
    }
  }

  /** Lets go of the attempt if its answer has come to an end, and says what follows. */
  @GuardedBy("lock")
  private Ending ending(Answer answer) {
    if (!answer.isComplete() && answer.failure() == null) {
      return Ending.NONE;
    }
    Http1Attempt ended = attempt;
    boolean hasStrayBytes = input != null;
    boolean isReusable =
        answer.isPersistent() && !hasStrayBytes && ended != null && ended.isSent();
    if (!isReusable) {
      close();
      return Ending.CLOSE;
    }
    attempt = null;
    demand = null;
    idleNanos = KeepAlive.idleNanos(answer.fields().get(HttpHeader.KEEP_ALIVE), IDLE);
    return Ending.IDLE;
  }

  @Override
  public void onFillable() {
    Http1Attempt waiting;
    Answer answer;
    Runnable reader = null;
    Ending ending = Ending.NONE;
    boolean register = false;
    lock.lock();
    try {
      if (!isInterested) {
        return;
      }
      isInterested = false;
      waiting = attempt;
      answer = parser.answer();
      if (waiting == null || answer == null) {
        // Nobody asked for what came.
        close();
        ending = Ending.CLOSE;
      } else if (!answer.hasHead()) {
        fill(answer);
        ending = ending(answer);
        register = !answer.hasHead() && answer.failure() == null;
        isInterested = register;
      } else {
        reader = demand;
        demand = null;
      }
    } finally {
      lock.unlock();
    }
    carryOut(ending, waiting);
    if (waiting == null) {
      loop.remove(this);
    } else if (reader != null) {
      reader.run();
    } else if (register) {
      register();
    } else if (answer != null) {
      waiting.onAnswer(answer);
    }
  }

  private void onFillFailed(Throwable cause) {
    Http1Attempt waiting;
    Answer answer;
    Runnable reader;
    boolean hadHead;
    lock.lock();
    try {
      if (!isInterested) {
        return;
      }
      isInterested = false;
      waiting = attempt;
      answer = parser.answer();
      reader = demand;
      hadHead = answer != null && answer.hasHead();
      if (answer != null && waiting != null) {
        answer.fail(cause);
      }
      close();
    } finally {
      lock.unlock();
    }
    getEndPoint().close(cause);
    if (waiting == null) {
      loop.remove(this);
    } else if (reader != null) {
      reader.run();
    } else if (answer != null && !hadHead) {
      waiting.onAnswer(answer);
    }
  }

  /** A busy connection is not idle, however long its backend takes: attempts have deadlines. */
  @Override
  public boolean onIdleExpired(TimeoutException timeout) {
    lock.lock();
    try {
      return state != State.BUSY;
    } finally {
      lock.unlock();
    }
  }

  private final class Fillable implements Callback {
    @Override
    public void succeeded() {
      loop.executor().run(Http1Connection.this::onFillable);
    }

    @Override
    public void failed(Throwable cause) {
      onFillFailed(cause);
    }

    @Override
    public InvocationType getInvocationType() {
      return InvocationType.NON_BLOCKING;
    }
  }
}
