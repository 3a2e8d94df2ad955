package io.x0.admin.stream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The newest messages, numbered from 1; older ones make room, so that it is as large as it is,
 * however slow its readers are. Thread-safe; nobody waits for a reader.
 */
final class MessageRing {
  private final String epoch;
  private final int limit;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final @Nullable Message[] ring;

  @GuardedBy("lock")
  private long last;

  /**
   * What a reader has not seen.
   *
   * @param hasGap whether messages before these are lost to it
   * @param messages the oldest first
   * @param place where to read on
   */
  record Batch(boolean hasGap, List<Message> messages, long place) {}

  /**
   * @param epoch tells the numbers of this ring from those of another process
   * @param limit most messages kept
   */
  MessageRing(String epoch, int limit) {
    this.epoch = epoch;
    this.limit = limit;
    this.ring = new Message[limit];
  }

  /** Adds a message. */
  void add(String type, @Nullable String director, JsonObject data) {
    lock.lock();
    try {
      last++;
      ring[(int) (last % limit)] = Message.of(id(last), type, director, data);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the place behind the newest message. */
  long end() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the name of a place, which a client gives back to read on there. */
  String id(long place) {
    return epoch + "-" + place;
  }

  /** Returns the place of that name; -1 when it is none of this ring. */
  long place(String id) {
    String prefix = epoch + "-";
    if (!id.startsWith(prefix) || !id.substring(prefix.length()).matches("[0-9]{1,18}")) {
      return -1;
    }
    long place = Long.parseLong(id.substring(prefix.length()));
    return place <= end() ? place : -1;
  }

  /**
   * Returns at most {@code most} messages behind {@code place}, or from the oldest on when that is
   * not kept any more, as it is of a negative place.
   */
  Batch after(long place, int most) {
    List<Message> found = new ArrayList<>();
    lock.lock();
    try {
      long first = Math.max(place, last - limit);
      first = Math.max(first, 0);
      long end = Math.min(last, first + most);
      for (long n = first + 1; n <= end; n++) {
        Message message = ring[(int) (n % limit)];
        if (message != null) {
          found.add(message);
        }
      }
      return new Batch(first != place, found, end);
    } finally {
      lock.unlock();
    }
  }
}
