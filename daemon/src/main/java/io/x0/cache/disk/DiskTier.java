package io.x0.cache.disk;

import io.x0.cache.Fields;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier;
import io.x0.cache.SecondTier.Judge;
import io.x0.cache.SecondTier.Order;
import io.x0.cache.SecondTier.Purged;
import io.x0.cache.SecondTier.Variant;
import io.x0.cache.StoredResponse;
import io.x0.cache.TierFigures;
import io.x0.cache.body.CachedBody;
import io.x0.cache.disk.DiskStats.Event;
import io.x0.time.Clock;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * Responses on disk, one file each, which survive a restart and a crash. Thread-safe; whoever calls
 * it waits for no disk, its executors do.
 *
 * <p>Files and purges are numbered in one row. A purge takes its number before it looks into the
 * index, and a response is judged after it has taken its own and its place there: so a response
 * with a higher number than a purge has survived it, now and after a restart. Until all files that
 * are meant are gone, or tell that they are stale, the purge is in a journal.
 */
public final class DiskTier implements Closeable {
  /** What waits to be written keeps memory that the cache itself could use. */
  private static final long MOST_WAITING_BYTES = 16 << 20;

  private static final int MOST_WAITING = 4096;

  private final DiskFolder folder;
  private final long mostBytes;
  private final Threads threads;
  private final DiskStats stats = new DiskStats();
  private final DiskHealth health;
  private final DiskIndex index;
  private final DiskFiles files;
  private final DiskLoads loads;
  private final PurgeJournal journal;
  private final AtomicLong numbers;
  private final AtomicLong waitingBytes = new AtomicLong();
  private final AtomicLong waiting = new AtomicLong();
  private final PurgeSet unheard = new PurgeSet();
  private final long[] found;
  private final CompletableFuture<Void> scanned = new CompletableFuture<>();
  private volatile boolean isStopping;

  /**
   * What waits for the disk.
   *
   * @param writes runs one task at a time, in their order; refuses only when it was shut down
   * @param reads runs several at once; may refuse
   * @param journal runs one task at a time; refuses only when it was shut down
   */
  public record Threads(Executor writes, Executor reads, Executor journal) {}

  /**
   * How much it may take.
   *
   * @param bytes of files
   * @param heapBytes of its index, about
   */
  public record Limits(long bytes, long heapBytes) {}

  /**
   * Who is told of trouble with the disk, not of each failure.
   *
   * @param began what failed that has worked before
   * @param ended files are written again
   */
  public record Trouble(Consumer<String> began, Runnable ended) {}

  private DiskTier(DiskFolder folder, Limits limits, Threads threads, Clock clock, Trouble trouble)
      throws IOException {
    this.folder = folder;
    this.mostBytes = limits.bytes();
    this.threads = threads;
    health = new DiskHealth(stats, clock, trouble);
    index = new DiskIndex(limits.bytes(), limits.heapBytes());
    files = new DiskFiles(folder, index, stats, health);
    loads = new DiskLoads(threads.reads(), files, stats);
    journal = new PurgeJournal(folder, threads.journal());
    found = folder.numbers(files::deleteDamaged);
    numbers = new AtomicLong(known());
  }

  /** Takes over what earlier runs have purged; returns the highest number there was. */
  private long known() throws IOException {
    PurgeJournal.Past past = journal.past();
    long highest = LongStream.of(found).max().orElse(0);
    for (PurgeRecord record : past.records()) {
      highest = Math.max(highest, record.number());
      unheard.add(record.number(), record.director(), record.order());
    }
    if (past.isDamaged()) {
      // Nobody knows what was purged.
      highest++;
      unheard.add(highest, PurgeSet.EVERYBODY, new Order(new Purge.All(), false, 0, false));
    }
    return highest;
  }

