package io.x0.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The stored responses by key, bounded by what they cost. Thread-safe.
 *
 * <p>What is stored under one key changes in one step together with the indexes. The shelf holds a
 * reference to the body of every response on it.
 */
final class Shelf {
  /** Among so many of those used least room is made. */
  private static final int COLDEST = 64;

  /** About what a key costs besides its text. */
  private static final int ENTRY_BYTES = 64;

  private final KeyIndex index = new KeyIndex();
  private final HeapBudget heap;
  private final AtomicLong heapBytes = new AtomicLong();
  private final Consumer<StoredResponse> onEvicted;
  private final Cache<String, Entry> entries;

  /** All variants of one resource, the one stored last in front. Immutable. */
  private record Entry(List<StoredResponse> variants, int bytes, long heapBytes) {
    static Entry of(String key, List<StoredResponse> variants) {
      long bytes = ENTRY_BYTES + 2L * key.length();
      long heapBytes = bytes;
      for (StoredResponse variant : variants) {
        bytes += variant.footprint();
        heapBytes += variant.heapBytes();
      }
      return new Entry(List.copyOf(variants), limited(bytes), heapBytes);
    }

    private static int limited(long bytes) {
      return (int) Math.min(Integer.MAX_VALUE, bytes);
    }
  }

  /** What is done to the variants of one resource; it may be done again from the beginning. */
  interface Surgery {
    void on(List<StoredResponse> variants);
  }

  /**
   * @param mostBytes of all that is stored, heads and indexes included
   * @param heap is told what is on the heap of it
   * @param onEvicted is told what is let go for want of room
   */
  Shelf(long mostBytes, HeapBudget heap, Consumer<StoredResponse> onEvicted) {
    this.heap = heap;
    this.onEvicted = onEvicted;
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(mostBytes)
            .weigher((String key, Entry entry) -> entry.bytes)
            .executor(Runnable::run)
            .evictionListener((key, entry, cause) -> evicted(key, entry))
            .build();
  }

  /** Returns how many resources are stored. */
  long size() {
    entries.cleanUp();
    return entries.estimatedSize();
  }

  /** Returns about how many bytes are stored. */
  long weight() {
    return entries.policy().eviction().map(e -> e.weightedSize().orElse(0)).orElse(0L);
  }

  /** Returns about how many bytes of that are on the heap. */
  long heapBytes() {
    return heapBytes.get();
  }

  private void account(long bytes) {
    heapBytes.addAndGet(bytes);
    heap.add(bytes);
  }

  /** Returns how many places the indexes have. */
  int indexSize() {
    return index.size();
  }

  /** Returns what is stored under a key, and counts that as a use. */
  List<StoredResponse> use(String key) {
    Entry entry = entries.getIfPresent(key);
    return entry == null ? List.of() : entry.variants;
  }

  /** Returns what is stored under a key. */
  List<StoredResponse> look(String key) {
    Entry entry = entries.policy().getIfPresentQuietly(key);
    return entry == null ? List.of() : entry.variants;
  }

  /** Lets go of about {@code bytes} that were used least; false if there is nothing. */
  boolean free(long bytes) {
    Map<String, Entry> coldest =
        entries.policy().eviction().map(e -> e.coldest(COLDEST)).orElse(Map.of());
    long freed = 0;
    for (String key : coldest.keySet()) {
      if (freed >= bytes) {
        break;
      }
      for (StoredResponse one : changed(key, List::clear)) {
        freed += one.footprint();
        onEvicted.accept(one);
      }
    }
    return freed > 0;
  }

  /** Called while nobody else can change what is stored under the key. */
  private void evicted(@Nullable String key, @Nullable Entry entry) {
    if (key != null && entry != null) {
      index.change(key, labels(entry.variants), List.of());
      account(-entry.heapBytes);
      entry.variants.forEach(
          variant -> {
            onEvicted.accept(variant);
            variant.body().release();
          });
    }
  }

  /**
   * Changes what is stored under a key. The same values with another head are another response:
   * each holds its own reference, which who puts it there has taken.
   */
  void change(String key, Surgery surgery) {
    var unused = changed(key, surgery);
  }

  /** Returns what is not stored any more, with bodies that may be gone. */
  @SuppressWarnings("ReferenceEquality")
  private List<StoredResponse> changed(String key, Surgery surgery) {
    List<StoredResponse> dropped = new ArrayList<>();
    entries
        .asMap()
        .compute(
            key,
            (k, entry) -> {
              dropped.clear();
              List<StoredResponse> before = entry == null ? List.of() : entry.variants;
              List<StoredResponse> after = new ArrayList<>(before);
              surgery.on(after);
              for (StoredResponse old : before) {
                if (after.stream().noneMatch(v -> v == old)) {
                  dropped.add(old);
                }
              }
              if (dropped.isEmpty() && after.size() == before.size()) {
                return entry;
              }
              index.change(key, labels(before), labels(after));
              Entry changed = after.isEmpty() ? null : Entry.of(key, after);
              account(
                  (changed == null ? 0 : changed.heapBytes)
                      - (entry == null ? 0 : entry.heapBytes));
              return changed;
            });
    dropped.forEach(old -> old.body().release());
    return dropped;
  }

  /** Lets go of a response. */
  void remove(String key, StoredResponse response) {
    change(
        key,
        variants -> {
          int at = indexOf(variants, response);
          if (at >= 0) {
            variants.remove(at);
          }
        });
  }

  /** Declares a response stale since a time, if it is still there. */
  void declareStale(String key, StoredResponse stored, long seconds) {
    change(
        key,
        variants -> {
          int at = indexOf(variants, stored);
          if (at >= 0) {
            declareStale(variants, at, seconds);
          }
        });
  }

  static void declareStale(List<StoredResponse> variants, int at, long seconds) {
    StoredResponse stored = variants.get(at);
    if (stored.purgedSeconds() > seconds && stored.body().retain()) {
      variants.set(at, stored.purged(seconds));
    }
  }

  /** Returns where a response is, or -1; it is the one with the same body. */
  @SuppressWarnings("ReferenceEquality")
  static int indexOf(List<StoredResponse> variants, StoredResponse wanted) {
    for (int i = 0; i < variants.size(); i++) {
      if (variants.get(i).body() == wanted.body()) {
        return i;
      }
    }
    return -1;
  }

  private static List<Labels> labels(List<StoredResponse> variants) {
    return variants.stream().map(StoredResponse::labels).toList();
  }

  /**
   * Returns the keys under which what is meant is stored; other things may be stored there, too.
   */
  Collection<String> keys(Purge purge) {
    return index.keys(purge, () -> List.copyOf(entries.asMap().keySet()));
  }
}
