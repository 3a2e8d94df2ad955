package io.x0;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes random steps on a subject and checks its invariants after each one.
 *
 * <p>Everything follows from one seed: the subject, which steps are taken, and what each of them
 * does. A walk that fails is repeated with steps left out as long as it still fails, and reported
 * with its seed and the steps that remain.
 *
 * @param <S> the subject, usually the code under test together with a slow model of it
 */
public final class RandomWalk<S> {
  private static final int MOST_REPETITIONS = 5_000;

  /** Does one thing to the subject, and checks what comes of it. */
  @FunctionalInterface
  public interface Step<S> {
    /** Returns what was done, for the report; {@code random} is this step's own. */
    Object take(S subject, Random random);
  }

  private record Kind<S>(String name, int weight, Step<S> step) {}

  private record Planned<S>(Kind<S> kind, long seed) {}

  private record Failure<S>(List<Planned<S>> plan, List<String> journal, Throwable cause) {}

  private final Function<Random, S> start;
  private final List<Kind<S>> kinds = new ArrayList<>();
  private Consumer<S> invariants = subject -> {};

  private RandomWalk(Function<Random, S> start) {
    this.start = start;
  }

  /** Returns a walk without steps on what {@code start} makes. */
  public static <S> RandomWalk<S> on(Function<Random, S> start) {
    return new RandomWalk<>(start);
  }

  /** Adds a step that is taken in proportion to its weight. */
  public RandomWalk<S> step(String name, int weight, Step<S> step) {
    kinds.add(new Kind<>(name, weight, step));
    return this;
  }

  /** Sets what must hold at the start and after each step. */
  public RandomWalk<S> invariants(Consumer<S> check) {
    invariants = check;
    return this;
  }

  /**
   * Takes {@code length} steps from {@code seed}.
   *
   * @throws AssertionError if a step or an invariant fails; its cause is that failure
   */
  public void run(long seed, int length) {
    Failure<S> failure = play(seed, plan(seed, length));
    if (failure != null) {
      Failure<S> least = minimise(seed, failure);
      throw new AssertionError(
          "random walk with seed %d fails in %d of %d steps:%n  %s%n%s"
              .formatted(
                  seed,
                  least.plan.size(),
                  length,
                  String.join(System.lineSeparator() + "  ", least.journal),
                  least.cause),
          least.cause);
    }
  }

  private List<Planned<S>> plan(long seed, int length) {
    Random random = new Random(seed);
    int sum = kinds.stream().mapToInt(Kind::weight).sum();
    List<Planned<S>> plan = new ArrayList<>(length);
    for (int i = 0; i < length; i++) {
      int drawn = random.nextInt(sum);
      int at = 0;
      while (drawn >= kinds.get(at).weight) {
        drawn -= kinds.get(at).weight;
        at++;
      }
      plan.add(new Planned<>(kinds.get(at), random.nextLong()));
    }
    return plan;
  }

  private @Nullable Failure<S> play(long seed, List<Planned<S>> plan) {
    List<String> journal = new ArrayList<>();
    int taken = 0;
    try {
      S subject = start.apply(new Random(~seed));
      journal.add("start: " + subject);
      invariants.accept(subject);
      for (Planned<S> planned : plan) {
        taken++;
        journal.add(planned.kind.name);
        Object done = planned.kind.step.take(subject, new Random(planned.seed));
        journal.set(taken, planned.kind.name + ": " + done);
        invariants.accept(subject);
      }
      return null;
    } catch (RuntimeException | AssertionError e) {
      return new Failure<>(List.copyOf(plan.subList(0, taken)), journal, e);
    }
  }

  /** Leaves out ever smaller runs of steps as long as the walk fails without them. */
  private Failure<S> minimise(long seed, Failure<S> failure) {
    Failure<S> least = failure;
    int repetitions = 0;
    int run = least.plan.size();
    while (run > 0 && repetitions < MOST_REPETITIONS) {
      boolean shorter = false;
      for (int from = 0; from < least.plan.size() && repetitions < MOST_REPETITIONS; ) {
        repetitions++;
        List<Planned<S>> without = new ArrayList<>(least.plan);
        without.subList(from, Math.min(from + run, without.size())).clear();
        Failure<S> smaller = play(seed, without);
        if (smaller == null) {
          from += run;
        } else {
          least = smaller;
          shorter = true;
        }
      }
      if (!shorter || run > 1) {
        run /= 2;
      }
    }
    return least;
  }
}
