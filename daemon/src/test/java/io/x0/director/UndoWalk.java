package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.director.ControlPlane.Result;
import io.x0.time.ManualTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Directors that are changed and changes that are taken back, beside a model: every state there
 * was, and each director as a flat map of texts, of which an undo gives some their old value.
 */
final class UndoWalk {
  private static final List<String> DIRECTORS = List.of("d0", "d1");
  private static final List<String> BACKENDS = List.of("a", "b", "c");
  private static final List<String> BUCKETS = List.of("v", "w");

  private final FakeStore store = new FakeStore();
  private final Directors directors = new Directors();
  private final ManualTime time = new ManualTime();
  private final ControlPlane control =
      new ControlPlane(
          directors,
          store,
          Runnable::run,
          Environments.healthy(time, time, Runnable::run),
          event -> {});

  /** All changes that were made, in their order. */
  private final List<Made> made = new ArrayList<>();

  /** The state before each change that stands alone or begins those made with it. */
  private final Map<Integer, TreeMap<String, DirectorConfig>> states = new TreeMap<>();

  private int undone;
  private int refused;

  /**
   * One change.
   *
   * @param first the index of the first of those made with it
   */
  private record Made(
      int first, String director, @Nullable DirectorConfig before, @Nullable DirectorConfig after) {
    boolean isNothing() {
      return flat(before).equals(flat(after));
    }
  }

  UndoWalk(Random random) {
    // Every walk begins with nothing.
  }

  Object change(Random random) {
    return make(List.of(edit(random)));
  }

  Object batch(Random random) {
    List<Edit> edits = new ArrayList<>();
    for (int i = 2 + random.nextInt(3); i > 0; i--) {
      edits.add(edit(random));
    }
    return make(edits);
  }

  private Object make(List<Edit> edits) {
    TreeMap<String, DirectorConfig> before = live();
    List<String> actions = edits.stream().map(Edit::action).toList();
    List<Result> results;
    try {
      results = control.submitAll("alice", edits).join();
    } catch (CompletionException e) {
      assertThat(live()).isEqualTo(before);
      return "refused " + actions;
    }
    note(before, edits.stream().map(Edit::director).toList(), results);
    return actions;
  }

  private void note(
      TreeMap<String, DirectorConfig> before, List<String> names, List<Result> results) {
    int first = made.size();
    states.put(first, before);
    for (int i = 0; i < results.size(); i++) {
      made.add(new Made(first, names.get(i), results.get(i).before(), results.get(i).after()));
    }
  }

  private static Edit edit(Random random) {
    String director = pick(random, DIRECTORS);
    String backend = pick(random, BACKENDS);
    String bucket = pick(random, BUCKETS);
    String few = Integer.toString(1 + random.nextInt(3));
    return switch (random.nextInt(16)) {
      case 0 -> Edit.createDirector(director, Map.of());
      case 1 -> Edit.createDirector(director, Map.of("port", few));
      case 2 -> Edit.deleteDirector(director);
      case 3 -> Edit.setDirector(director, Map.of("queue-limit", few), false);
      case 4 -> Edit.setDirector(director, Map.of("port", few), false);
      case 5 -> Edit.enableDirector(director, random.nextBoolean());
      case 6, 7 -> Edit.addBackend(director, backend, Map.of("url", "http://h:1", "weight", few));
      case 8 -> Edit.removeBackend(director, backend, false);
      case 9, 10 -> Edit.setBackend(director, backend, Map.of("weight", few), false);
      case 11 -> Edit.setBackend(director, backend, Map.of("capacity", few, "weight", few), false);
      case 12 -> Edit.switchBackend(director, backend, pick(random, List.of(AdminState.values())));
      case 13 -> BucketEdits.add(director, bucket, bucket(random, bucket));
      case 14 -> BucketEdits.set(director, bucket, Map.of("rate", few + "0%"));
      default -> BucketEdits.remove(director, bucket);
    };
  }

  private static Map<String, String> bucket(Random random, String name) {
    String parent = name.equals("w") && random.nextBoolean() ? "v" : "root";
    return Map.of("rate", "20%", "parent", parent);
  }

  /** Takes the newest change back: all is as it was before it. */
  Object undoLast(Random random) {
    if (made.isEmpty()) {
      return "nothing";
    }
    int first = made.get(made.size() - 1).first;
    while (first >= 0 && isNothing(first)) {
      first = first == 0 ? -1 : made.get(first - 1).first;
    }
    // What came after it left nothing, so the state before it is that to come.
    TreeMap<String, DirectorConfig> before = states.getOrDefault(first, live());
    boolean isUndone = undo(OptionalLong.empty());
    assertThat(isUndone).isEqualTo(first >= 0);
    assertThat(live()).isEqualTo(before);
    return first + 1;
  }

  /** Returns whether what was made from {@code first} on together left all as it was. */
  private boolean isNothing(int first) {
    return made.stream().filter(m -> m.first == first).allMatch(Made::isNothing);
  }

