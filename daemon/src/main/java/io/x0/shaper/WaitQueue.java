package io.x0.shaper;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The waiters of one bucket in the order of their arrival. Confined to the caller's lock.
 *
 * <p>A newcomer appends in O(1). One that comes back with an earlier arrival, because it was
 * granted a token once and has to try again, regains its place behind the few that are older still.
 */
final class WaitQueue<T> {
  private @Nullable Waiter<T> head;
  private @Nullable Waiter<T> tail;
  private final Level level = new Level();

  Level level() {
    return level;
  }

  int size() {
    return level.current();
  }

  /** Returns the waiter that arrived first, or null if none waits. */
  @Nullable Waiter<T> head() {
    return head;
  }

  void add(Waiter<T> waiter) {
    insert(waiter);
    level.rise();
  }

  /** Takes out a waiter, which must be in this queue. */
  void unlink(Waiter<T> waiter) {
    Waiter<T> before = waiter.previous;
    Waiter<T> after = waiter.next;
    if (before == null) {
      head = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      tail = before;
    } else {
      after.previous = before;
    }
    waiter.previous = null;
    waiter.next = null;
    level.fall();
  }

  /** Takes over all waiters of {@code other} for {@code bucket}, each at the place it arrived. */
  void takeOver(WaitQueue<T> other, Bucket<T> bucket) {
    for (Waiter<T> waiter = other.head; waiter != null; waiter = other.head) {
      other.unlink(waiter);
      waiter.bucket = bucket;
      insert(waiter);
      level.move(size() + 1);
    }
  }

  private void insert(Waiter<T> waiter) {
    Waiter<T> before = tail;
    if (before != null && isOlder(waiter, before)) {
      before = null;
      Waiter<T> after = Objects.requireNonNull(head);
      while (!isOlder(waiter, after)) {
        before = after;
        after = Objects.requireNonNull(after.next); // INVARIANT: it is older than the tail
      }
    }
    Waiter<T> after = before == null ? head : before.next;
    waiter.previous = before;
    waiter.next = after;
    if (before == null) {
      head = waiter;
    } else {
      before.next = waiter;
    }
    if (after == null) {
      tail = waiter;
    } else {
      after.previous = waiter;
    }
  }

  private static boolean isOlder(Waiter<?> one, Waiter<?> other) {
    return one.arrivedNanos() - other.arrivedNanos() < 0;
  }
}
