package io.x0.store;

import io.x0.common.FileFailure;
import io.x0.director.DirectorStore.StoreException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right of one process to use a state folder: a lock on {@code x0d.lock} that the kernel drops
 * when the process dies. The file itself stays. Thread-safe.
 */
final class StateLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StateLock.class);

  /**
   * The folders this process holds. Static, because the kernel's lock belongs to the process:
   * closing a second descriptor of the same file would drop it, so there must never be a second.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private StateLock(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  /**
   * Takes the lock of {@code stateFolder}, without waiting.
   *
   * @throws StoreException if another process or this one holds it already
   */
  static StateLock take(Path stateFolder) {
    Path folder;
    try {
      folder = stateFolder.toRealPath();
    } catch (IOException e) {
      throw failure(
          "the state folder " + stateFolder + " cannot be used: " + FileFailure.reason(e), e);
    }
    if (!HELD.add(folder)) {
      throw inUse(folder);
    }
    StateLock lock = null;
    try {
      lock = lock(folder);
      return lock;
    } finally {
      if (lock == null) {
        HELD.remove(folder);
      }
    }
  }

  private static StateLock lock(Path folder) {
    Path file = folder.resolve("x0d.lock");
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } finally {
        if (lock == null) {
          channel.close();
        }
      }
      if (lock == null) {
        throw inUse(folder);
      }
      return new StateLock(folder, channel);
    } catch (IOException e) {
      throw failure("cannot lock " + file + ": " + FileFailure.reason(e), e);
    }
  }

  private static StoreException inUse(Path folder) {
    return new StoreException("another x0d uses this state folder: " + folder, false, null);
  }

  private static StoreException failure(String message, IOException cause) {
    return new StoreException(message, false, cause);
  }

  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      LOG.warn("cannot release the lock of {}: {}", folder, e.toString());
    }
    HELD.remove(folder);
  }
}
