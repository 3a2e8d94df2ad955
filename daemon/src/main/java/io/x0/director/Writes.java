package io.x0.director;

import io.x0.director.ControlPlane.Result;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.StoreException;
import io.x0.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Edits on their way: each is checked against what those before it leave, several are committed as
 * one transaction, and only what is durable comes into force and is answered. Thread-safe.
 */
final class Writes {
  /** Edits per transaction: enough to share one flush of the disk, few enough to answer soon. */
  private static final int BATCH = 256;

  private final Directors directors;
  private final DirectorStore store;
  private final Executor writer;
  private final Clock clock;
  private final DemandClaims claims;
  private final BiConsumer<String, @Nullable DirectorConfig> force;
  private final Consumer<Change> told;
  private final ConcurrentLinkedQueue<Pending> pending = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean running = new AtomicBoolean();

  /**
   * Edits that hold together, or not at all.
   *
   * @param edits tells them when all before them are durable, if they rely on that
   * @param isTrial whether they are checked only
   * @param isFirst whether they rely on that
   */
  private record Pending(
      String who,
      Supplier<List<Edit>> edits,
      boolean isTrial,
      boolean isFirst,
      CompletableFuture<List<Result>> answer) {}

  /**
   * Edits that were checked.
   *
   * @param edits as they were checked
   * @param results null when they were refused
   * @param changes what they change, in their order
   * @param refusal why, else null
   * @param isAhead whether they were checked against something that is not durable yet
   */
  private record Checked(
      Pending pending,
      List<Edit> edits,
      @Nullable List<Result> results,
      List<Change> changes,
      @Nullable RuntimeException refusal,
      boolean isAhead) {}

  /**
   * @param writer runs one task at a time
   * @param claims confined to the writer's thread
   * @param force brings a director into force, or takes it away; on the writer's thread
   * @param told is told every change that is in force, on the writer's thread
   */
  Writes(
      Directors directors,
      DirectorStore store,
      Executor writer,
      Clock clock,
      DemandClaims claims,
      BiConsumer<String, @Nullable DirectorConfig> force,
      Consumer<Change> told) {
    this.directors = directors;
    this.store = store;
    this.writer = writer;
    this.clock = clock;
    this.claims = claims;
    this.force = force;
    this.told = told;
  }

  /** Adds edits that hold together or not at all; see {@link ControlPlane#submitAll}. */
  CompletableFuture<List<Result>> add(String who, List<Edit> edits, boolean isTrial) {
    List<Edit> known = List.copyOf(edits);
    return add(who, () -> known, isTrial, false);
  }

  /**
   * Adds edits that hold together or not at all.
   *
   * @param edits tells them on the writer's thread, when every change before is durable or refused
   */
  CompletableFuture<List<Result>> addLate(String who, Supplier<List<Edit>> edits, boolean isTrial) {
    return add(who, edits, isTrial, true);
  }

  private CompletableFuture<List<Result>> add(
      String who, Supplier<List<Edit>> edits, boolean isTrial, boolean isFirst) {
    CompletableFuture<List<Result>> answer = new CompletableFuture<>();
    pending.add(new Pending(who, edits, isTrial, isFirst, answer));
    schedule();
    return answer;
  }

  private void schedule() {
    if (!running.compareAndSet(false, true)) {
      return;
    }
    try {
      writer.execute(this::run);
    } catch (RejectedExecutionException e) {
      running.set(false);
      StoreException stopping =
          new StoreException("x0d stops: it changes nothing any more", false, e);
      Pending next;
      while ((next = pending.poll()) != null) {
        next.answer.completeExceptionally(stopping);
      }
    }
  }

  private void run() {
    running.set(false);
    List<Checked> batch = new ArrayList<>();
    Map<String, Optional<DirectorConfig>> ahead = new HashMap<>();
    List<Change> changes = new ArrayList<>();
    Pending next;
    while (batch.size() < BATCH && (next = pending.peek()) != null) {
      if (next.isFirst && !batch.isEmpty()) {
        break;
      }
      pending.remove();
      batch.add(check(next, ahead, changes));
    }
    if (!pending.isEmpty()) {
      schedule();
    }
    RuntimeException failure = commit(changes);
    try {
      if (failure == null) {
        claims.keep();
      } else {
        claims.revert();
      }
    } finally {
      for (Checked checked : batch) {
        finish(checked, failure);
      }
    }
  }

