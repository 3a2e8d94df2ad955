package io.x0.director;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A store in memory that fails when told to, before or after it has taken the changes. */
public final class FakeStore implements DirectorStore {
  /** Every committed batch, in order. */
  public final List<List<Change>> batches = new ArrayList<>();

  private final TreeMap<String, DirectorConfig> directors = new TreeMap<>();
  private final List<Found> dropped = new ArrayList<>();
  private final Deque<StoreException> failures = new ArrayDeque<>();

  /** Makes the store hold {@code directors} from the beginning. */
  public FakeStore holding(DirectorConfig... held) {
    for (DirectorConfig director : held) {
      directors.put(director.name(), director);
    }
    return this;
  }

  /** Makes the next commit that is not planned for yet fail; an unknown one takes the changes. */
  public StoreException failNext(boolean unknown) {
    StoreException failure = new StoreException("the disk is full", unknown, null);
    failures.add(failure);
    return failure;
  }

  @Override
  public List<DirectorConfig> load() {
    return List.copyOf(directors.values());
  }

  /** Makes the next look around find this. */
  public void drop(Found found) {
    dropped.add(found);
  }

  @Override
  public List<Found> discover() {
    List<Found> found = List.copyOf(dropped);
    dropped.clear();
    return found;
  }

  @Override
  public void commit(List<Change> changes) {
    StoreException failure = failures.poll();
    if (failure == null || failure.isUnknown()) {
      batches.add(List.copyOf(changes));
      for (Change change : changes) {
        if (change.after() == null) {
          directors.remove(change.director());
        } else {
          directors.put(change.director(), change.after());
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public List<Entry> history(int limit) {
    List<Entry> newest = entries();
    Collections.reverse(newest);
    return List.copyOf(newest.subList(0, Math.min(limit, newest.size())));
  }

  @Override
  public List<Entry> together(long id) {
    List<Entry> all = entries();
    if (id < 1 || id > all.size()) {
      return List.of();
    }
    long first = all.get((int) id - 1).first();
    return all.stream().filter(e -> e.first() == first).toList();
  }

  @Override
  public OptionalLong last() {
    return entries().stream().mapToLong(Entry::id).max();
  }

  @Override
  public OptionalLong lastOfOperators(long id) {
    return entries().stream()
        .filter(e -> !e.change().tie().isAutomatic() && e.id() < id)
        .mapToLong(Entry::id)
        .max();
  }

  /** Returns all changes, the oldest first, with the numbers that a database would give them. */
  private List<Entry> entries() {
    List<Entry> all = new ArrayList<>();
    long first = 0;
    for (List<Change> batch : batches) {
      for (Change change : batch) {
        long id = all.size() + 1L;
        first = change.tie().isFollower() ? first : id;
        all.add(new Entry(id, first, change));
      }
    }
    return all;
  }

  @Override
  public void close() {}
}
