package io.x0.cache.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier;
import io.x0.cache.StoredResponse;
import io.x0.cache.body.CachedBody;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Responses on disk, one file each, which survive a restart and a crash. Thread-safe.
 *
 * <p>Files are written, read and deleted on the threads of an executor; requests only look into an
 * index in memory. A file gets its name when it is whole, and is served only if its sums are right.
 * The files used least go when there are too many bytes.
 *
 * <p>The lock is held by threads of the executor only, over renames and deletions: so a file that
 * was purged cannot take the name of one that came later with it.
 */
public final class DiskTier {
  private static final Logger LOG = LoggerFactory.getLogger(DiskTier.class);
  private static final String TEMPORARY = ".new";

  /** What waits to be written keeps memory that the cache itself could use. */
  private static final long MOST_PENDING_BYTES = 16 << 20;

  private final Path folder;
  private final long mostBytes;
  private final Executor disk;
  private final DiskStats stats = new DiskStats();
  private final Map<Address, List<Entry>> index = new ConcurrentHashMap<>();
  private final Set<Writing> pending = ConcurrentHashMap.newKeySet();
  private final AtomicLong pendingBytes = new AtomicLong();
  private final AtomicLong temporaries = new AtomicLong();
  private final Map<Address, List<Consumer<List<StoredResponse>>>> loading =
      new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** By name, the one used least in front. */
  @GuardedBy("lock")
  private final Map<String, Entry> byName = new LinkedHashMap<>(16, 0.75f, true);

  @GuardedBy("lock")
  private long bytes;

  @GuardedBy("lock")
  private boolean isFailing;

  /** Where responses are looked for. */
  private record Address(String director, String key) {}

  /** What is known of a file without reading it. */
  private record Entry(Address address, String name, String url, Set<String> tags, long bytes) {
    boolean isMeant(Purge purge) {
      return purge.isMeant(address.key, url, tags);
    }
  }

  /** A response on its way to the disk. */
  private static final class Writing {
    final Entry entry;
    volatile boolean isDead;

    Writing(Entry entry) {
      this.entry = entry;
    }
  }

  private DiskTier(Path folder, long mostBytes, Executor disk) {
    this.folder = folder;
    this.mostBytes = mostBytes;
    this.disk = disk;
  }

  /**
   * Opens a folder, which is made if need be, and looks through what is there.
   *
   * @param mostBytes that files take together
   * @param disk runs what waits for the disk; may refuse
   * @throws IOException if the folder cannot be used
   */
  public static DiskTier open(Path folder, long mostBytes, Executor disk) throws IOException {
    Files.createDirectories(folder);
    DiskTier tier = new DiskTier(folder, mostBytes, disk);
    tier.scan();
    return tier;
  }

  /** Returns what it did, and what it holds. */
  public DiskStats stats() {
    return stats;
  }

  /** Returns the tier of one director. */
  public SecondTier of(String director) {
    return new SecondTier() {
      @Override
      public void put(String key, StoredResponse response) {
        DiskTier.this.put(new Address(director, key), response);
      }

      @Override
      public boolean has(String key) {
        return index.containsKey(new Address(director, key));
      }

      @Override
      public void load(
          String key, LongFunction<CachedBody> bodies, Consumer<List<StoredResponse>> then) {
        DiskTier.this.load(new Address(director, key), bodies, then);
      }

      @Override
      public int purge(Purge purge, Set<String> counted) {
        return DiskTier.this.purge(director, purge, counted);
      }
    };
  }

