package io.x0.director;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The newest events of all directors; older ones make room. Thread-safe. */
public final class EventJournal {
  private final int limit;
  private final List<Consumer<Event>> watchers = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Deque<Event> events = new ArrayDeque<>();

  /**
   * @param limit most events kept, from 1
   */
  public EventJournal(int limit) {
    this.limit = limit;
  }

  /** Adds somebody who is told every event from now on, from any thread; must not block. */
  public void watch(Consumer<Event> watcher) {
    watchers.add(watcher);
  }

  /** Adds an event. */
  public void add(Event event) {
    lock.lock();
    try {
      if (events.size() == limit) {
        events.removeFirst();
      }
      events.addLast(event);
    } finally {
      lock.unlock();
    }
    watchers.forEach(watcher -> watcher.accept(event));
  }

  /** Returns the newest {@code count} events that {@code wanted} accepts, the newest first. */
  public List<Event> newest(int count, Predicate<Event> wanted) {
    List<Event> found = new ArrayList<>();
    lock.lock();
    try {
      for (Iterator<Event> all = events.descendingIterator();
          all.hasNext() && found.size() < count; ) {
        Event event = all.next();
        if (wanted.test(event)) {
          found.add(event);
        }
      }
    } finally {
      lock.unlock();
    }
    return found;
  }
}
