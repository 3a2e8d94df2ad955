package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.json.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two people who change the same backend, each after having looked at it. */
@Timeout(180)
class TwoOperatorsST {
  private static final int ROUNDS = 6;

  private static CompletableFuture<TestDaemon.Ran> set(
      TestDaemon daemon, long seen, String change) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return daemon.ctl(
                "backend", "set", "shop", "b1", change, "--if-revision", Long.toString(seen));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private static long shown(TestDaemon daemon, String name) throws Exception {
    return Json.object(daemon.must("backend", "show", "shop", "b1", "-o", "json"))
        .get(name)
        .getAsLong();
  }

  @Test
  void set_sameRevisionSeen_oneWinsAndTheOtherIsToldClearly() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop");
      daemon.must("backend", "add", "shop", "b1", "http://127.0.0.1:1", "--capacity", "1");
      for (int round = 1; round <= ROUNDS; round++) {
        long seen = shown(daemon, "revision");
        CompletableFuture<TestDaemon.Ran> alice = set(daemon, seen, "capacity=" + (100 + round));
        CompletableFuture<TestDaemon.Ran> bob = set(daemon, seen, "weight=" + (200 + round));
        List<TestDaemon.Ran> both = List.of(alice.join(), bob.join());

        assertThat(both.stream().map(TestDaemon.Ran::exit)).containsExactlyInAnyOrder(0, 4);
        TestDaemon.Ran loser = both.get(0).exit() == 4 ? both.get(0) : both.get(1);
        assertThat(loser.out()).isEmpty();
        assertThat(loser.err())
            .isEqualTo(
                "x0ctl: backend b1 has changed: it is at revision "
                    + shown(daemon, "revision")
                    + ", not "
                    + seen
                    + "; look again before you change it\n");
        boolean hasAliceWon = both.get(0).exit() == 0;
        assertThat(shown(daemon, "capacity") == 100 + round).isEqualTo(hasAliceWon);
        assertThat(shown(daemon, "weight") == 200 + round).isEqualTo(!hasAliceWon);
      }
      assertThat(daemon.must("history", "--action", "backend set", "-o", "csv", "--no-headers"))
          .hasLineCount(ROUNDS);
    }
  }
}
