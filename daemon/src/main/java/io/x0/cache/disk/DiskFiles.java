package io.x0.cache.disk;

import io.x0.cache.StoredResponse;
import io.x0.cache.body.CachedBody;
import io.x0.cache.disk.DiskStats.Event;
import io.x0.cache.disk.ObjectFile.BodyResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes, reads and deletes the files of responses, and drops from the index what is not as it was
 * written. For threads that may wait for a disk; deletions and changes of one file follow each
 * other.
 */
final class DiskFiles {
  private static final long BLOCK_BYTES = 4096;

  private final DiskFolder folder;
  private final DiskIndex index;
  private final DiskStats stats;
  private final DiskHealth health;

  DiskFiles(DiskFolder folder, DiskIndex index, DiskStats stats, DiskHealth health) {
    this.folder = folder;
    this.index = index;
    this.stats = stats;
    this.health = health;
  }

  /** Returns about what a file takes on the disk. */
  static long onDisk(long bytes) {
    return (bytes + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;
  }

  /** Writes a response, unless it is not wanted any more, and makes room for it. */
  void write(DiskEntry entry, ObjectFile file, CachedBody body) {
    if (!index.contains(entry)) {
      return;
    }
    try (FileChannel channel = folder.create(entry.number())) {
      long unused = file.purged(entry.purgedSeconds()).write(channel, body);
      entry.written();
      stats.count(Event.WRITTEN);
      health.worked();
    } catch (IOException e) {
      health.failed(folder + ": cannot write what was cached", e);
      boolean unused = index.remove(entry);
      delete(entry);
    }
    shrink();
  }

  /** Deletes what was used least until the rest fits. */
  void shrink() {
    for (DiskEntry entry : index.shrink()) {
      stats.count(Event.EVICTED);
      delete(entry);
    }
  }

  /** Notes in a file that it was declared stale, if it is still wanted. */
  void declareStale(DiskEntry entry) {
    if (!index.contains(entry)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(folder.object(entry.number()), StandardOpenOption.WRITE)) {
      ObjectFile.declareStale(channel, entry.number(), entry.purgedSeconds());
    } catch (IOException e) {
      // It would come back as fresh.
      health.failed(folder + ": cannot note what was purged", e);
      boolean unused = index.remove(entry);
      delete(entry);
    }
  }

  /** Deletes a file, if it is there. */
  void delete(DiskEntry entry) {
    delete(folder.object(entry.number()));
  }

  private void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      health.failed(file + ": cannot be deleted", e);
    }
  }

  /** Deletes what is no response, or none that can be served. */
  void deleteDamaged(Path file) {
    stats.count(Event.DAMAGED);
    delete(file);
  }

  /** Returns what is known of a file of which the head is right; otherwise null, and it goes. */
  @Nullable DiskEntry look(long number) {
    Path file = folder.object(number);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ObjectFile found = ObjectFile.read(channel);
      if (found != null && found.number() == number) {
        DiskEntry entry = new DiskEntry(found, onDisk(channel.size()));
        entry.written();
        return entry;
      }
      deleteDamaged(file);
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      health.failed(file + ": cannot be read", e);
    }
    return null;
  }

  /** Returns the response of an entry if it is intact; otherwise null. */
  @Nullable StoredResponse read(DiskEntry entry, LongFunction<CachedBody> bodies) {
    try (FileChannel channel =
        FileChannel.open(folder.object(entry.number()), StandardOpenOption.READ)) {
      ObjectFile file = ObjectFile.read(channel);
      if (file == null || !isOf(entry, file)) {
        drop(entry);
        return null;
      }
      CachedBody body = bodies.apply(file.bodyBytes());
      StoredResponse response = body(entry, file, channel, body);
      if (response == null) {
        body.release();
      }
      return response;
    } catch (NoSuchFileException e) {
      // Let go of since it was looked up, or deleted by somebody else.
      drop(entry);
    } catch (IOException e) {
      health.failed(folder + ": cannot read what was cached", e);
    }
    return null;
  }

  private static boolean isOf(DiskEntry entry, ObjectFile file) {
    return file.number() == entry.number()
        && file.director().equals(entry.director())
        && file.key().equals(entry.key());
  }

  private @Nullable StoredResponse body(
      DiskEntry entry, ObjectFile file, FileChannel channel, CachedBody body) throws IOException {
    BodyResult result;
    try {
      result = file.readBody(channel, body);
    } catch (IOException e) {
      body.release();
      throw e;
    }
    if (result == BodyResult.DAMAGED) {
      drop(entry);
    } else if (result == BodyResult.NO_ROOM) {
      stats.count(Event.DROPPED);
    } else if (index.contains(entry)) {
      body.complete();
      index.use(entry);
      stats.count(Event.LOADED);
      return file.response(body, entry.purgedSeconds());
    }
    return null;
  }

  private void drop(DiskEntry entry) {
    if (index.remove(entry)) {
      deleteDamaged(folder.object(entry.number()));
    }
  }
}
