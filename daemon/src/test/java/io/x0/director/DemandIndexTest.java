package io.x0.director;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.RandomWalk;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemandIndexTest {
  private static DemandIndex<String> of(Demand... demands) {
    DemandIndex<String> index = DemandIndex.empty();
    for (Demand demand : demands) {
      index = index.changed(null, demand, demand.hostname() + ":" + demand.port());
    }
    return index;
  }

  /** Each line asks an index that has all of these, and then one without the answer. */
  @Test
  void find_mostSpecificFirst() {
    Demand[] order = {
      new Demand("a.b.test", 80),
      new Demand("a.b.test", 0),
      new Demand("*.b.test", 80),
      new Demand("*.b.test", 0),
      new Demand("*.test", 80),
      new Demand("*.test", 0),
      new Demand("", 80)
    };
    DemandIndex<String> index = of(order);
    for (Demand next : order) {
      String owner = next.hostname() + ":" + next.port();
      assertThat(index.find("a.b.test", 80)).contains(owner);
      index = index.changed(next, null, owner);
    }
    assertThat(index.find("a.b.test", 80)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "shop.test,80,shop.test:0",
    "SHOP.Test,80,shop.test:0",
    "shop.test.,80,shop.test:0",
    "shop.test..,80,",
    "www.shop.test,80,",
    "shop.test,81,shop.test:81",
    "a.wild.test,80,*.wild.test:0",
    "a.b.wild.test,80,*.wild.test:0",
    "wild.test,80,",
    "awild.test,80,",
    "wild.test,99,:99",
    "'',99,:99",
    "'.',99,:99",
    "'',80,",
    "a.wild.test,99,*.wild.test:0",
    "[::1],99,:99",
    "test,80,",
    "'',0,",
    "shop.test,-1,shop.test:0"
  })
  void find_host_isComparedAsAName(String host, int port, String expected) {
    DemandIndex<String> index =
        of(
            new Demand("shop.test", 0),
            new Demand("shop.test", 81),
            new Demand("*.wild.test", 0),
            new Demand("", 99));

    assertThat(index.find(host, port)).isEqualTo(Optional.ofNullable(expected));
  }

  @Test
  void find_hostLongerThanAName_isOnlyFoundByItsPort() {
    DemandIndex<String> index = of(new Demand("*.test", 0), new Demand("", 80));

    assertThat(index.find("a".repeat(248) + ".test", 80)).contains("*.test:0");
    assertThat(index.find("a".repeat(249) + ".test", 80)).contains(":80");
    assertThat(index.find("a.".repeat(50_000) + "test", 80)).contains(":80");
  }

  @Test
  void changed_isANewIndexAndTheOldOneStays() {
    Demand before = new Demand("a.test", 0);
    DemandIndex<String> old = DemandIndex.<String>empty().changed(null, before, "one");
    DemandIndex<String> moved = old.changed(before, new Demand("b.test", 0), "one");

    assertThat(old.find("a.test", 80)).contains("one");
    assertThat(moved.find("a.test", 80)).isEmpty();
    assertThat(moved.find("b.test", 80)).contains("one");
  }

  @Test
  void changed_anotherOneHasItMeanwhile_leavesThatOne() {
    Demand demand = new Demand("a.test", 0);
    DemandIndex<String> index =
        DemandIndex.<String>empty().changed(null, demand, "old").changed(null, demand, "new");

    assertThat(index.changed(demand, null, "old").find("a.test", 80)).contains("new");
  }

  /** The index beside a list that is searched from its most to its least specific kind. */
  private static final class Pair {
    private static final List<String> LABELS = List.of("a", "b", "xn--c", "d-1");
    private static final int[] PORTS = {80, 81, 8080};

    private final Map<String, Demand> model = new HashMap<>();
    private DemandIndex<String> index = DemandIndex.empty();

    private static String host(Random random) {
      StringBuilder host = new StringBuilder(LABELS.get(random.nextInt(LABELS.size())));
      for (int i = random.nextInt(4); i > 0; i--) {
        host.append('.').append(LABELS.get(random.nextInt(LABELS.size())));
      }
      return host.toString();
    }

    private static int port(Random random) {
      return PORTS[random.nextInt(PORTS.length)];
    }

    private static Demand demand(Random random) {
      return switch (random.nextInt(6)) {
        case 0 -> new Demand(host(random), 0);
        case 1 -> new Demand(host(random), port(random));
        case 2 -> new Demand("*." + host(random), 0);
        case 3 -> new Demand("*." + host(random), port(random));
        case 4 -> new Demand("", port(random));
        default -> new Demand(LABELS.get(random.nextInt(LABELS.size())), 0);
      };
    }

    private Object change(Random random) {
      String name = "d" + random.nextInt(12);
      Demand before = model.get(name);
      Demand after = demand(random);
      if (model.containsValue(after)) {
        return "taken: " + after;
      }
      index = index.changed(before, after, name);
      model.put(name, after);
      return name + " -> " + after;
    }

    private Object remove(Random random) {
      String name = "d" + random.nextInt(12);
      Demand before = model.remove(name);
      if (before != null) {
        index = index.changed(before, null, name);
      }
      return name;
    }

    private Object look(Random random) {
      String host = host(random);
      int port = port(random);
      String asked =
          (random.nextBoolean() ? host : host.toUpperCase(Locale.ROOT))
              + (random.nextBoolean() ? "" : ".");
      assertThat(index.find(asked, port)).as(asked + ":" + port).isEqualTo(expected(host, port));
      return asked + ":" + port;
    }

    private Optional<String> expected(String host, int port) {
      String best = null;
      long bestRank = -1;
      for (Map.Entry<String, Demand> entry : model.entrySet()) {
        long rank = rank(entry.getValue(), host, port);
        if (rank > bestRank) {
          best = entry.getKey();
          bestRank = rank;
        }
      }
      return Optional.ofNullable(best);
    }

    /** Returns how well a demand fits: -1 not at all, else the more the better. */
    private static long rank(Demand demand, String host, int port) {
      String name = demand.hostname();
      boolean isHost =
          name.isEmpty()
              || (name.startsWith("*.") ? host.endsWith(name.substring(1)) : host.equals(name));
      if (!isHost || (demand.port() != 0 && demand.port() != port)) {
        return -1;
      }
      long exactness = name.isEmpty() ? 0 : name.startsWith("*.") ? name.length() : 1000;
      return exactness * 2 + (demand.port() == 0 ? 0 : 1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20_261_123})
  void walk_findsWhatASearchThroughAllFinds(long seed) {
    RandomWalk.on(random -> new Pair())
        .step("change", 3, Pair::change)
        .step("remove", 1, Pair::remove)
        .step("look", 12, Pair::look)
        .run(seed, 800);
  }
}
