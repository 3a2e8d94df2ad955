package io.x0.time;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that stands still until a test moves it; due tasks run then, in order. One thread only. */
public final class ManualTime implements Clock, Scheduler {
  private record Task(long deadlineNanos, long number, Runnable action) {}

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.comparingLong(Task::deadlineNanos).thenComparing(Task::number));
  private long nanos = 1_000_000_007L;
  private long number;

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Instant now() {
    return Instant.ofEpochSecond(1_700_000_000L).plusNanos(nanos);
  }

  @Override
  public Timer at(long deadlineNanos, Runnable task) {
    Task added = new Task(deadlineNanos, number++, task);
    tasks.add(added);
    return () -> tasks.remove(added);
  }

  /** Moves on and runs what becomes due, each at its own instant. */
  public void advance(Duration duration) {
    long end = nanos + duration.toNanos();
    Task next;
    while ((next = tasks.peek()) != null && next.deadlineNanos <= end) {
      tasks.remove();
      nanos = Math.max(nanos, next.deadlineNanos);
      next.action.run();
    }
    nanos = end;
  }

  /** Returns how many tasks wait. */
  public int pending() {
    return tasks.size();
  }
}