  /**
   * Opens a folder, which is made if need be. Until {@link #start} nothing is found in it.
   *
   * @throws IOException if it cannot be used; the message says why
   */
  public static DiskTier open(
      Path folder, Limits limits, Threads threads, Clock clock, Trouble trouble)
      throws IOException {
    DiskFolder opened = DiskFolder.open(folder);
    try {
      return new DiskTier(opened, limits, threads, clock, trouble);
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /**
   * Looks through the files in the background; those of directors that are not there any more go.
   */
  public void start(Predicate<String> isDirector) {
    threads.reads().execute(() -> scan(isDirector));
  }

  private void scan(Predicate<String> isDirector) {
    for (long number : found) {
      if (isStopping) {
        return;
      }
      DiskEntry entry = files.look(number);
      if (entry == null) {
        continue;
      }
      if (!isDirector.test(entry.director())) {
        deleteLater(entry);
        continue;
      }
      index.add(entry).forEach(this::deleteLater);
      // After it has its place: a purge that comes now finds it there.
      long purged = unheard.judge(entry);
      if (purged == PurgeSet.GONE) {
        boolean unused = index.remove(entry);
        deleteLater(entry);
      } else if (purged < entry.purgedSeconds()) {
        index.declareStale(entry, purged);
        write(() -> files.declareStale(entry));
      }
    }
    write(files::shrink);
    scanned.complete(null);
    unheard.clear();
    write(
        () -> {
          try {
            journal.forgetPast();
          } catch (IOException e) {
            health.failed(folder + ": cannot delete what is over", e);
          }
        });
  }

  /** Returns what there is, and what became of it. */
  public TierFigures figures() {
    DiskIndex.Size size = index.size();
    return new TierFigures(
        size.objects(),
        size.bytes(),
        mostBytes,
        !scanned.isDone(),
        stats.get(Event.WRITTEN),
        stats.get(Event.LOADED),
        stats.get(Event.DROPPED),
        stats.get(Event.DAMAGED),
        stats.get(Event.EVICTED),
        stats.get(Event.FAILED));
  }

  /** Returns the part of one director. */
  public SecondTier of(String director) {
    return new Part(director);
  }

  /** Runs a task on the writing thread after those before it. */
  private void write(Runnable task) {
    try {
      threads.writes().execute(task);
    } catch (RejectedExecutionException e) {
      // It is being stopped: what is not done now is found out at the next start.
      stats.count(Event.DROPPED);
    }
  }

  private void deleteLater(DiskEntry entry) {
    write(() -> files.delete(entry));
  }

  /**
   * Reads no more, so that its executors can end soon: who waits for a response is told that there
   * is none.
   */
  public void stop() {
    isStopping = true;
    loads.stop();
  }

  /** Closes the folder, when its executors have ended. */
  @Override
  public void close() throws IOException {
    journal.close();
    folder.close();
  }

  /** What one director has. Thread-safe. */
  private final class Part implements SecondTier {
    private final String director;

    Part(String director) {
      this.director = director;
    }

    @Override
    public void put(String key, StoredResponse response, Judge judge) {
      CachedBody body = response.body();
      if (response.part() != null || !body.retain()) {
        return;
      }
      ObjectFile file = ObjectFile.of(numbers.incrementAndGet(), director, key, response);
      DiskEntry entry = new DiskEntry(file, DiskFiles.onDisk(file.about()));
      List<DiskEntry> old = index.add(entry);
      StoredResponse judged = judge.get();
      if (judged == null || !isTaken(entry)) {
        boolean unused = index.remove(entry);
        body.release();
      } else {
        index.declareStale(entry, judged.purgedSeconds());
        writeLater(entry, file, body);
      }
      old.forEach(DiskTier.this::deleteLater);
    }

    private boolean isTaken(DiskEntry entry) {
      boolean isTaken =
          waiting.get() < MOST_WAITING
              && waitingBytes.get() + entry.bytes() <= MOST_WAITING_BYTES
              && entry.bytes() <= mostBytes
              && !health.isPaused();
      if (!isTaken) {
        stats.count(Event.DROPPED);
      }
      return isTaken;
    }

    private void writeLater(DiskEntry entry, ObjectFile file, CachedBody body) {
      waiting.incrementAndGet();
      waitingBytes.addAndGet(entry.bytes());
      Runnable task =
          () -> {
            try {
              files.write(entry, file, body);
            } finally {
              waiting.decrementAndGet();
              waitingBytes.addAndGet(-entry.bytes());
              body.release();
            }
          };
      try {
        threads.writes().execute(task);
      } catch (RejectedExecutionException e) {
        boolean unused = index.remove(entry);
        body.release();
      }
    }

    @Override
    public void remove(String key, StoredResponse response) {
      if (response.part() != null) {
        return;
      }
      if (!scanned.isDone()) {
        // What lies there unseen would come back.
        unheard.add(
            numbers.incrementAndGet(), director, new Order(new Purge.Key(key), false, 0, false));
      }
      DiskEntry entry = index.find(director, key, new Variant(response.vary(), response.variant()));
      if (entry != null && index.remove(entry)) {
        deleteLater(entry);
      }
    }

    @Override
    public boolean has(String key, Fields request) {
      return index.find(director, key).stream().anyMatch(entry -> maySuit(entry, request));
    }

    @Override
    public boolean has(String key) {
      return !index.find(director, key).isEmpty();
    }

    @Override
    public long size() {
      return index.count(director);
    }

    private static boolean maySuit(DiskEntry entry, Fields request) {
      Variant variant = entry.variant();
      return entry.isWritten() && variant.vary().maySuit(variant.values(), request);
    }

    @Override
    public void load(
        String key,
        Fields request,
        LongFunction<CachedBody> bodies,
        Consumer<List<StoredResponse>> then) {
      loads.load(
          index.find(director, key).stream().filter(entry -> maySuit(entry, request)).toList(),
          bodies,
          then);
    }

    @Override
    public Purged purge(Order order, BiPredicate<String, Variant> isCounted) {
      PurgeRecord record = new PurgeRecord(numbers.incrementAndGet(), director, order);
      if (!scanned.isDone()) {
        unheard.add(record.number(), director, order);
      }
      journal.add(record);
      int count = 0;
      for (String key : index.keys(director, order.purge())) {
        for (DiskEntry entry : index.find(director, key)) {
          if (entry.isMeant(order)) {
            count += isCounted.test(key, entry.variant()) ? 0 : 1;
            carryOut(order, entry);
          }
        }
      }
      CompletableFuture<Void> carriedOut = new CompletableFuture<>();
      var unused = scanned.thenRun(() -> write(() -> heard(record, carriedOut)));
      // If it cannot be written down it lasts when all files have heard of it.
      return new Purged(count, record.written().exceptionallyCompose(failure -> carriedOut));
    }

    private void carryOut(Order order, DiskEntry entry) {
      if (order.isSoft()) {
        index.declareStale(entry, order.seconds());
        write(() -> files.declareStale(entry));
      } else if (index.remove(entry)) {
        deleteLater(entry);
      }
    }

    private void heard(PurgeRecord record, CompletableFuture<Void> carriedOut) {
      try {
        journal.carriedOut(record);
      } catch (IOException e) {
        health.failed(folder + ": cannot delete what is over", e);
      }
      carriedOut.complete(null);
    }

    @Override
    public int count(Order order, BiPredicate<String, Variant> isCounted) {
      int count = 0;
      for (String key : index.keys(director, order.purge())) {
        for (DiskEntry entry : index.find(director, key)) {
          count += entry.isMeant(order) && !isCounted.test(key, entry.variant()) ? 1 : 0;
        }
      }
      return count;
    }
  }
}
