package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One x0d takes the place of another, and no client notices; or it cannot, and nobody notices. */
@Timeout(300)
class ReplaceST {
  private static final int HAND_OVERS = 5;
  private static final int KEEPING = 6;
  private static final int CONNECTING = 3;
  private static final String LENT = "another x0d is about to replace this one";

  /** Moments after the state was given up: when it opens it, binds, serves, and in between. */
  private static final int[] KILL_MILLIS = {0, 50, 150, 300, 600, 900};

  private static String config(int port) {
    return TestDaemon.DEFAULT_CONFIG.replace("127.0.0.1:0", "127.0.0.1:" + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static TestDaemon daemon() throws Exception {
    return TestDaemon.create().config(config(freePort()));
  }

  private static void assertEnded(Process old, int status) throws InterruptedException {
    assertThat(old.waitFor(60, TimeUnit.SECONDS)).as("the old one has ended").isTrue();
    assertThat(old.exitValue()).isEqualTo(status);
  }

  private static String queueLimit(TestDaemon daemon) throws Exception {
    try (Admin admin = daemon.admin()) {
      return admin.must("GET", "/director/shop", "").json().get("queue-limit").getAsString();
    }
  }

  private static void awaitLog(TestDaemon daemon, String text, int times) throws Exception {
    Await.until(
        text + " is logged " + times + " times",
        () -> daemon.log().split(Pattern.quote(text), -1).length > times);
  }

  @Test
  void fiveHandOvers_underLoad_noRequestFails() throws Exception {
    try (TestDaemon daemon = daemon().start();
        Peer b1 = Peer.open("b1", 5);
        Peer b2 = Peer.open("b2", 5);
        Shop shop = new Shop(daemon)) {
      shop.add(b1, "\"capacity\": 100");
      shop.add(b2, "\"capacity\": 100");
      try (Load keeping = Load.start(daemon, KEEPING);
          Load connecting = Load.connecting(daemon, CONNECTING)) {
        Await.until("all serve", () -> connecting.total() > 50 && keeping.total() > 100);
        for (int i = 1; i <= HAND_OVERS; i++) {
          daemon.must("director", "set", "shop", "queue-limit=" + (100 + i));
          int before = connecting.total();

          Process old = daemon.replace();

          assertThat(old.pid()).isNotEqualTo(daemon.pid());
          assertThat(queueLimit(daemon)).as("acknowledged before").isEqualTo("" + (100 + i));
          assertThat(daemon.must("status")).contains(Long.toString(daemon.pid()));
          assertEnded(old, 0);
          Await.until("the new one serves", () -> connecting.total() > before + 100);
        }
        keeping.finish();
        connecting.finish();

        System.out.printf(
            "ReplaceST %d hand-overs: %d requests on connections that are kept %s,"
                + " %d on new ones %s%n",
            HAND_OVERS,
            keeping.total(),
            keeping.results(),
            connecting.total(),
            connecting.results());
        assertThat(keeping.results()).containsOnlyKeys("200");
        assertThat(connecting.results()).containsOnlyKeys("200");
        assertThat(b1.requests() + b2.requests())
            .as("none came twice")
            .isEqualTo(keeping.total() + connecting.total());
      }
      assertThat(daemon.must("history", "--limit", "1")).contains("director set shop");
      assertThat(daemon.log()).doesNotContain("ERROR").doesNotContain("gave up");
    }
  }

  @Test
  void command_startsTheNewOne_andSaysIfItDoesNotServe() throws Exception {
    try (TestDaemon daemon = daemon().start()) {
      Process old = daemon.process();
      daemon.config("handler main { nonsense; }");
      TestDaemon.Ran ran = daemon.ctl("daemon", "replace");
      assertThat(ran.exit()).isEqualTo(4);
      assertThat(ran.err()).contains("the other x0d has ended").contains("goes on");
      assertThat(daemon.log()).contains("nonsense");

      daemon.config(
          config(daemon.port())
              .replace("handler setup {", "handler setup { listen 'unix:$FOLDER/front.sock';"));
      daemon.must("config", "reload");
      assertThat(daemon.must("daemon", "replace")).isEqualTo("another x0d serves now\n");
      assertEnded(old, 0);

      long next;
      try (Admin admin = daemon.admin()) {
        next = admin.must("GET", "/status", "").json().get("pid").getAsLong();
      }
      assertThat(next).isNotEqualTo(old.pid());
      try (Admin front = new Admin(daemon.folder().resolve("front.sock"))) {
        assertThat(front.call("GET", "/").status())
            .as("the old one has not removed it")
            .isEqualTo(404);
      }
      assertThat(daemon.folder().toFile().list())
          .doesNotContain("front.sock.new", "admin.sock.new");
      assertThat(daemon.must("daemon", "drain", "--wait")).isEqualTo("x0d has ended\n");
    }
  }

  @Test
  void newOne_withBadConfiguration_changesNothing() throws Exception {
    try (TestDaemon daemon = daemon().start();
        Peer b1 = Peer.open("b1", 2);
        Shop shop = new Shop(daemon)) {
      shop.add(b1, "\"capacity\": 100");
      String good = Files.readString(daemon.configFile());
      try (Load load = Load.connecting(daemon, 4)) {
        Await.until("it serves", () -> load.total() > 50);
        daemon.config("handler main { nonsense; }");
        TestDaemon.Ran ran = daemon.run("--replace");
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("nonsense");

        // It compiles, but cannot be brought into force: found when the state is there already.
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          daemon.config(
              good.replace(
                  "handler setup {",
                  "handler setup { listen '127.0.0.1:" + taken.getLocalPort() + "';"));
          ran = daemon.run("--replace");
        }
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.err()).contains("in use");
        daemon.config(good);

        Await.until(
            "changes are taken again",
            () -> daemon.ctl("director", "set", "shop", "queue-limit=7").exit() == 0);
        int before = load.total();
        Await.until("it goes on", () -> load.total() > before + 100);
        load.finish();
        assertThat(load.results()).containsOnlyKeys("200");
      }
      assertThat(daemon.process().isAlive()).isTrue();
      assertThat(daemon.log()).contains("the state is back: everything is as before");

      Process old = daemon.replace();
      assertEnded(old, 0);
      assertThat(queueLimit(daemon)).isEqualTo("7");
    }
  }