  /** Takes any change back: what it touched is as it was, if it is as it left it. */
  Object undoAny(Random random) {
    if (made.isEmpty()) {
      return "nothing";
    }
    int index = random.nextInt(made.size());
    Map<String, Map<String, String>> expected = predicted(made.get(index).first);
    TreeMap<String, DirectorConfig> before = live();

    boolean isUndone = undo(OptionalLong.of(index + 1));

    assertThat(isUndone).as("undone").isEqualTo(expected != null);
    if (expected == null) {
      assertThat(live()).isEqualTo(before);
    } else {
      Map<String, Map<String, String>> actual = new TreeMap<>();
      live().forEach((name, director) -> actual.put(name, flat(director)));
      assertThat(actual).isEqualTo(expected);
    }
    return index + 1;
  }

  private boolean undo(OptionalLong id) {
    TreeMap<String, DirectorConfig> before = live();
    CompletableFuture<Undone> answer = control.undo("bob", id, List.of(), false);
    try {
      Undone undone = answer.join();
      note(
          before,
          undone.entries().stream().map(e -> e.change().director()).toList(),
          undone.results());
      this.undone++;
      return true;
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(RefusedException.class);
      refused++;
      return false;
    }
  }

  /** Returns how many changes were taken back. */
  int undone() {
    return undone;
  }

  /** Returns how many could not be taken back. */
  int refused() {
    return refused;
  }

  /** Returns what all directors are afterwards, or null when it must be refused. */
  private @Nullable Map<String, Map<String, String>> predicted(int first) {
    Map<String, Map<String, String>> now = new TreeMap<>();
    live().forEach((name, director) -> now.put(name, flat(director)));
    boolean isAny = false;
    for (int i = made.size() - 1; i >= first; i--) {
      Made one = made.get(i);
      if (one.first != first || one.isNothing()) {
        continue;
      }
      isAny = true;
      Map<String, String> reverted =
          reverted(flat(one.before), flat(one.after), now.getOrDefault(one.director, Map.of()));
      if (reverted == null) {
        return null;
      }
      now.remove(one.director);
      if (!reverted.isEmpty()) {
        now.put(one.director, reverted);
      }
      if (hasClash(now)) {
        return null;
      }
    }
    return isAny ? now : null;
  }

  private static @Nullable Map<String, String> reverted(
      Map<String, String> before, Map<String, String> after, Map<String, String> now) {
    if (before.isEmpty() || after.isEmpty()) {
      return now.equals(after) ? before : null;
    }
    if (!Objects.equals(now.get("origin"), after.get("origin"))) {
      return null;
    }
    Map<String, String> result = new TreeMap<>(now);
    Set<String> names = new HashSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      String old = before.get(name);
      String left = after.get(name);
      if (Objects.equals(old, left)) {
        continue;
      }
      if (!Objects.equals(now.get(name), left)) {
        return null;
      }
      if (old == null) {
        result.remove(name);
      } else {
        result.put(name, old);
      }
    }
    return result;
  }

  /** Returns whether two directors serve the same. */
  private static boolean hasClash(Map<String, Map<String, String>> all) {
    Set<String> served = new HashSet<>();
    return all.values().stream()
        .map(director -> director.getOrDefault("demand", ""))
        .anyMatch(demand -> !demand.isEmpty() && !served.add(demand));
  }

  /** Returns all that is set on a director; nothing when there is none. */
  private static Map<String, String> flat(@Nullable DirectorConfig director) {
    Map<String, String> out = new TreeMap<>();
    if (director == null) {
      return out;
    }
    out.put("origin", director.origin().toString());
    out.put("buckets", director.buckets().toString());
    if (director.demand() != null) {
      out.put("demand", director.demand().toString());
    }
    out.putAll(DirectorSettings.TABLE.texts(director.settings()));
    for (BackendConfig backend : director.backends()) {
      BackendConfig.TABLE
          .texts(backend)
          .forEach((name, text) -> out.put("backend " + backend.name() + " " + name, text));
    }
    return out;
  }

  /** Returns the directors in force without their revisions, which only grow. */
  private TreeMap<String, DirectorConfig> live() {
    TreeMap<String, DirectorConfig> out = new TreeMap<>();
    for (Director director : directors.all()) {
      DirectorConfig config = director.config();
      out.put(
          config.name(),
          new DirectorConfig(
              config.name(),
              config.origin(),
              config.settings(),
              config.backends().stream().map(b -> b.withRevision(0)).toList(),
              config.buckets(),
              0,
              config.demand()));
    }
    return out;
  }

  private static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** Checks that what is stored is what is in force, and that the journal has every change. */
  void check() {
    assertThat(store.load())
        .containsExactlyInAnyOrderElementsOf(
            directors.all().stream().map(Director::config).toList());
    assertThat(store.last().orElse(0)).isEqualTo(made.size());
    for (Director director : directors.all()) {
      assertThat(director.config().backends())
          .allSatisfy(
              b -> assertThat(b.revision()).isLessThanOrEqualTo(director.config().revision()));
    }
  }

  @Override
  public String toString() {
    return "empty";
  }
}
