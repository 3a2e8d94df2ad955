package io.x0.director;

import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.DirectorStore.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one way in which directors change. Edits run one after the other on the writer's thread: each
 * is checked against what the one before it left, several are committed as one transaction, and
 * only what is durable comes into force and is answered. Thread-safe.
 */
public final class ControlPlane {
  private final Directors directors;
  private final DirectorStore store;
  private final Executor writer;
  private final Environment environment;
  private final Consumer<Event> journal;
  private final DemandClaims claims;
  private final List<String> unrestored = new ArrayList<>();
  private final List<Consumer<Change>> watchers = new CopyOnWriteArrayList<>();
  private final Declarations declarations;
  private final Retirement retirement;
  private final Writes writes;

  /**
   * A director before and after an edit.
   *
   * @param before null when the edit created it
   * @param after null when the edit deleted it
   */
  public record Result(@Nullable DirectorConfig before, @Nullable DirectorConfig after) {}

  /** Makes one under which directors on demand open no listeners. */
  public ControlPlane(
      Directors directors,
      DirectorStore store,
      Executor writer,
      Environment environment,
      Consumer<Event> journal) {
    this(directors, store, writer, environment, journal, DemandListener.NONE);
  }

  /**
   * @param writer runs one task at a time
   * @param environment what directors live on
   * @param journal is told every event, from any thread; must not block
   * @param listener opens and closes ports, on the writer's thread
   */
  public ControlPlane(
      Directors directors,
      DirectorStore store,
      Executor writer,
      Environment environment,
      Consumer<Event> journal,
      DemandListener listener) {
    this.directors = directors;
    this.store = store;
    this.writer = writer;
    this.environment = environment;
    this.journal = journal;
    this.claims = new DemandClaims(directors, listener);
    this.declarations = new Declarations(directors);
    this.retirement = new Retirement(directors, environment);
    this.writes =
        new Writes(
            directors, store, writer, environment.clock(), claims, this::enforce, this::tell);
  }

  /**
   * Adds somebody who is told every change when it is in force, on the writer's thread; must not
   * block. Changes of the configuration file's directors are told, too.
   */
  public void watch(Consumer<Change> watcher) {
    watchers.add(watcher);
  }

  private void tell(Change change) {
    watchers.forEach(watcher -> watcher.accept(change));
  }

  /**
   * Brings every stored director into force, and finishes removals that the end of the process
   * interrupted. Called once, before anything else. Ports of directors on demand are opened by
   * {@link #adopt}, when those of the configuration file are.
   *
   * @throws DirectorStore.StoreException if the storage cannot be read
   */
  public void restore() {
    for (DirectorConfig stored : store.load()) {
      try {
        claims.restore(stored);
      } catch (RefusedException e) {
        unrestored.add(
            "director " + stored.name() + " is stored and left alone: " + e.getMessage());
        continue;
      }
      enforce(stored.name(), stored);
      finishRemovals(stored);
    }
  }

  /**
   * Takes over what somebody put among the stored directors on demand, and opens their ports that
   * are not open yet. What cannot be taken over is left alone. Called once after the ports of the
   * configuration file are open, and at each reload. The answer comes on the writer's thread.
   */
  public CompletableFuture<Adoption> adopt() {
    return CompletableFuture.supplyAsync(this::lookAround, writer)
        .thenCompose(
            parts ->
                CompletableFuture.allOf(parts.toArray(new CompletableFuture<?>[0]))
                    .thenApply(
                        done ->
                            Adoption.all(parts.stream().map(CompletableFuture::join).toList())));
  }

  private List<CompletableFuture<Adoption>> lookAround() {
    List<CompletableFuture<Adoption>> parts = new ArrayList<>();
    List<String> problems = new ArrayList<>(unrestored);
    unrestored.clear();
    problems.addAll(claims.openMissing());
    parts.add(CompletableFuture.completedFuture(new Adoption(List.of(), problems)));
    for (Found found : store.discover()) {
      parts.add(adopt(found));
    }
    return parts;
  }

