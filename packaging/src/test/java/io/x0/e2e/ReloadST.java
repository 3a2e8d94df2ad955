package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The configuration is read again while x0d runs: all of it comes into force, or nothing. */
@Timeout(180)
class ReloadST {
  private static final int CLIENTS = 16;
  private static final int REQUESTS_BETWEEN = 300;

  private static String config(String setup, String director) {
    return "handler setup {\n  listen '127.0.0.1:0';\n"
        + setup
        + "}\nhandler main {\n  director.balance '"
        + director
        + "';\n}\n";
  }

  private static String create(String director, String... backends) {
    return "  director.create '" + director + "', " + String.join(", ", backends) + ";\n";
  }

  private static String backend(String name, Origin origin) {
    return "'" + name + "' => '" + origin.url() + "?capacity=100'";
  }

  private static int generation(Admin admin) throws IOException {
    return admin.must("GET", "/config", "").json().get("generation").getAsInt();
  }

  private static void hangUp(TestDaemon daemon) throws Exception {
    int exit = new ProcessBuilder("kill", "-HUP", Long.toString(daemon.pid())).start().waitFor();
    assertThat(exit).isZero();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void tenReloads_underLoad_noRequestFails() throws Exception {
    try (Origin first = Origin.named("b1");
        Origin second = Origin.named("b2");
        Origin third = Origin.named("b3");
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestDaemon daemon = TestDaemon.create()) {
      String b1 = backend("b1", first);
      String b2 = backend("b2", second);
      String b3 = backend("b3", third);
      String broken = "handler setup { listen '127.0.0.1:0' }\nhandler main { director.balanse }";
      String unbindable =
          config("  listen '127.0.0.1:" + taken.getLocalPort() + "';\n" + create("x", b1), "x");
      List<String> versions =
          List.of(
              config(create("shop", b1, b2, b3), "shop"),
              config(create("store", b1, b2), "store"),
              broken,
              config(create("shop", b1) + create("store", b1, b2, b3), "store"),
              config(
                  create("store", b1, b2, b3) + "  director.set 'store', 'scheduler' => 'p2c';\n",
                  "store"),
              unbindable,
              config(create("other", b3), "other"),
              config("  listen '127.0.0.1:" + freePort() + "';\n" + create("shop", b1, b2), "shop"),
              config(create("shop", b1, b2), "shop"),
              config(create("shop", b2, b1), "shop"));
      daemon.config(config(create("shop", b1, b2), "shop")).start();
      try (Admin admin = daemon.admin();
          Load load = Load.start(daemon, CLIENTS)) {
        int good = 1;
        for (int i = 0; i < versions.size(); i++) {
          int before = load.total();
          Await.until("requests go on", () -> load.total() > before + REQUESTS_BETWEEN);
          boolean isBad = versions.get(i).equals(broken) || versions.get(i).equals(unbindable);
          daemon.config(versions.get(i));
          if (isBad || i % 2 == 0) {
            assertThat(daemon.ctl("config", "reload").exit()).isEqualTo(isBad ? 1 : 0);
          } else {
            hangUp(daemon);
          }
          good += isBad ? 0 : 1;
          int expected = good;
          Await.until("version " + i + " decided", () -> generation(admin) == expected);
        }
        int before = load.total();
        Await.until("requests go on", () -> load.total() > before + REQUESTS_BETWEEN);
        load.finish();

        System.out.printf(
            "ReloadST %d reloads, 2 of them refused, under %d clients: %d requests, %d failed,"
                + " results %s, by %s%n",
            versions.size(),
            CLIENTS,
            load.total(),
            load.failures(),
            load.results(),
            load.backends());
        assertThat(load.results()).containsOnlyKeys("200");
        assertThat(load.backends().keySet()).containsExactly("b1", "b2", "b3");
        assertThat(daemon.must("director", "list")).contains("shop").doesNotContain("store");
      }
    }
  }

  @Test
  void reload_directorsWithQueues_loseNothingWhetherKeptOrRemoved() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    Origin.Behaviour held =
        call -> {
          gate.await(30, TimeUnit.SECONDS);
          call.answer("b1");
        };
    ExecutorService clients = Executors.newCachedThreadPool();
    try (Origin kept = new Origin(held);
        Origin gone = new Origin(held);
        TestDaemon daemon = TestDaemon.create()) {
      String main =
          "handler main {\n  if req.path == '/gone' { director.balance 'gone' }\n"
              + "  director.balance 'kept';\n}\n";
      String listen = "  listen '127.0.0.1:0';\n";
      String keeps = "  director.create 'kept', 'b1' => '" + kept.url() + "?capacity=1';\n";
      String goes = "  director.create 'gone', 'b1' => '" + gone.url() + "?capacity=1';\n";
      daemon.config("handler setup {\n" + listen + keeps + goes + "}\n" + main).start();
      List<Future<String>> answers = new ArrayList<>();
      for (String path : List.of("/", "/", "/", "/gone", "/gone", "/gone")) {
        answers.add(
            clients.submit(
                () -> {
                  try (Client client = new Client(daemon.port())) {
                    return client
                        .send("GET " + path + " HTTP/1.1\r\nHost: shop.test\r\n\r\n")
                        .head()
                        .substring(9, 12);
                  }
                }));
      }
      try (Admin admin = daemon.admin()) {
        Await.until(
            "two wait at each", () -> queued(admin, "kept") == 2 && queued(admin, "gone") == 2);
        daemon.config("handler setup {\n" + listen + keeps + "}\nhandler main { return 404 }\n");

        JsonObject result = admin.must("POST", "/config/reload", "").json();

        assertThat(result.getAsJsonArray("changed")).isEmpty();
        assertThat(result.getAsJsonArray("removed").toString()).isEqualTo("[\"gone\"]");
        assertThat(queued(admin, "kept")).isEqualTo(2);
        assertThat(admin.call("GET", "/director/gone").status()).isEqualTo(404);
        gate.countDown();
        for (Future<String> answer : answers) {
          assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo("200");
        }
        assertThat(kept.max()).isEqualTo(1);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private static int queued(Admin admin, String director) throws IOException {
    return admin
        .must("GET", "/director/" + director, "")
        .json()
        .getAsJsonObject("stats")
        .getAsJsonObject("queued")
        .get("current")
        .getAsInt();
  }

  @Test
  void reload_listeners_comeAndGo() throws Exception {
    int first = freePort();
    int second = freePort();
    try (TestDaemon daemon =
        TestDaemon.create()
            .config("handler setup { listen '127.0.0.1:" + first + "' }\nhandler main { blank }")
            .start()) {
      assertThat(status(first)).isEqualTo("200");

      daemon.config(
          "handler setup { listen '127.0.0.1:" + second + "' }\nhandler main { return 404 }");
      daemon.must("config", "reload");

      assertThat(status(second)).isEqualTo("404");
      Await.until("the first is closed", () -> isClosed(first));
    }
  }

  private static String status(int port) throws IOException {
    try (Client client = new Client(port)) {
      return client.send("GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n").head().substring(9, 12);
    }
  }

  private static boolean isClosed(int port) {
    try {
      new Client(port).close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void reload_badFile_saysEverythingThatIsWrongAndChangesNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.config(
          """
          handler setup {
            listen '127.0.0.1:0';
            lisen '127.0.0.1:1';
          }
          handler main {
            return 700;
          }
          """);

      TestDaemon.Ran check = daemon.ctl("config", "check");
      TestDaemon.Ran reload = daemon.ctl("config", "reload");
      hangUp(daemon);

      for (TestDaemon.Ran ran : List.of(check, reload)) {
        assertThat(ran.exit()).isEqualTo(1);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
            .contains("x0d.conf:3:3: error: unknown function or handler 'lisen'")
            .contains("did you mean 'listen'?")
            .contains("x0d.conf:6:3: error: status: 700");
        assertThat(ran.err().lines().reduce((a, b) -> b).orElseThrow()).startsWith("x0ctl: ");
      }
      Await.until("the signal was heard", () -> daemon.log().contains("reload by SIGHUP failed"));
      assertThat(daemon.process().isAlive()).isTrue();
      assertThat(status(daemon.port())).isEqualTo("404");
      try (Admin admin = daemon.admin()) {
        assertThat(generation(admin)).isEqualTo(1);
      }
    }
  }

  @Test
  void reload_nameOfAManagedDirector_isRefusedAndOpensNothing() throws Exception {
    int port = freePort();
    try (Origin origin = Origin.named("b1");
        TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop");
      daemon.config(
          config(
              "  listen '127.0.0.1:" + port + "';\n" + create("shop", backend("b1", origin)),
              "shop"));

      TestDaemon.Ran ran = daemon.ctl("config", "reload");

      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains("director shop exists already, made at run time");
      assertThat(isClosed(port)).isTrue();
      assertThat(daemon.must("director", "list")).contains("managed");
    }
  }
}
