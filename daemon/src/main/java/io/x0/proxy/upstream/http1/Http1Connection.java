package io.x0.proxy.upstream.http1;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.common.name.BackendUrl;
import java.io.EOFException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a backend, which serves one request after the other. Thread-safe.
 *
 * <pre>
 *   IDLE --take--> BUSY --answer complete, may be used again--> LEFT --request written--> IDLE
 *    |               \--anything else--> CLOSED
 *    \--readable, or idle for too long--> CLOSED
 * </pre>
 *
 * <p>The lock covers reads that do not block, parsing and the state; callbacks run outside of it.
 * An idle connection waits for bytes as well: what comes then is its end, or nothing that anybody
 * asked for. That wait serves the next request, which need not register another.
 */
final class Http1Connection extends AbstractConnection {
  private enum State {
    IDLE,
    BUSY,
    LEFT,
    CLOSED
  }

  /** What becomes of the connection after a read. */
  private enum Ending {
    NONE,
    IDLE,
    CLOSE
  }

  private final LoopUpstream upstream;
  private final BackendUrl url;
  private final RequestHead head = new RequestHead();
  private final ReentrantLock lock = new ReentrantLock();
  private final Runnable onFillable = this::onFillable;
  private final Callback fillable =
      Callback.from(InvocationType.NON_BLOCKING, this::onAwake, this::onFillFailed);

  /** Who asked for it, until it is open. */
  private volatile @Nullable Http1Attempt first;

  private volatile boolean hasServed;

  @GuardedBy("lock")
  private final AnswerReader reader;

  @GuardedBy("lock")
  private State state = State.BUSY;

  @GuardedBy("lock")
  private boolean isInterested;

  @GuardedBy("lock")
  private @Nullable Http1Attempt attempt;

  @GuardedBy("lock")
  private @Nullable Runnable demand;

  @GuardedBy("lock")
  private final IdleTime idleTime = new IdleTime();

  /**
   * @param first who asked for it
   */
  Http1Connection(LoopUpstream upstream, EndPoint endPoint, Http1Attempt first) {
    super(endPoint, upstream.executor());
    this.upstream = upstream;
    this.url = first.url();
    this.first = first;
    reader = new AnswerReader(endPoint, upstream.buffers());
    endPoint.setIdleTimeout(IdleTime.LONGEST.toMillis());
  }

  @Override
  public void onOpen() {
    super.onOpen();
    Http1Attempt opening = first;
    first = null;
    if (opening != null) {
      opening.begin(this);
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
      isUsable = idleTime.allowsAnother(getEndPoint());
      state = isUsable ? State.BUSY : State.CLOSED;
    } finally {
      lock.unlock();
    }
    if (!isUsable) {
      getEndPoint().close();
    }
    return isUsable;
  }

  /** Returns whether it has served another request before. */
  boolean hasServed() {
    return hasServed;
  }

  /** Begins to wait for the answer to a request. */
  void expect(Http1Attempt next, boolean toHead) {
    boolean register;
    lock.lock();
    try {
      attempt = next;
      reader.begin(next.answer(), toHead);
      register = !isInterested;
      isInterested = true;
    } finally {
      lock.unlock();
    }
    listen(register);
  }

  /** Waits for bytes, if it does not yet. */
  private void listen(boolean isNew) {
    if (isNew) {
      tryFillInterested(fillable);
    }
    if (!getEndPoint().isOpen()) {
      // It was closed before, and then nobody tells.
      onFillFailed(new EOFException("the connection was closed"));
    }
  }

  /** Reads the next chunk of an answer, as {@link Content.Source#read} does. */
  Content.@Nullable Chunk read(Http1Attempt asking) {
    Answer answer = asking.answer();
    Content.Chunk chunk;
    Ending ending = Ending.NONE;
    lock.lock();
    try {
      chunk = answer.poll();
      if (chunk == null && attempt == asking) {
        reader.fill();
        chunk = answer.poll();
        ending = ending(asking);
      }
      Throwable failure = answer.failure();
      if (chunk == null && failure != null) {
        chunk = Content.Chunk.from(failure, true);
      }
    } finally {
      lock.unlock();
    }
    carryOut(ending, asking);
    return chunk;
  }

