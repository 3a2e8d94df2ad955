package io.x0.proxy;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.common.FileFailure;
import io.x0.unix.SocketAccess;
import io.x0.unix.SocketFile;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The UNIX socket of a listener, which Jetty's connector cannot open by itself. Thread-safe. */
final class SocketDoor {
  private static final Logger LOG = LoggerFactory.getLogger(SocketDoor.class);

  private final Path path;
  private final int backlog;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private SocketAccess access;

  /** Whether the name belongs to another x0d until it is told otherwise. */
  @GuardedBy("lock")
  private boolean isShared;

  private volatile @Nullable SocketFile file;

  /**
   * @param backlog how many connections may wait to be accepted
   */
  SocketDoor(Path path, SocketAccess access, int backlog) {
    this.path = path;
    this.access = access;
    this.backlog = backlog;
  }

  /**
   * Binds the socket, unless it is bound.
   *
   * @throws IOException if that is not possible; the message says why
   */
  void open() throws IOException {
    lock.lock();
    try {
      if (file == null) {
        file = SocketFile.bind(isShared ? SocketFile.aside(path) : path, backlog, access);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Leaves the name of the socket to another x0d when it is opened, or takes it.
   *
   * @throws IOException if the name cannot be taken; the message says why
   */
  void share(boolean next) throws IOException {
    lock.lock();
    try {
      isShared = next;
      SocketFile open = file;
      if (open != null && !next) {
        open.moveTo(path);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isOpen() {
    SocketFile open = file;
    return open != null && open.channel().isOpen();
  }

  /** Returns what accepts connections; null when it is closed. */
  @Nullable ServerSocketChannel channel() {
    SocketFile open = file;
    return open == null ? null : open.channel();
  }

  /** Waits for a client; returns null when it is closed. */
  @Nullable SocketChannel accept() throws IOException {
    ServerSocketChannel open = channel();
    if (open == null || !open.isOpen()) {
      return null;
    }
    SocketChannel client = open.accept();
    client.configureBlocking(false);
    return client;
  }

  /**
   * Gives the socket to others.
   *
   * @return to whom it was given before
   * @throws IOException if that is not possible; the message says why, and nothing has changed
   */
  SocketAccess give(SocketAccess next) throws IOException {
    lock.lock();
    try {
      SocketAccess before = access;
      SocketFile open = file;
      if (open != null && !next.equals(before)) {
        open.give(next);
      }
      access = next;
      return before;
    } finally {
      lock.unlock();
    }
  }

  /** Accepts no more, and removes the file. */
  void close() {
    lock.lock();
    try {
      SocketFile open = file;
      file = null;
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      LOG.warn("closing {}: {}", path, FileFailure.reason(e));
    } finally {
      lock.unlock();
    }
  }
}
