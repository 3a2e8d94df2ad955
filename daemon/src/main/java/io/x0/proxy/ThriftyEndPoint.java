package io.x0.proxy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that spares the system calls of the usual case, a request and its answer in turn.
 * Thread-safe like its superclass.
 *
 * <ul>
 *   <li>Nobody reads while a request is served, and Jetty takes the interest in reading away from
 *       the selector for that time. Here it stays: as a rule nothing comes, and then nothing needs
 *       to be changed before and after. If something comes it is taken away after all.
 *   <li>A read that does not fill its buffer has emptied the socket. What comes later the selector
 *       tells, so that no read has to find out.
 * </ul>
 */
class ThriftyEndPoint extends SocketChannelEndPoint {
  private final ManagedSelector selector;

  /** Whether the selector reports what comes although nobody has asked. */
  private volatile boolean isKept;

  /**
   * Whether the event of now was for somebody who reads, and for nobody who writes: there is always
   * room to write, and the selector would tell so. Confined to the thread of the selector.
   */
  private boolean mayKeep;

  private volatile boolean isEmptied;

  ThriftyEndPoint(
      SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
    super(channel, selector, key, scheduler);
    this.selector = selector;
  }

  /** Returns whether nothing has come since a read that found all there was. */
  final boolean isEmptied() {
    return isEmptied;
  }

  @Override
  public int fill(ByteBuffer buffer) throws IOException {
    int space = BufferUtil.space(buffer);
    int filled = super.fill(buffer);
    isEmptied = filled >= 0 && filled < space;
    return filled;
  }

  @Override
  public @Nullable Runnable onSelected() {
    isEmptied = false;
    isKept = false;
    Runnable task = super.onSelected();
    boolean isForWriting = getWriteFlusher().isPending();
    mayKeep = getFillInterest().isInterested() && !isForWriting;
    return mayKeep || isForWriting ? task : null;
  }

  @Override
  public void updateKey() {
    if (mayKeep) {
      mayKeep = false;
      // Who waits to write in this moment sees it, or is seen.
      isKept = true;
      if (!isWanted()) {
        return;
      }
      isKept = false;
    }
    super.updateKey();
  }

  /** Returns whether somebody waits until there is something to read, or room to write. */
  private boolean isWanted() {
    return getFillInterest().isInterested() || getWriteFlusher().isPending();
  }

  @Override
  protected void onIncompleteFlush() {
    super.onIncompleteFlush();
    if (isKept) {
      // The superclass believes that an update of the key is on its way.
      isKept = false;
      selector.submit(open -> super.updateKey());
    }
  }
}