  /** Checks edits against the state that those before them leave. */
  private Checked check(
      Pending next, Map<String, Optional<DirectorConfig>> ahead, List<Change> changes) {
    Map<String, Optional<DirectorConfig>> own = new HashMap<>(ahead);
    List<Result> results = new ArrayList<>();
    List<Change> made = new ArrayList<>();
    boolean isAhead = false;
    List<Edit> edits = List.of();
    try {
      edits = next.edits.get();
      for (Edit edit : edits) {
        isAhead |= ahead.containsKey(edit.director());
        results.add(check(next.who, edit, own, made));
      }
    } catch (RuntimeException e) {
      release(edits, results);
      return new Checked(
          next, edits, null, List.of(), new BatchException(results.size(), e), isAhead);
    }
    if (next.isTrial) {
      release(edits, results);
    } else {
      ahead.putAll(own);
      addStored(made, changes);
    }
    return new Checked(next, edits, List.copyOf(results), List.copyOf(made), null, isAhead);
  }

  private Result check(
      String who, Edit edit, Map<String, Optional<DirectorConfig>> ahead, List<Change> changes) {
    String name = edit.director();
    DirectorConfig before =
        ahead.getOrDefault(name, directors.find(name).map(Director::config)).orElse(null);
    DirectorConfig after = edit.apply(before);
    claims.claim(name, demand(before), demand(after));
    ahead.put(name, Optional.ofNullable(after));
    changes.add(new Change(clock.now(), who, edit.action(), name, before, after, edit.tie()));
    return new Result(before, after);
  }

  /** Adds those that outlive the process; the first of them begins what holds together. */
  private static void addStored(List<Change> made, List<Change> changes) {
    boolean isFollower = false;
    for (Change change : made) {
      if (isStored(change)) {
        changes.add(change.following(isFollower));
        isFollower = true;
      }
    }
  }

  /** Returns whether a change outlives the process. */
  private static boolean isStored(Change change) {
    DirectorConfig after = change.after();
    DirectorConfig either = Objects.requireNonNull(after == null ? change.before() : after);
    return either.origin().isMutable();
  }

  /** Gives back what edits have claimed that do not hold. */
  private void release(List<Edit> edits, List<Result> results) {
    for (int i = results.size() - 1; i >= 0; i--) {
      Result result = results.get(i);
      claims.claim(edits.get(i).director(), demand(result.after()), demand(result.before()));
    }
  }

  private static @Nullable Demand demand(@Nullable DirectorConfig director) {
    return director == null ? null : director.demand();
  }

  /** Returns why the changes are not known to be durable, or null when they are. */
  private @Nullable RuntimeException commit(List<Change> changes) {
    try {
      if (!changes.isEmpty()) {
        store.commit(changes);
      }
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  /** Brings edits into force and answers them; a failed commit takes what relied on it along. */
  private void finish(Checked checked, @Nullable RuntimeException failure) {
    CompletableFuture<List<Result>> answer = checked.pending.answer;
    List<Result> results = checked.results;
    if (failure != null && (results != null || checked.isAhead)) {
      answer.completeExceptionally(failure);
    } else if (results == null) {
      answer.completeExceptionally(Objects.requireNonNull(checked.refusal));
    } else {
      try {
        if (!checked.pending.isTrial) {
          enforce(checked.edits, results);
          checked.changes.forEach(told);
        }
        answer.complete(results);
      } catch (RuntimeException e) {
        answer.completeExceptionally(e);
      }
    }
  }

  /** Brings what edits leave into force, not what they pass through. */
  private void enforce(List<Edit> edits, List<Result> results) {
    Map<String, Optional<DirectorConfig>> last = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      last.put(edits.get(i).director(), Optional.ofNullable(results.get(i).after()));
    }
    last.forEach((name, config) -> force.accept(name, config.orElse(null)));
  }
}
