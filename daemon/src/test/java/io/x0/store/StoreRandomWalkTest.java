package io.x0.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.setting.Setting;
import io.x0.director.BackendConfig;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.DirectorStore.Change;
import io.x0.director.DirectorStore.Entry;
import io.x0.shaper.BucketSpec;
import io.x0.shaper.BucketTree;
import io.x0.shaper.BucketTreeException;
import io.x0.shaper.Share;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random changes in random batches, compared with a map and a list in memory. */
final class StoreRandomWalkTest {
  private static final int STEPS = 60;
  private static final List<String> NAMES = List.of("a", "b", "c.d", "E_f-9");
  private static final List<String> CAPACITIES = List.of("1", "8", "100000000", "unlimited");

  @TempDir Path folder;

  private final TreeMap<String, DirectorConfig> directors = new TreeMap<>();
  private final List<Change> history = new ArrayList<>();
  private long clock = Samples.NOW.toEpochMilli();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
  void commit_randomChanges_agreesWithTheModel(long seed) {
    Random random = new Random(seed);
    SqliteDirectorStore store = SqliteDirectorStore.open(folder, Samples.CLOCK);
    try {
      for (int step = 0; step < STEPS; step++) {
        List<Change> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
          batch.add(randomChange(random));
        }
        store.commit(batch);
        if (random.nextInt(8) == 0) {
          store.close();
          store = SqliteDirectorStore.open(folder, Samples.CLOCK);
        }

        assertThat(store.load()).as("step %d", step).containsExactlyElementsOf(directors.values());
        assertThat(store.history(5))
            .extracting(Entry::change)
            .as("step %d", step)
            .containsExactlyElementsOf(newest(5));
      }

      assertThat(store.history(Integer.MAX_VALUE))
          .extracting(Entry::change)
          .containsExactlyElementsOf(newest(history.size()));
    } finally {
      store.close();
    }
    assertThat(Raw.query(folder.resolve("x0d.db"), "PRAGMA integrity_check")).containsExactly("ok");
  }

  private List<Change> newest(int limit) {
    List<Change> newest =
        new ArrayList<>(history.subList(Math.max(0, history.size() - limit), history.size()));
    Collections.reverse(newest);
    return newest;
  }

  private Change randomChange(Random random) {
    String name = pick(random, NAMES);
    DirectorConfig before = directors.get(name);
    DirectorConfig after = before == null ? Samples.empty(name) : next(random, before);
    if (after == null) {
      directors.remove(name);
    } else {
      directors.put(name, after);
    }
    Change change = new Change(Instant.ofEpochMilli(clock++), "root", "step", name, before, after);
    history.add(change);
    return change;
  }

  /** Returns the director after a random change, or null when it is deleted. */
  private static DirectorConfig next(Random random, DirectorConfig director) {
    String backend = pick(random, NAMES);
    return switch (random.nextInt(11)) {
      case 0 -> null;
      case 1, 2 -> director.withSettings(otherSettings(random, director.settings()));
      case 3 -> director.withoutBackend(backend);
      case 4 -> shuffled(random, director);
      case 5, 6 -> rebucketed(random, director);
      default ->
          director.withBackend(
              otherBackend(
                  random, director.backend(backend).orElseGet(() -> Samples.backend(backend))));
    };
  }

  private static DirectorSettings otherSettings(Random random, DirectorSettings settings) {
    Setting<DirectorSettings> setting = pick(random, List.copyOf(DirectorSettings.TABLE.all()));
    return Samples.other(DirectorSettings.TABLE, settings, setting);
  }

  private static BackendConfig otherBackend(Random random, BackendConfig backend) {
    if (random.nextInt(4) == 0) {
      return Samples.with(backend, "capacity", pick(random, CAPACITIES));
    }
    Setting<BackendConfig> setting = pick(random, List.copyOf(BackendConfig.TABLE.all()));
    return Samples.other(BackendConfig.TABLE, backend, setting);
  }

  private static DirectorConfig shuffled(Random random, DirectorConfig director) {
    List<BackendConfig> backends = new ArrayList<>(director.backends());
    Collections.shuffle(backends, random);
    return new DirectorConfig(
        director.name(),
        director.origin(),
        director.settings(),
        backends,
        director.buckets(),
        director.revision() + 1);
  }

  private static DirectorConfig rebucketed(Random random, DirectorConfig director) {
    BucketTree tree = BucketTree.EMPTY;
    List<String> parents = new ArrayList<>(List.of(BucketTree.ROOT));
    for (int i = random.nextInt(5); i > 0; i--) {
      Share rate = random.nextBoolean() ? Share.percent(random.nextInt(20)) : Share.tokens(i);
      Share ceil = rate instanceof Share.Tokens ? Share.tokens(i + 7) : Share.ALL;
      BucketSpec bucket = BucketSpec.of("k" + i, rate, ceil);
      if (random.nextBoolean()) {
        bucket = bucket.withQueueLimit(random.nextInt(3) * 50);
      }
      String parent = pick(random, parents);
      try {
        tree = tree.withBucket(parent, bucket);
        parents.add(bucket.name());
      } catch (BucketTreeException e) {
        // A share that does not fit there; the tree goes on without it.
      }
    }
    return director.withBuckets(tree);
  }

  private static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