  private CompletableFuture<Adoption> adopt(Found found) {
    DirectorConfig director = found.director();
    if (director == null) {
      return CompletableFuture.completedFuture(Adoption.problem(found.problem()));
    }
    return submit("x0d", Edit.adoptDirector(director))
        .handle(
            (result, failure) -> {
              if (failure != null) {
                return Adoption.problem(found.source() + " is left alone: " + failure.getMessage());
              }
              finishRemovals(director);
              return Adoption.of(director.name());
            });
  }

  /**
   * What a new configuration changed.
   *
   * @param changed names of directors that are new, or not as they were
   * @param removed names of directors that the configuration does not declare any more
   */
  public record Redeclared(List<String> changed, List<String> removed) {}

  /** What a new configuration changes besides directors. Called on the writer's thread. */
  public interface Takeover {
    /** Nothing else changes. */
    Takeover NONE =
        new Takeover() {
          @Override
          public void prepare() {}

          @Override
          public void commit() {}
        };

    /**
     * Makes sure that {@link #commit} cannot fail; nothing has changed yet.
     *
     * @throws RefusedException if it could
     */
    void prepare();

    /** Brings it into force. */
    void commit();
  }

  /**
   * Brings a configuration into force, all of it or nothing. Its directors are never stored; those
   * that did not change keep their requests, queues and health. Those that it does not declare any
   * more take no new requests and serve what they have. The answer comes on the writer's thread.
   *
   * @param wanted the directors it declares
   * @return what changed, or fails with {@link RefusedException}
   */
  public CompletableFuture<Redeclared> declare(List<DirectorConfig> wanted, Takeover takeover) {
    return CompletableFuture.supplyAsync(
        () -> {
          Declarations.Plan plan = declarations.plan(wanted);
          takeover.prepare();
          List<Change> changes = declared(plan);
          plan.changed().forEach(director -> enforce(director.name(), director));
          declarations.accept(plan);
          takeover.commit();
          // Last of all: until now requests could still come for them.
          plan.removed().forEach(name -> directors.find(name).ifPresent(retirement::begin));
          changes.forEach(this::tell);
          return new Redeclared(
              plan.changed().stream().map(DirectorConfig::name).toList(), plan.removed());
        },
        writer);
  }

  /**
   * Returns what {@link #declare} would change of directors, and changes nothing. Fails with {@link
   * RefusedException} as that would.
   */
  public CompletableFuture<List<Change>> preview(List<DirectorConfig> wanted) {
    return CompletableFuture.supplyAsync(() -> declared(declarations.plan(wanted)), writer);
  }

  /** Returns what a plan changes, in the words of the journal. */
  private List<Change> declared(Declarations.Plan plan) {
    List<Change> changes = new ArrayList<>();
    for (DirectorConfig after : plan.changed()) {
      DirectorConfig before = directors.find(after.name()).map(Director::config).orElse(null);
      changes.add(declaration("declare", after.name(), before, after));
    }
    for (String name : plan.removed()) {
      DirectorConfig before = directors.find(name).map(Director::config).orElse(null);
      changes.add(declaration("undeclare", name, before, null));
    }
    return changes;
  }

  private Change declaration(
      String verb, String name, @Nullable DirectorConfig before, @Nullable DirectorConfig after) {
    String action = "director " + verb + " " + name;
    return new Change(environment.clock().now(), "x0d.conf", action, name, before, after);
  }

  /**
   * Records what somebody did to a director that changes nothing of it. The answer comes, on the
   * writer's thread, when that is durable; it fails with {@link DirectorStore.StoreException}.
   */
  public CompletableFuture<Void> record(String who, String action, String director) {
    Change change = new Change(environment.clock().now(), who, action, director, null, null);
    return CompletableFuture.runAsync(
        () -> {
          store.commit(List.of(change));
          tell(change);
        },
        writer);
  }

  /** Returns all live directors. */
  public Directors directors() {
    return directors;
  }

