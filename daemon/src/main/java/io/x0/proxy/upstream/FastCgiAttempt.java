package io.x0.proxy.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.proxy.upstream.Upstream.Failure;
import io.x0.proxy.upstream.Upstream.Failure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.IO;
import org.jspecify.annotations.Nullable;

/**
 * One attempt over FastCGI: connect or reuse a connection, write the request, read the answer.
 * Thread-safe: what the connection tells comes in order, the timer and an abort come at any time.
 */
final class FastCgiAttempt extends TimedAttempt implements Upstream.Attempt, Dialer.Caller {
  private final FastCgiUpstream upstream;
  private final Upstream.Outgoing outgoing;
  private final Upstream.Observer observer;
  private final FastCgiAnswer answer;
  private final AtomicBoolean headOrFailure = new AtomicBoolean();
  private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean notified;
  private volatile boolean written;
  private volatile @Nullable FastCgiConnection connection;
  private volatile @Nullable FastCgiRequest request;
  private List<SocketAddress> addresses = List.of();
  private int nextAddress;

  @GuardedBy("lock")
  private @Nullable SocketChannel dialling;

  FastCgiAttempt(FastCgiUpstream upstream, Upstream.Outgoing outgoing, Upstream.Observer observer) {
    this.upstream = upstream;
    this.outgoing = outgoing;
    this.observer = observer;
    this.answer = new FastCgiAnswer(this, outgoing);
  }

  Upstream.Outgoing outgoing() {
    return outgoing;
  }

  /** Begins: a body of unknown length is read first, since a script must know its length. */
  void send() {
    FastCgiRequest made = new FastCgiRequest(this);
    request = made;
    made.prepare(this::connect);
  }

  private void connect() {
    await(Wait.CONNECTION, outgoing.timeouts().connect());
    if (outgoing.link().fastCgi().keepConnection()) {
      FastCgiConnection idle = upstream.take(outgoing.url());
      if (idle != null) {
        idle.serve(this);
        return;
      }
    }
    upstream.locate(
        outgoing.url(),
        found -> {
          addresses = found;
          dialNext();
        },
        this::failed);
  }

  private void dialNext() {
    SocketAddress address = addresses.get(nextAddress);
    nextAddress++;
    upstream.dialer().dial(address, this);
  }

  @Override
  public boolean owns(SocketChannel channel) {
    lock.lock();
    try {
      dialling = channel;
    } finally {
      lock.unlock();
    }
    if (over.get()) {
      IO.close(channel);
      return false;
    }
    return true;
  }

  @Override
  public Connection connected(EndPoint endPoint) {
    return new FastCgiConnection(upstream, outgoing.url(), endPoint, this);
  }

  @Override
  public void failed(Throwable cause) {
    if (!over.get() && nextAddress < addresses.size()) {
      dialNext();
    } else {
      fail(new Failure(Kind.CONNECT, false, false, false, cause));
    }
  }

  /** There is a connection. */
  void begin(FastCgiConnection established) {
    connection = established;
    FastCgiRequest made = request;
    if (over.get() || made == null) {
      established.close();
      return;
    }
    awaitWrite();
    made.write(established);
    established.awaitBytes();
    checkOpen();
  }

  /** A connection that was closed the moment it was taken tells nobody. */
  private void checkOpen() {
    FastCgiConnection used = connection;
    if (used != null && !used.getEndPoint().isOpen()) {
      onBroken(new ClosedChannelException());
    }
  }

  void awaitWrite() {
    if (!answer.isBegun()) {
      await(Wait.WRITE, outgoing.timeouts().write());
    }
  }

  void awaitClient() {
    if (!answer.isBegun()) {
      awaitNothing();
    }
  }

  void awaitRead() {
    await(Wait.READ, outgoing.timeouts().read());
  }

  /** The request has been written completely. */
  void onWritten() {
    written = true;
    if (!answer.isBegun()) {
      awaitRead();
    }
  }

  /** The request could not be read from the client. */
  void onClientFailure(Throwable cause) {
    fail(failure(Kind.CLIENT, cause));
  }

