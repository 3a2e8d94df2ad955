package io.x0.cache.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier.Order;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what was purged until all files have heard of it, so that a crash brings nothing
 * back. Thread-safe; its lock covers lists in memory only, the executor's thread waits for the
 * disk. Purges that wait together are written and flushed together.
 */
final class PurgeJournal implements Closeable {
  /** A file grows to that before the next is begun. */
  private static final long MOST_FILE_BYTES = 256 * 1024;

  /** More that wait are written as one that means everything. */
  private static final int MOST_WAITING = 10_000;

  private final DiskFolder folder;
  private final Executor executor;
  private final List<Path> old;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Deque<PurgeRecord> waiting = new ArrayDeque<>();

  /** Those that all files had heard of before they were written. */
  @GuardedBy("lock")
  private final Set<PurgeRecord> early = Collections.newSetFromMap(new IdentityHashMap<>());

  /** In which file those are that some files have not heard of. */
  @GuardedBy("lock")
  private final IdentityHashMap<PurgeRecord, Segment> open = new IdentityHashMap<>();

  @GuardedBy("lock")
  private boolean isRunning;

  /** The one that is written to; confined to the task that runs. */
  private @Nullable Segment current;

  /** A file of purges. Guarded by the journal's lock but for its channel. */
  private static final class Segment {
    final Path file;
    final FileChannel channel;
    int open;
    boolean isFull;

    Segment(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    void delete() throws IOException {
      channel.close();
      Files.deleteIfExists(file);
    }
  }

  /**
   * What earlier runs have left.
   *
   * @param records in the order in which they were written
   * @param isDamaged whether some of them cannot be read
   */
  record Past(List<PurgeRecord> records, boolean isDamaged) {}

  PurgeJournal(DiskFolder folder, Executor executor) throws IOException {
    this.folder = folder;
    this.executor = executor;
    this.old = folder.purges();
  }

  /** Reads what earlier runs have left. */
  Past past() throws IOException {
    List<PurgeRecord> records = new ArrayList<>();
    boolean isDamaged = false;
    for (Path file : old) {
      ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
      while (in.remaining() >= PurgeRecord.LENGTH_BYTES) {
        int length = in.getInt(in.position());
        if (length > in.remaining() - PurgeRecord.LENGTH_BYTES) {
          // A crash has cut it off before anybody was told that it lasts.
          break;
        }
        PurgeRecord record = PurgeRecord.read(in);
        if (record == null) {
          isDamaged = true;
          break;
        }
        records.add(record);
      }
    }
    return new Past(records, isDamaged);
  }

  /** All files have heard of what earlier runs have left. */
  void forgetPast() throws IOException {
    for (Path file : old) {
      Files.deleteIfExists(file);
    }
  }

  /** Writes a purge down, as soon as possible. */
  void add(PurgeRecord record) {
    lock.lock();
    try {
      if (waiting.size() >= MOST_WAITING) {
        coalesce(record.number());
      }
      waiting.add(record);
      if (isRunning) {
        return;
      }
      isRunning = true;
    } finally {
      lock.unlock();
    }
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException e) {
      fail(List.of(record), new IOException("x0d is being stopped", e));
    }
  }

  /** The disk is too slow for that many: one purge of everything is written instead. */
  @GuardedBy("lock")
  private void coalesce(long number) {
    List<PurgeRecord> all = List.copyOf(waiting);
    waiting.clear();
    Order everything = new Order(new Purge.All(), false, 0, true);
    PurgeRecord one = new PurgeRecord(number, PurgeSet.EVERYBODY, everything);
    waiting.add(one);
    var unused =
        one.written()
            .whenComplete(
                (done, failure) -> {
                  heardEarly(all);
                  for (PurgeRecord record : all) {
                    if (failure == null) {
                      record.written().complete(null);
                    } else {
                      record.written().completeExceptionally(failure);
                    }
                  }
                });
  }

  private void run() {
    while (true) {
      List<PurgeRecord> batch;
      lock.lock();
      try {
        if (waiting.isEmpty()) {
          isRunning = false;
          return;
        }
        batch = List.copyOf(waiting);
        waiting.clear();
      } finally {
        lock.unlock();
      }
      try {
        write(batch);
        batch.forEach(record -> record.written().complete(null));
      } catch (IOException e) {
        fail(batch, e);
      }
    }
  }

  private void fail(List<PurgeRecord> batch, IOException cause) {
    heardEarly(batch);
    batch.forEach(record -> record.written().completeExceptionally(cause));
  }

  private void write(List<PurgeRecord> batch) throws IOException {
    Segment segment = segment(batch.get(0).number());
    List<byte[]> all = batch.stream().map(PurgeRecord::bytes).toList();
    ByteBuffer out = ByteBuffer.allocate(all.stream().mapToInt(bytes -> bytes.length).sum());
    all.forEach(out::put);
    long before = segment.channel.position();
    try {
      Encoding.writeAll(segment.channel, out.flip());
      if (batch.stream().anyMatch(record -> record.order().isWaitedFor())) {
        segment.channel.force(false);
      }
    } catch (IOException e) {
      // What follows half a record could not be read.
      current = null;
      segment.channel.truncate(before);
      throw e;
    }
    boolean isDone;
    lock.lock();
    try {
      for (PurgeRecord record : batch) {
        if (!early.remove(record)) {
          open.put(record, segment);
          segment.open++;
        }
      }
      segment.isFull = segment.channel.position() > MOST_FILE_BYTES;
      isDone = segment.isFull && segment.open == 0;
    } finally {
      lock.unlock();
    }
    if (isDone) {
      segment.delete();
    }
  }

  /** All files have heard of a purge; called by a thread that may wait for the disk. */
  void carriedOut(PurgeRecord record) throws IOException {
    Segment segment;
    boolean isDone;
    lock.lock();
    try {
      segment = open.remove(record);
      if (segment == null) {
        if (!record.written().isDone()) {
          early.add(record);
        }
        return;
      }
      segment.open--;
      isDone = segment.isFull && segment.open == 0;
    } finally {
      lock.unlock();
    }
    if (isDone) {
      segment.delete();
    }
  }

  private void heardEarly(List<PurgeRecord> records) {
    lock.lock();
    try {
      records.forEach(early::remove);
    } finally {
      lock.unlock();
    }
  }

  private Segment segment(long number) throws IOException {
    Segment segment = current;
    if (segment == null || segment.isFull) {
      Path file = folder.purges(number);
      segment =
          new Segment(
              file,
              FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
      current = segment;
    }
    return segment;
  }

  /** Closes the file; nothing may be added any more. */
  @Override
  public void close() throws IOException {
    Segment segment = current;
    if (segment != null) {
      segment.channel.close();
    }
  }
}
