package io.x0.proxy;

import io.x0.cache.SecondTier;
import io.x0.cache.TierFigures;
import io.x0.cache.disk.DiskTier;
import io.x0.common.FileFailure;
import io.x0.time.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache on disk with its threads and its log. Another x0d can have the folder for a while, and
 * then there is nothing in it. Opening, lending and closing are for one thread at a time; the rest
 * is thread-safe.
 */
public final class CacheDisk implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(CacheDisk.class);
  private static final int READERS = 4;

  /** Requests that wait for more than that go to a backend. */
  private static final int MOST_READS = 1024;

  /** The index may take this part of the heap. */
  private static final int HEAP_SHARE = 8;

  private static final long PATIENCE_SECONDS = 5;

  private static final TierFigures NOTHING = new TierFigures(0, 0, 0, false, 0, 0, 0, 0, 0, 0);

  private final Place place;
  private final Clock clock;
  private volatile TierFigures last = NOTHING;

  /** Null while somebody else has the folder. */
  private volatile @Nullable Opened opened;

  /**
   * Where it is.
   *
   * @param folder that it has for itself
   * @param bytes the most that its files take
   */
  public record Place(Path folder, long bytes) {}

  /**
   * Opens a folder, which is made if need be.
   *
   * @throws IOException if it cannot be used; the message says why
   */
  public CacheDisk(Place place, Clock clock) throws IOException {
    this.place = place;
    this.clock = clock;
    this.opened = new Opened();
  }

  /** Looks through what is there, in the background; what no director has any more goes. */
  public void start(Predicate<String> isDirector) {
    Opened now = opened;
    if (now != null) {
      now.tier.start(isDirector);
    }
  }

  /** Lets another x0d have the folder. */
  public void lend() {
    Opened now = opened;
    opened = null;
    if (now != null) {
      last = now.tier.figures();
      close(now);
    }
  }

  /** Opens the folder again, and looks through it; the log tells if it cannot be used. */
  public void takeBack(Predicate<String> isDirector) {
    try {
      opened = new Opened();
      start(isDirector);
    } catch (IOException e) {
      LOG.warn("cache.disk: {} (the cache does without until x0d starts again)", reason(e));
    }
  }

  SecondTier of(String director) {
    return new LentTier(() -> part(director));
  }

  private @Nullable SecondTier part(String director) {
    Opened now = opened;
    return now == null ? null : now.tier.of(director);
  }

  TierFigures figures() {
    Opened now = opened;
    return now == null ? last : now.tier.figures();
  }

  /** Writes what waits, for some seconds, and closes the folder; nobody uses it any more. */
  @Override
  public void close() {
    lend();
  }

  private static void close(Opened open) {
    try {
      open.close();
    } catch (IOException e) {
      LOG.warn("cache.disk: {}", reason(e));
    }
  }

  private static String reason(IOException e) {
    return FileFailure.reason(e);
  }

  /** The folder, while it is open, and its threads. */
  private final class Opened implements Closeable {
    private final ExecutorService writes = threads("x0-disk-write", 1, Integer.MAX_VALUE);
    private final ExecutorService reads = threads("x0-disk-read", READERS, MOST_READS);
    private final ExecutorService journal = threads("x0-disk-purge", 1, Integer.MAX_VALUE);
    private final DiskTier tier;

    Opened() throws IOException {
      try {
        tier =
            DiskTier.open(
                place.folder(),
                new DiskTier.Limits(place.bytes(), Runtime.getRuntime().maxMemory() / HEAP_SHARE),
                new DiskTier.Threads(writes, reads, journal),
                clock,
                new DiskTier.Trouble(
                    what -> LOG.warn("{} (the cache does without; purges still hold)", what),
                    () -> LOG.info("{}: the cache is written again", place.folder())));
      } catch (IOException e) {
        stop();
        throw e;
      }
    }

    private void stop() {
      writes.shutdownNow();
      reads.shutdownNow();
      journal.shutdownNow();
    }

    @Override
    public void close() throws IOException {
      tier.stop();
      writes.shutdown();
      journal.shutdown();
      // To the end: whoever waits for a response is told, and nobody touches files of the next one.
      reads.shutdown();
      try {
        if (!writes.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)
            || !journal.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)
            || !reads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          LOG.warn("the disk of the cache is slow: what waits for it is dropped");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      stop();
      tier.close();
    }
  }

  private static ExecutorService threads(String name, int count, int most) {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        count,
        count,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(most),
        task -> {
          Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }
}