  /** Returns the newest changes, the newest first; runs on the writer's thread. */
  public CompletableFuture<List<Entry>> history(int limit) {
    return CompletableFuture.supplyAsync(() -> store.history(limit), writer);
  }

  /**
   * Makes an edit. The answer comes, on the writer's thread, when the edit is durable and in force;
   * it fails with {@link RefusedException}, {@link io.x0.common.InvalidValueException} or {@link
   * DirectorStore.StoreException}, and then nothing has changed unless the last says otherwise.
   *
   * @param who the operator
   */
  public CompletableFuture<Result> submit(String who, Edit edit) {
    CompletableFuture<Result> answer = new CompletableFuture<>();
    var unused =
        writes
            .add(who, List.of(edit), false)
            .whenComplete(
                (results, failure) -> {
                  if (failure instanceof BatchException batch) {
                    answer.completeExceptionally(batch.reason());
                  } else if (failure != null) {
                    answer.completeExceptionally(failure);
                  } else {
                    answer.complete(results.get(0));
                  }
                });
    return answer;
  }

  /**
   * Makes edits in their order, all of them or none, in one transaction; each is checked against
   * what the one before it leaves. The answer comes like that of {@link #submit}, but fails with
   * {@link BatchException} when one is refused.
   *
   * @param who the operator
   */
  public CompletableFuture<List<Result>> submitAll(String who, List<Edit> edits) {
    return writes.add(who, edits, false);
  }

  /**
   * Checks edits as {@link #submitAll} would, and changes nothing.
   *
   * @param who the operator
   */
  public CompletableFuture<List<Result>> preview(String who, List<Edit> edits) {
    return writes.add(who, edits, true);
  }

  /**
   * Takes a change back, and all that was made together with it, as a change of its own. What it
   * touched must be as it left it. The answer comes like that of {@link #submit}.
   *
   * @param who the operator
   * @param change its number, or empty for the newest change of an operator
   * @param newest those of which one must be the newest change of all; none means any
   * @param isTrial whether it is checked only
   */
  public CompletableFuture<Undone> undo(
      String who, OptionalLong change, List<Long> newest, boolean isTrial) {
    Undo undo = new Undo(store, directors, change, newest);
    CompletableFuture<Undone> answer = new CompletableFuture<>();
    var unused =
        writes
            .addLate(who, undo::edits, isTrial)
            .whenComplete(
                (results, failure) -> {
                  if (failure instanceof BatchException batch) {
                    answer.completeExceptionally(batch.reason());
                  } else if (failure != null) {
                    answer.completeExceptionally(failure);
                  } else {
                    answer.complete(undo.done(results));
                  }
                });
    return answer;
  }

  private void enforce(String name, @Nullable DirectorConfig config) {
    Director live = directors.find(name).orElse(null);
    if (config == null) {
      if (live != null) {
        directors.remove(live);
        live.delete();
      }
    } else if (live != null) {
      Demand before = live.config().demand();
      live.configure(config);
      directors.put(live, before, config.demand());
    } else {
      directors.put(new Director(config, environment, new Reaction()), null, config.demand());
    }
  }

  /** What follows from what happens in a director. */
  private final class Reaction implements DirectorListener {
    @Override
    public void drained(String director, String backend) {
      finishRemoval(director, backend);
    }

    @Override
    public void stuck(String director, String backend) {
      // Until this is in force the backend is held; afterwards it is disabled as by an operator.
      submit("x0d", Edit.enableBackend(director, backend, false).automatic())
          .exceptionally(e -> new Result(null, null));
    }

    @Override
    public void happened(Event event) {
      journal.accept(event);
    }
  }

  private void finishRemovals(DirectorConfig restored) {
    for (BackendConfig backend : restored.backends()) {
      if (backend.role() == Role.TERMINATE) {
        finishRemoval(restored.name(), backend.name());
      }
    }
  }

  private void finishRemoval(String director, String backend) {
    // A refusal means that an operator was faster; a failed commit is repeated at the next start.
    submit("x0d", Edit.finishRemoval(director, backend)).exceptionally(e -> new Result(null, null));
  }
}