  /** Runs {@code callback} when there is more to read. */
  void demand(Http1Attempt asking, Runnable callback) {
    boolean isHere;
    boolean register = false;
    lock.lock();
    try {
      isHere = attempt != asking || asking.answer().hasChunk();
      if (!isHere) {
        demand = callback;
        register = !isInterested;
        isInterested = true;
      }
    } finally {
      lock.unlock();
    }
    if (isHere) {
      upstream.execute(callback);
    } else {
      listen(register);
    }
  }

  /** Closes it because of its attempt; does nothing if that is over. */
  void abort(Http1Attempt asking, Throwable cause) {
    Runnable waiting;
    lock.lock();
    try {
      asking.answer().abandon(cause);
      if (attempt != asking) {
        return;
      }
      waiting = demand;
      end();
    } finally {
      lock.unlock();
    }
    getEndPoint().close(cause);
    if (waiting != null) {
      upstream.execute(waiting);
    }
  }

  /** Nothing is asked on it any more: it may serve somebody else. */
  void giveBack() {
    boolean register;
    lock.lock();
    try {
      state = State.IDLE;
      idleTime.begin();
      register = !isInterested;
      isInterested = true;
    } finally {
      lock.unlock();
    }
    listen(register);
    if (!upstream.idle().add(this)) {
      getEndPoint().close();
    } else if (!getEndPoint().isOpen()) {
      upstream.idle().remove(this);
    }
  }

  @GuardedBy("lock")
  private void end() {
    state = State.CLOSED;
    attempt = null;
    demand = null;
    reader.close();
  }

  private void carryOut(Ending ending, Http1Attempt ended) {
    switch (ending) {
      case NONE -> {}
      case IDLE -> {
        ended.onEnd();
        ended.leave(this);
      }
      case CLOSE -> {
        ended.onEnd();
        getEndPoint().close();
        ended.stopSending();
      }
    }
  }

  /** Lets go of the attempt if its answer has come to an end, and says what follows. */
  @GuardedBy("lock")
  private Ending ending(Http1Attempt ended) {
    Answer answer = ended.answer();
    if (!answer.isOver()) {
      return Ending.NONE;
    }
    if (!answer.isPersistent() || reader.hasStrayBytes() || !ended.leavesConnection()) {
      end();
      return Ending.CLOSE;
    }
    state = State.LEFT;
    attempt = null;
    demand = null;
    hasServed = true;
    idleTime.learn(answer.fields());
    return Ending.IDLE;
  }

  private void onAwake() {
    upstream.executor().run(onFillable);
  }

  @Override
  public void onFillable() {
    Http1Attempt told;
    Runnable waiting = null;
    boolean isAnswered = false;
    boolean isInvited = false;
    List<Answer.Interim> said = List.of();
    Ending ending = Ending.NONE;
    lock.lock();
    try {
      if (!isInterested) {
        return;
      }
      isInterested = false;
      told = attempt;
      reader.awake();
      if (told == null) {
        // Nobody asked for what came.
        end();
      } else if (told.answer().hasHead()) {
        waiting = demand;
        demand = null;
      } else {
        Answer answer = told.answer();
        reader.fill();
        ending = ending(told);
        isAnswered = answer.hasHead() || answer.isOver();
        isInterested = !isAnswered;
        isInvited = answer.isInvited();
        said = answer.takeInterim();
      }
    } finally {
      lock.unlock();
    }
    if (told == null) {
      getEndPoint().close();
      return;
    }
    said.forEach(told::onInterim);
    carryOut(ending, told);
    if (waiting != null) {
      waiting.run();
    } else if (isAnswered) {
      told.onAnswer();
    } else {
      listen(true);
      if (isInvited) {
        told.onInvited();
      }
    }
  }

  private void onFillFailed(Throwable cause) {
    Http1Attempt told;
    Runnable waiting;
    boolean hadHead = false;
    lock.lock();
    try {
      if (!isInterested) {
        return;
      }
      isInterested = false;
      told = attempt;
      waiting = demand;
      if (told != null) {
        hadHead = told.answer().hasHead();
        told.answer().fail(cause);
      }
      end();
    } finally {
      lock.unlock();
    }
    getEndPoint().close(cause);
    if (told == null) {
      return;
    }
    told.onEnd();
    told.stopSending();
    if (waiting != null) {
      waiting.run();
    } else if (!hadHead) {
      told.onAnswer();
    }
  }

  @Override
  public void onClose(@Nullable Throwable cause) {
    super.onClose(cause);
    upstream.idle().remove(this);
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
}
