package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.common.json.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What x0ctl cannot do, it says in one line and with an exit code, and changes nothing. */
@Timeout(180)
class CtlFailureST {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int NOT_FOUND = 3;
  private static final int CONFLICT = 4;
  private static final int UNREACHABLE = 5;

  @Test
  void x0ctl_badInput_oneLineItsExitCodeAndNoChange() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop");
      daemon.must("backend", "add", "shop", "b1", "http://127.0.0.1:9001", "--capacity", "8");
      daemon.must("director", "set", "shop", "queue-limit=5");
      JsonObject before = configuration(daemon);

      List<String> wrong = new ArrayList<>();
      check(daemon, wrong, NOT_FOUND, "director", "show", "nowhere");
      check(daemon, wrong, NOT_FOUND, "director", "set", "nowhere", "queue-limit=1");
      check(daemon, wrong, NOT_FOUND, "director", "delete", "nowhere", "--yes");
      check(daemon, wrong, NOT_FOUND, "backend", "set", "shop", "b9", "weight=2");
      check(daemon, wrong, NOT_FOUND, "backend", "add", "nowhere", "b1", "http://127.0.0.1:1");
      check(daemon, wrong, CONFLICT, "director", "create", "shop");
      check(daemon, wrong, CONFLICT, "backend", "add", "shop", "b1", "http://127.0.0.1:9002");
      check(
          daemon,
          wrong,
          CONFLICT,
          "director",
          "set",
          "shop",
          "queue-limit=9",
          "--if-revision",
          "1");
      check(
          daemon,
          wrong,
          CONFLICT,
          "backend",
          "set",
          "shop",
          "b1",
          "weight=9",
          "--if-revision",
          "1");
      check(
          daemon,
          wrong,
          CONFLICT,
          "backend",
          "remove",
          "shop",
          "b1",
          "--yes",
          "--if-revision",
          "1");
      check(daemon, wrong, USAGE, "backend", "set", "shop", "b1", "capacity=-1");
      check(daemon, wrong, USAGE, "backend", "set", "shop", "b1", "--capacity", "-1");
      check(daemon, wrong, USAGE, "backend", "set", "shop", "b1", "--capacity", "0");
      check(daemon, wrong, USAGE, "backend", "add", "shop", "b2", "http://127.0.0.1:99999");
      check(daemon, wrong, USAGE, "backend", "add", "shop", "b2", "//?garbage\n");
      check(daemon, wrong, USAGE, "backend", "add", "shop", "../b2", "http://127.0.0.1:1");
      check(daemon, wrong, USAGE, "backend", "set", "shop", "b1", "weight=2", "role=terminate");
      check(daemon, wrong, USAGE, "director", "set", "shop", "queue-limit=7", "queue-timeout=soon");
      check(daemon, wrong, USAGE, "director", "set", "shop", "colour=red");
      check(daemon, wrong, USAGE, "director", "set", "shop");
      check(daemon, wrong, USAGE, "director", "frobnicate", "shop");
      check(daemon, wrong, USAGE, "frobnicate");
      check(daemon, wrong, USAGE, "backend", "add", "shop");
      check(daemon, wrong, USAGE, "director", "delete", "shop");
      check(daemon, wrong, USAGE, "status", "--bogus");
      check(daemon, wrong, USAGE, "--bogus");
      check(daemon, wrong, UNREACHABLE, "status", "--socket", daemon.folder() + "/none.sock");
      check(daemon, wrong, UNREACHABLE, "status", "--socket", daemon.configFile().toString());

      assertThat(wrong).isEmpty();
      assertThat(configuration(daemon)).isEqualTo(before);
    }
  }

  @Test
  void x0ctl_daemonKilled_cannotReachIt() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.kill();

      List<String> wrong = new ArrayList<>();
      check(daemon, wrong, UNREACHABLE, "director", "create", "shop");
      assertThat(wrong).isEmpty();
    }
  }

  @Test
  void x0ctl_protectedBackend_isRefused() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop");
      daemon.must(
          "backend",
          "add",
          "shop",
          "b1",
          "http://127.0.0.1:1",
          "--set",
          "terminate-protection=true");

      List<String> wrong = new ArrayList<>();
      check(daemon, wrong, FAILED, "backend", "remove", "shop", "b1", "--yes");
      check(daemon, wrong, FAILED, "director", "delete", "shop", "--yes");
      assertThat(wrong).isEmpty();
      assertThat(configuration(daemon).getAsJsonArray("backends")).hasSize(1);
    }
  }

  @Test
  void x0ctl_daemonOnAnotherSocket_isFoundByOption() throws Exception {
    try (TestDaemon daemon = TestDaemon.create()) {
      Path none = daemon.folder().resolve("none");
      assertThat(daemon.ctl("status").exit()).isEqualTo(UNREACHABLE);
      daemon.start();

      assertThat(daemon.ctl("status", "--socket", daemon.socket().toString()).exit()).isZero();
      assertThat(daemon.ctl("status", "--socket", none.toString()).exit()).isEqualTo(UNREACHABLE);
    }
  }

  /** Runs x0ctl and notes what is not as it should be. */
  private static void check(TestDaemon daemon, List<String> wrong, int exit, String... arguments)
      throws Exception {
    TestDaemon.Ran ran = daemon.ctl(arguments);
    if (ran.exit() != exit || !ran.out().isEmpty() || !ran.err().matches("x0ctl: [^\n]+\n")) {
      wrong.add(String.join(" ", arguments) + " (expected: exit " + exit + "): " + ran);
    }
  }

  /** Returns what {@code director show} says about shop, without what changes by itself. */
  private static JsonObject configuration(TestDaemon daemon) throws Exception {
    JsonObject shop = Json.object(daemon.must("director", "show", "shop", "-o", "json"));
    List.of("stats", "state", "capacity").forEach(shop::remove);
    JsonArray backends = shop.getAsJsonArray("backends");
    Set<String> names = new LinkedHashSet<>();
    for (JsonElement backend : backends) {
      // What changes by itself is none of it.
      List.of("stats", "health", "state").forEach(backend.getAsJsonObject()::remove);
      names.add(backend.getAsJsonObject().get("name").getAsString());
    }
    assertThat(names).hasSameSizeAs(backends);
    return shop;
  }
}