  @Test
  void newOne_killedAtAnyStep_oldOneGoesOn() throws Exception {
    try (TestDaemon daemon = daemon().start();
        Peer b1 = Peer.open("b1", 2);
        Shop shop = new Shop(daemon)) {
      shop.add(b1, "\"capacity\": 100");
      Process old = daemon.process();
      int taken = 0;
      try (Load load = Load.start(daemon, 4)) {
        Await.until("it serves", () -> load.total() > 100);
        for (int i = 0; i < KILL_MILLIS.length && old.isAlive(); i++) {
          daemon.must("director", "set", "shop", "queue-limit=" + (200 + i));
          Process next = daemon.launch("--replace").process();
          awaitLog(daemon, LENT, i + 1);
          Await.pause(KILL_MILLIS[i]);
          if (daemon.log().contains("another x0d has replaced this one")) {
            // It was faster: now it is the one that serves.
            break;
          }
          next.destroyForcibly().waitFor();
          taken++;
          daemon.adopt(old);
          int value = 300 + i;
          Await.until(
              "changes are taken again after " + KILL_MILLIS[i] + " ms",
              () -> daemon.ctl("director", "set", "shop", "queue-limit=" + value).exit() == 0);
          assertThat(queueLimit(daemon)).isEqualTo("" + value);
        }
        load.finish();
        System.out.printf(
            "ReplaceST killed %d times while it took over: %d requests %s%n",
            taken, load.total(), load.results());
        assertThat(taken).isGreaterThanOrEqualTo(2);
        assertThat(load.results()).containsOnlyKeys("200");
      }
      daemon.kill();
    }
  }

  @Test
  void oldOne_killedMeanwhile_newOneStarts() throws Exception {
    try (TestDaemon daemon = daemon().start();
        Peer b1 = Peer.open("b1", 2);
        Shop shop = new Shop(daemon)) {
      shop.add(b1, "\"capacity\": 100");
      Process old = daemon.process();
      daemon.launch("--replace");
      awaitLog(daemon, LENT, 1);
      old.destroyForcibly().waitFor();

      daemon.awaitReady();

      assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("b1");
      daemon.must("director", "set", "shop", "queue-limit=5");
      assertThat(daemon.stop()).isZero();
    }
  }

  @Test
  void noneToReplace_startsAsUsual() throws Exception {
    try (TestDaemon daemon = daemon()) {
      daemon.launch("--replace").awaitReady();

      assertThat(daemon.log()).contains("there is none to replace");
      assertThat(daemon.stop()).isZero();
    }
  }

  @Test
  void another_withoutReplace_getsNeitherStateNorAddress() throws Exception {
    try (TestDaemon daemon = daemon().start()) {
      assertEnded(daemon.replace(), 0);

      TestDaemon.Ran ran = daemon.run();
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains("another x0d uses this state folder");
      ran =
          daemon.run(
              "--state-dir",
              daemon.folder().resolve("other").toString(),
              "--admin-socket",
              daemon.folder().resolve("other.sock").toString());
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains("127.0.0.1:" + daemon.port()).contains("in use");
      ran = daemon.run("--replace", "--state-dir", daemon.folder().resolve("other").toString());
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains("goes on: its state is in ");
    }
  }
}
