package io.x0.proxy;

import io.x0.common.FileFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file of an access log, and the lines that wait to be written to it. Thread-safe: anybody adds
 * lines and never waits; they are written in batches by one task at a time.
 *
 * <p>Each file has lines and tasks of its own, so that one that cannot take any, such as a pipe
 * without a reader, holds up no other. What waits is bounded by its size in memory: a client that
 * sends large headers must not be able to fill it.
 */
final class LogFile {
  /** Most memory for lines that wait. */
  static final long MOST_BYTES = 8L << 20;

  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final int BATCH_BYTES = 64 * 1024;

  private final Path file;
  private final Set<PosixFilePermission> mode;
  private final Executor later;
  private final LogCounts counts;
  private final ConcurrentLinkedQueue<Item> items = new ConcurrentLinkedQueue<>();
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicBoolean scheduled = new AtomicBoolean();

  /** Absent while it is closed; like all that follows for the task alone. */
  private @Nullable FileChannel channel;

  private boolean used;
  private long missing;

  private sealed interface Item {}

  private record Line(LogFormat format, AccessRecord entry, long bytes) implements Item {}

  /** A point in the order of lines at which the file is closed, and opened again or not. */
  private record Turn(CompletableFuture<Void> done, boolean last) implements Item {}

  /**
   * @param mode of the file, if there is none yet
   * @param later runs what writes, after a moment in which more lines may come
   * @param counts counts what becomes of lines
   */
  LogFile(Path file, Set<PosixFilePermission> mode, Executor later, LogCounts counts) {
    this.file = file;
    this.mode = Set.copyOf(mode);
    this.later = later;
    this.counts = counts;
  }

  /** Adds a line; drops it if too many wait. */
  void add(LogFormat format, AccessRecord entry) {
    long bytes = entry.weight();
    if (waitingBytes.addAndGet(bytes) > MOST_BYTES) {
      waitingBytes.addAndGet(-bytes);
      counts.dropped(1);
      return;
    }
    put(new Line(format, entry, bytes));
  }

  /**
   * Closes the file after the lines that wait, and opens it again by its name if it was in use.
   *
   * @return done when that is so; fails if it cannot be opened
   */
  CompletableFuture<Void> reopen() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    put(new Turn(done, false));
    return done;
  }

  /** Closes the file after the lines that wait. */
  CompletableFuture<Void> close() {
    CompletableFuture<Void> done = new CompletableFuture<>();
    put(new Turn(done, true));
    return done;
  }

  private void put(Item item) {
    items.add(item);
    schedule();
  }

  private void schedule() {
    if (scheduled.compareAndSet(false, true)) {
      later.execute(this::run);
    }
  }

  private void run() {
    Batch batch = new Batch();
    Item item;
    while ((item = items.poll()) != null) {
      if (item instanceof Line line) {
        waitingBytes.addAndGet(-line.bytes);
        batch.add(line);
      } else if (item instanceof Turn turn) {
        batch.flush();
        turn(turn);
      }
    }
    batch.flush();
    scheduled.set(false);
    if (!items.isEmpty()) {
      schedule();
    }
  }

  /** Lines on their way to the file, written together. */
  private final class Batch {
    private final StringBuilder text = new StringBuilder();
    private int lines;

    void add(Line line) {
      int start = text.length();
      try {
        line.format.append(line.entry, text);
        text.append('\n');
        lines++;
      } catch (RuntimeException e) {
        text.setLength(start);
        counts.dropped(1);
        LOG.error("a line of the access log {} cannot be made", file, e);
      }
      if (text.length() >= BATCH_BYTES) {
        flush();
      }
    }

    void flush() {
      if (lines == 0) {
        return;
      }
      try {
        write(text);
        counts.written(lines);
        recovered();
      } catch (IOException e) {
        failed(lines, e);
      }
      text.setLength(0);
      lines = 0;
    }
  }

  private void write(CharSequence text) throws IOException {
    FileChannel out = channel;
    if (out == null) {
      out = open();
      channel = out;
    }
    used = true;
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
    while (bytes.hasRemaining()) {
      out.write(bytes);
    }
  }

  private FileChannel open() throws IOException {
    Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    boolean torn = endsWithinLine();
    FileChannel opened =
        FileChannel.open(file, options, PosixFilePermissions.asFileAttribute(mode));
    if (torn) {
      var unused = opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
    }
    return opened;
  }

  /** A full disk or the end of x0d may have cut the last line; the next must not continue it. */
  private boolean endsWithinLine() {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) == 0) {
        return false;
      }
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        ByteBuffer last = ByteBuffer.allocate(1);
        return in.read(last, in.size() - 1) == 1 && last.get(0) != '\n';
      }
    } catch (IOException e) {
      LOG.debug("the end of {} cannot be read", file, e);
      return false;
    }
  }

  private void turn(Turn turn) {
    closeQuietly();
    if (turn.last || !used) {
      turn.done.complete(null);
      return;
    }
    used = false;
    try {
      channel = open();
      turn.done.complete(null);
    } catch (IOException e) {
      failed(0, e);
      turn.done.completeExceptionally(new IOException(file + ": " + FileFailure.reason(e), e));
    }
  }

  private void failed(int lines, IOException cause) {
    counts.dropped(lines);
    if (missing == 0) {
      LOG.warn(
          "access log {}: {}; its lines are dropped until it can be written",
          file,
          FileFailure.reason(cause));
    }
    missing += Math.max(1, lines);
    closeQuietly();
  }

  private void recovered() {
    if (missing > 0) {
      LOG.info("access log {} is written again; {} lines are missing", file, missing);
      missing = 0;
    }
  }

  private void closeQuietly() {
    FileChannel open = channel;
    channel = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      LOG.debug("closing {}", file, e);
    }
  }
}
