package io.x0.cache.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.x0.cache.KeyIndex;
import io.x0.cache.Labels;
import io.x0.cache.Purge;
import io.x0.cache.SecondTier.Variant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Which files there are, by director and key, and which of them were used least. Thread-safe; its
 * lock covers surgery of lists and maps in memory only, and looking for a key takes none.
 */
final class DiskIndex {
  /** More variants of one resource are not worth their room. */
  private static final int MOST_VARIANTS = 64;

  private final long mostBytes;
  private final long mostHeapBytes;
  private final Map<String, Drawer> drawers = new ConcurrentHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();

  /** By number, the one used least in front. */
  @GuardedBy("lock")
  private final Map<Long, DiskEntry> byUse = new LinkedHashMap<>(16, 0.75f, true);

  @GuardedBy("lock")
  private long bytes;

  @GuardedBy("lock")
  private long heapBytes;

  /** What one director has. */
  private static final class Drawer {
    final Map<String, List<DiskEntry>> byKey = new ConcurrentHashMap<>();
    final KeyIndex index = new KeyIndex();
    volatile long count;
  }

  /**
   * How much there is.
   *
   * @param objects files
   * @param bytes what they take on the disk
   */
  record Size(long objects, long bytes) {}

  /**
   * @param mostBytes that files may take
   * @param mostHeapBytes that this index may take, about
   */
  DiskIndex(long mostBytes, long mostHeapBytes) {
    this.mostBytes = mostBytes;
    this.mostHeapBytes = mostHeapBytes;
  }

  Size size() {
    lock.lock();
    try {
      return new Size(byUse.size(), bytes);
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many files a director has. */
  long count(String director) {
    Drawer drawer = drawers.get(director);
    return drawer == null ? 0 : drawer.count;
  }

  /** Returns what is kept under a key. */
  List<DiskEntry> find(String director, String key) {
    Drawer drawer = drawers.get(director);
    return drawer == null ? List.of() : drawer.byKey.getOrDefault(key, List.of());
  }

  /** Returns the keys under which what is meant is kept; other things may be kept there, too. */
  Collection<String> keys(String director, Purge purge) {
    Drawer drawer = drawers.get(director);
    return drawer == null
        ? List.of()
        : drawer.index.keys(purge, () -> List.copyOf(drawer.byKey.keySet()));
  }

  /**
   * Adds an entry in the place of an older one for the same requests.
   *
   * @return those whose files are to go: the older one, or the new one itself if it is older than
   *     what there is
   */
  List<DiskEntry> add(DiskEntry entry) {
    List<DiskEntry> gone = new ArrayList<>();
    lock.lock();
    try {
      List<DiskEntry> after = new ArrayList<>(find(entry.director(), entry.key()));
      DiskEntry same = same(after, entry.variant());
      if (same != null && same.number() > entry.number()) {
        return List.of(entry);
      }
      if (same != null) {
        after.remove(same);
        gone.add(same);
      }
      after.add(0, entry);
      while (after.size() > MOST_VARIANTS) {
        gone.add(after.remove(after.size() - 1));
      }
      byUse.put(entry.number(), entry);
      account(entry, 1);
      for (DiskEntry one : gone) {
        dropped(one);
      }
      put(entry.director(), entry.key(), after);
    } finally {
      lock.unlock();
    }
    return gone;
  }

  boolean contains(DiskEntry entry) {
    return find(entry.director(), entry.key()).contains(entry);
  }

  /** Removes an entry; false if it is not there any more. */
  boolean remove(DiskEntry entry) {
    lock.lock();
    try {
      List<DiskEntry> after = new ArrayList<>(find(entry.director(), entry.key()));
      if (!after.remove(entry)) {
        return false;
      }
      dropped(entry);
      put(entry.director(), entry.key(), after);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns what there is for certain requests, or null. */
  @Nullable DiskEntry find(String director, String key, Variant variant) {
    return same(find(director, key), variant);
  }

  private static @Nullable DiskEntry same(List<DiskEntry> entries, Variant variant) {
    return entries.stream().filter(e -> e.variant().equals(variant)).findFirst().orElse(null);
  }

  /** Declares an entry stale since a time. */
  void declareStale(DiskEntry entry, long seconds) {
    lock.lock();
    try {
      entry.declareStale(seconds);
    } finally {
      lock.unlock();
    }
  }

  /** Takes note that an entry is used. */
  void use(DiskEntry entry) {
    lock.lock();
    try {
      var unused = byUse.get(entry.number());
    } finally {
      lock.unlock();
    }
  }

  /** Removes what was used least until the rest fits, and returns it. */
  List<DiskEntry> shrink() {
    List<DiskEntry> gone = new ArrayList<>();
    lock.lock();
    try {
      Iterator<DiskEntry> eldest = byUse.values().iterator();
      long tooMany = bytes - mostBytes;
      long tooHeavy = heapBytes - mostHeapBytes;
      while ((tooMany > 0 || tooHeavy > 0) && eldest.hasNext()) {
        DiskEntry entry = eldest.next();
        gone.add(entry);
        tooMany -= entry.bytes();
        tooHeavy -= entry.heapBytes();
      }
      for (DiskEntry entry : gone) {
        boolean unused = remove(entry);
      }
    } finally {
      lock.unlock();
    }
    return gone;
  }

  @GuardedBy("lock")
  private void dropped(DiskEntry entry) {
    byUse.remove(entry.number());
    account(entry, -1);
  }

  @GuardedBy("lock")
  private void account(DiskEntry entry, int sign) {
    bytes += sign * entry.bytes();
    heapBytes += sign * entry.heapBytes();
  }

  @GuardedBy("lock")
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void put(String director, String key, List<DiskEntry> after) {
    Drawer drawer = drawers.computeIfAbsent(director, name -> new Drawer());
    List<DiskEntry> before = drawer.byKey.getOrDefault(key, List.of());
    drawer.index.change(key, labels(before), labels(after));
    if (after.isEmpty()) {
      drawer.byKey.remove(key);
    } else {
      drawer.byKey.put(key, List.copyOf(after));
    }
    drawer.count += after.size() - before.size();
  }

  private static List<Labels> labels(List<DiskEntry> entries) {
    return entries.stream().map(DiskEntry::labels).toList();
  }
}