  private void scan() throws IOException {
    lock.lock();
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        ObjectFile found = read(file);
        String name = String.valueOf(folder.relativize(file));
        if (found != null && name.equals(FileNames.of(found))) {
          add(entry(found, name));
        } else {
          stats.damaged().increment();
          Files.deleteIfExists(file);
        }
      }
      shrink();
    } finally {
      lock.unlock();
    }
  }

  private static @Nullable ObjectFile read(Path file) {
    if (file.toString().endsWith(TEMPORARY)) {
      return null;
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return ObjectFile.read(channel);
    } catch (IOException e) {
      return null;
    }
  }

  private static Entry entry(ObjectFile file, String name) {
    return new Entry(
        new Address(file.director(), file.key()),
        name,
        file.url(),
        StoredResponse.tags(file.head().fields()),
        FileNames.roundedUp(file.fileBytes()));
  }

  @GuardedBy("lock")
  private void add(Entry entry) {
    Entry before = byName.put(entry.name, entry);
    if (before != null) {
      forget(before);
      bytes -= before.bytes;
    }
    bytes += entry.bytes;
    stats.holds(byName.size(), bytes);
    index.merge(
        entry.address,
        List.of(entry),
        (old, one) -> Stream.concat(old.stream(), one.stream()).toList());
  }

  /** Takes it out of what requests see. */
  @SuppressWarnings("ReferenceEquality")
  private boolean forget(Entry entry) {
    boolean[] wasThere = {false};
    index.computeIfPresent(
        entry.address,
        (address, entries) -> {
          List<Entry> rest = entries.stream().filter(other -> other != entry).toList();
          wasThere[0] = rest.size() < entries.size();
          return rest.isEmpty() ? null : rest;
        });
    return wasThere[0];
  }

  private void put(Address address, StoredResponse response) {
    long length = response.body().length();
    if (pendingBytes.get() + length > MOST_PENDING_BYTES || !response.body().retain()) {
      stats.dropped().increment();
      return;
    }
    pendingBytes.addAndGet(length);
    ObjectFile file = ObjectFile.of(address.director, address.key, response);
    Writing writing = new Writing(entry(file, FileNames.of(file)));
    pending.add(writing);
    Runnable task =
        () -> {
          try {
            write(writing, file, response.body());
          } finally {
            pending.remove(writing);
            pendingBytes.addAndGet(-length);
            response.body().release();
          }
        };
    try {
      disk.execute(task);
    } catch (RejectedExecutionException e) {
      pending.remove(writing);
      pendingBytes.addAndGet(-length);
      response.body().release();
      stats.dropped().increment();
    }
  }

  private void write(Writing writing, ObjectFile file, CachedBody body) {
    Path target = folder.resolve(writing.entry.name);
    Path temporary = folder.resolve(temporaries.incrementAndGet() + TEMPORARY);
    try {
      Files.createDirectories(target.resolveSibling(""));
      file.write(temporary, body);
      lock.lock();
      try {
        if (writing.isDead) {
          Files.deleteIfExists(temporary);
          return;
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        add(writing.entry);
        if (writing.isDead) {
          // A purge came after the first look, and may not have seen it in the index.
          forget(writing.entry);
          delete(writing.entry);
        }
        isFailing = false;
        stats.written().increment();
        shrink();
      } finally {
        lock.unlock();
      }
    } catch (IOException e) {
      failed(temporary, e);
    }
  }

  private void failed(Path temporary, IOException cause) {
    stats.dropped().increment();
    lock.lock();
    try {
      if (!isFailing) {
        isFailing = true;
        LOG.warn(
            "{}: the cache cannot write its files, and does without: {}", folder, cause.toString());
      }
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      LOG.debug("{}: {}", temporary, e.toString());
    } finally {
      lock.unlock();
    }
  }

  /** Deletes what was used least until the rest fits. */
  @GuardedBy("lock")
  private void shrink() throws IOException {
    while (bytes > mostBytes) {
      Iterator<Entry> eldest = byName.values().iterator();
      Entry entry = eldest.next();
      forget(entry);
      stats.evicted().increment();
      delete(entry);
    }
  }

  /** Deletes a file, unless its name is that of another by now. */
  @GuardedBy("lock")
  @SuppressWarnings("ReferenceEquality")
  private void delete(Entry entry) throws IOException {
    if (byName.get(entry.name) == entry) {
      byName.remove(entry.name);
      bytes -= entry.bytes;
      stats.holds(byName.size(), bytes);
      Files.deleteIfExists(folder.resolve(entry.name));
    }
  }

  private void deleteLater(Entry entry) {
    Runnable task =
        () -> {
          lock.lock();
          try {
            delete(entry);
          } catch (IOException e) {
            LOG.warn("{}: cannot be deleted: {}", folder.resolve(entry.name), e.toString());
          } finally {
            lock.unlock();
          }
        };
    try {
      disk.execute(task);
    } catch (RejectedExecutionException e) {
      // Nobody finds it any more; at the latest it goes when it is the eldest.
      stats.dropped().increment();
    }
  }

  private void load(
      Address address, LongFunction<CachedBody> bodies, Consumer<List<StoredResponse>> then) {
    List<Consumer<List<StoredResponse>>> mine = new ArrayList<>(List.of(then));
    List<Consumer<List<StoredResponse>>> all =
        loading.compute(
            address,
            (a, running) -> {
              if (running == null) {
                return mine;
              }
              running.add(then);
              return running;
            });
    if (isOther(all, mine)) {
      return;
    }
    try {
      disk.execute(() -> finish(address, loadNow(address, bodies)));
    } catch (RejectedExecutionException e) {
      stats.dropped().increment();
      finish(address, List.of());
    }
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean isOther(Object one, Object other) {
    return one != other;
  }

  /** The first gets the responses; the others find them where that has put them. */
  private void finish(Address address, List<StoredResponse> loaded) {
    List<Consumer<List<StoredResponse>>> told = loading.remove(address);
    if (told != null) {
      for (int i = 0; i < told.size(); i++) {
        told.get(i).accept(i == 0 ? loaded : List.of());
      }
    }
  }

  private List<StoredResponse> loadNow(Address address, LongFunction<CachedBody> bodies) {
    List<StoredResponse> loaded = new ArrayList<>();
    for (Entry entry : index.getOrDefault(address, List.of())) {
      StoredResponse response = loadNow(entry, bodies);
      if (response != null) {
        loaded.add(response);
      }
    }
    return loaded;
  }

  private @Nullable StoredResponse loadNow(Entry entry, LongFunction<CachedBody> bodies) {
    CachedBody body = null;
    boolean isKept = false;
    try (FileChannel channel =
        FileChannel.open(folder.resolve(entry.name), StandardOpenOption.READ)) {
      ObjectFile file = ObjectFile.read(channel);
      if (file != null && file.key().equals(entry.address.key)) {
        body = bodies.apply(file.bodyBytes());
        if (file.readBody(channel, body)) {
          body.complete();
          isKept = true;
          touch(entry);
          stats.loaded().increment();
          return file.response(body);
        }
        if (body.length() < file.bodyBytes() && channel.position() <= channel.size() - 4) {
          // It is memory that lacks.
          stats.dropped().increment();
          return null;
        }
      }
      drop(entry);
    } catch (NoSuchFileException e) {
      // Deleted since it was looked up, or by somebody else.
      drop(entry);
    } catch (IOException e) {
      LOG.warn("{}: cannot be read: {}", folder.resolve(entry.name), e.toString());
    } finally {
      if (body != null && !isKept) {
        body.release();
      }
    }
    return null;
  }

  private void touch(Entry entry) {
    lock.lock();
    try {
      var unused = byName.get(entry.name);
    } finally {
      lock.unlock();
    }
  }

  private void drop(Entry entry) throws IOException {
    lock.lock();
    try {
      if (forget(entry)) {
        stats.damaged().increment();
      }
      delete(entry);
    } finally {
      lock.unlock();
    }
  }

  private int purge(String director, Purge purge, Set<String> counted) {
    for (Writing writing : pending) {
      if (writing.entry.address.director.equals(director) && writing.entry.isMeant(purge)) {
        writing.isDead = true;
      }
    }
    if (purge instanceof Purge.Key one) {
      return purge(new Address(director, one.key()), purge, counted);
    }
    int count = 0;
    for (Address address : index.keySet()) {
      if (address.director.equals(director)) {
        count += purge(address, purge, counted);
      }
    }
    return count;
  }

  private int purge(Address address, Purge purge, Set<String> counted) {
    int count = 0;
    for (Entry entry : index.getOrDefault(address, List.of())) {
      if (entry.isMeant(purge) && forget(entry)) {
        deleteLater(entry);
        count += counted.contains(address.key) ? 0 : 1;
      }
    }
    return count;
  }
}
