package io.x0.cache.disk;

import io.x0.cache.StoredResponse;
import io.x0.cache.body.CachedBody;
import io.x0.cache.disk.DiskStats.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Reads responses from files in the background; those who want the same ones at once share one
 * read. Thread-safe.
 */
final class DiskLoads {
  /** More variants that may suit one request are not looked at. */
  private static final int MOST_VARIANTS = 4;

  private final Executor reads;
  private final DiskFiles files;
  private final DiskStats stats;

  /** Who waits for which files. */
  private final Map<List<Long>, List<Consumer<List<StoredResponse>>>> running =
      new ConcurrentHashMap<>();

  private volatile boolean isStopping;

  DiskLoads(Executor reads, DiskFiles files, DiskStats stats) {
    this.reads = reads;
    this.files = files;
    this.stats = stats;
  }

  /**
   * Reads the files of entries.
   *
   * @param then is told once; the references to the bodies are its own to give back
   */
  void load(
      List<DiskEntry> entries,
      LongFunction<CachedBody> bodies,
      Consumer<List<StoredResponse>> then) {
    List<DiskEntry> wanted = entries.subList(0, Math.min(MOST_VARIANTS, entries.size()));
    List<Long> name = wanted.stream().map(DiskEntry::number).toList();
    if (name.isEmpty()) {
      then.accept(List.of());
      return;
    }
    boolean[] isFirst = {false};
    running.compute(
        name,
        (n, others) -> {
          isFirst[0] = others == null;
          List<Consumer<List<StoredResponse>>> all = others == null ? new ArrayList<>(1) : others;
          all.add(then);
          return all;
        });
    if (!isFirst[0]) {
      return;
    }
    try {
      reads.execute(() -> finish(name, read(wanted, bodies)));
    } catch (RejectedExecutionException e) {
      stats.count(Event.DROPPED);
      finish(name, List.of());
    }
  }

  private List<StoredResponse> read(List<DiskEntry> wanted, LongFunction<CachedBody> bodies) {
    List<StoredResponse> loaded = new ArrayList<>();
    for (DiskEntry entry : wanted) {
      if (isStopping) {
        break;
      }
      StoredResponse response = files.read(entry, bodies);
      if (response != null) {
        loaded.add(response);
      }
    }
    return loaded;
  }

  /** Reads no more; who waits is told what has been read. */
  void stop() {
    isStopping = true;
  }

  /** Each gets references of its own. */
  private void finish(List<Long> name, List<StoredResponse> loaded) {
    List<Consumer<List<StoredResponse>>> told = running.remove(name);
    if (told == null) {
      throw new IllegalStateException("loaded twice: " + name);
    }
    for (int i = 1; i < told.size(); i++) {
      for (StoredResponse response : loaded) {
        if (!response.body().retain()) {
          throw new IllegalStateException("released before anybody had it");
        }
      }
    }
    told.forEach(one -> one.accept(loaded));
  }
}