  /** Bytes have come. */
  void onBytes(RetainableByteBuffer bytes) {
    if (!notified) {
      awaitNothing();
    }
    answer.receive(bytes);
  }

  /** The backend has closed the connection. */
  void onEnd() {
    fail(failure(Kind.BROKEN, new EOFException("the backend closed the connection")));
  }

  /** The connection broke. */
  void onBroken(Throwable cause) {
    fail(failure(Kind.BROKEN, cause));
  }

  /** The backend reads no more. It may have answered all the same: what is read will tell. */
  void onUnwritable() {
    if (!answer.isBegun()) {
      awaitRead();
      checkOpen();
    }
  }

  Failure failure(Kind kind, Throwable cause) {
    FastCgiConnection used = connection;
    return new Failure(
        kind, used != null, answer.isHeard(), used != null && used.isReused(), cause);
  }

  /** The head has come: tells it, unless the attempt has failed. */
  void tellHead() {
    if (headOrFailure.compareAndSet(false, true)) {
      observer.onHead(answer.status(), answer.headers(), answer);
    }
  }

  /** The answer is complete; the connection serves the next request if that is possible. */
  void complete() {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    leave();
    FastCgiConnection used = connection;
    if (used != null) {
      if (written && outgoing.link().fastCgi().keepConnection() && !isIntroduced()) {
        used.rest();
      } else {
        used.close();
      }
    }
    if (notified && headOrFailure.compareAndSet(false, true)) {
      observer.onFailure(failure(Kind.CLIENT, new IOException("the client left")));
    }
  }

  private boolean isIntroduced() {
    return Introduction.of(outgoing.link().proxyProtocol(), outgoing.client()).length > 0;
  }

  /** The attempt fails, once: closes the connection and tells. */
  void fail(Failure why) {
    if (!over.compareAndSet(false, true)) {
      return;
    }
    failure.set(why);
    leave();
    lock.lock();
    try {
      IO.close(dialling);
    } finally {
      lock.unlock();
    }
    FastCgiConnection used = connection;
    if (used != null) {
      used.close();
    }
    if (headOrFailure.compareAndSet(false, true)) {
      execute(() -> observer.onFailure(why));
    } else {
      execute(answer::wake);
    }
  }

  private void leave() {
    awaitNothing();
    upstream.ended(this);
    FastCgiRequest made = request;
    if (made != null) {
      made.stop();
    }
  }

  void execute(Runnable task) {
    try {
      upstream.resources().executor().execute(task);
    } catch (RejectedExecutionException e) {
      // The process stops; the observer is told here, so that what it holds is given back.
      task.run();
    }
  }

  /** Returns why it failed, or null. */
  @Nullable Failure failed() {
    return failure.get();
  }

  void awaitBytes() {
    FastCgiConnection used = connection;
    if (used != null) {
      used.awaitBytes();
    }
  }

  @Override
  public void abort(Throwable cause) {
    if (!notified) {
      fail(failure(Kind.CLIENT, cause));
    }
  }

  @Override
  public void notifyAbort(Throwable cause) {
    FastCgiConnection used = connection;
    FastCgiRequest made = request;
    if (used == null || made == null || !written || over.get()) {
      abort(cause);
      return;
    }
    notified = true;
    answer.discard();
    awaitRead();
    made.writeAbort(used);
    used.awaitBytes();
  }

  /** Returns whether the answer is only waited for, because the backend was told to give up. */
  boolean isNotified() {
    return notified;
  }

  @Override
  protected void onTimeout(Kind kind) {
    Kind known = kind == Kind.READ_TIMEOUT && notified ? Kind.CLIENT : kind;
    fail(failure(known, new TimeoutException(known.name())));
  }

  @Override
  protected void schedule() {
    upstream.watch(this);
  }

  /** Returns the bytes that precede a request on a new connection. */
  ByteBuffer introduction() {
    return ByteBuffer.wrap(Introduction.of(outgoing.link().proxyProtocol(), outgoing.client()));
  }
}
