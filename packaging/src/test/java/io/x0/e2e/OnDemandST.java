package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Directors on demand, made while x0d runs. */
@Timeout(180)
class OnDemandST {
  private static final String CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
        director.ondemand_address '127.0.0.1';
      }
      handler main {
        director.ondemand;
        return 404;
      }
      """;

  /** Returns what a request for a host is answered with: the body, or the status. */
  private static String ask(int port, String host) throws IOException {
    try (Client client = new Client(port)) {
      client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
      Client.Answer answer = client.answer();
      return answer.status() == 200 ? answer.body().strip() : Integer.toString(answer.status());
    }
  }

  private static void create(TestDaemon daemon, String name, Origin origin, String... options)
      throws Exception {
    daemon.must(
        Stream.concat(Stream.of("director", "create", name), Stream.of(options))
            .toArray(String[]::new));
    daemon.must("backend", "add", name, "b1", origin.url());
  }

  private static List<String> files(TestDaemon daemon) throws IOException {
    try (Stream<Path> files = Files.list(daemon.stateFolder().resolve("directors-ondemand"))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".db"))
          .sorted()
          .toList();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean isRefused(int port) throws IOException {
    try {
      new Client(port).close();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void hosts_servedAtOnce_surviveAKillAndVanishWhenDeleted() throws Exception {
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG);
        Origin shop = Origin.named("shop");
        Origin blog = Origin.named("blog")) {
      daemon.start();
      assertThat(ask(daemon.port(), "shop.test")).isEqualTo("404");

      create(daemon, "shop", shop, "--hostname", "Shop.test");
      create(daemon, "blog", blog, "--hostname", "*.blog.test");

      assertThat(ask(daemon.port(), "shop.test")).isEqualTo("shop");
      assertThat(ask(daemon.port(), "SHOP.test.:81")).isEqualTo("shop");
      assertThat(ask(daemon.port(), "my.blog.test")).isEqualTo("blog");
      assertThat(ask(daemon.port(), "blog.test")).isEqualTo("404");
      assertThat(daemon.must("director", "list")).contains("shop.test").contains("*.blog.test");
      TestDaemon.Ran taken = daemon.ctl("director", "create", "other", "--hostname", "shop.test");
      assertThat(taken.exit()).isEqualTo(4);
      assertThat(taken.err())
          .isEqualTo(
              "x0ctl: director shop serves hostname shop.test already: give other another hostname"
                  + " or port\n");

      daemon.kill();
      daemon.start();

      assertThat(ask(daemon.port(), "shop.test")).isEqualTo("shop");
      assertThat(ask(daemon.port(), "my.blog.test")).isEqualTo("blog");

      daemon.must("director", "set", "shop", "hostname=new.test");
      assertThat(ask(daemon.port(), "shop.test")).isEqualTo("404");
      assertThat(ask(daemon.port(), "new.test")).isEqualTo("shop");
      assertThat(files(daemon)).containsExactly("_wildcard.blog.test.db", "shop.test.db");

      daemon.must("--yes", "director", "delete", "shop");
      assertThat(ask(daemon.port(), "new.test")).isEqualTo("404");
      assertThat(files(daemon)).containsExactly("_wildcard.blog.test.db");
      daemon.kill();
      daemon.start();
      assertThat(ask(daemon.port(), "new.test")).isEqualTo("404");
      assertThat(ask(daemon.port(), "my.blog.test")).isEqualTo("blog");
      assertThat(daemon.log()).doesNotContain("ERROR");
    }
  }

  @Test
  void file_putAmongThem_isAdoptedAtAReloadAndAtAStart() throws Exception {
    try (TestDaemon from = TestDaemon.create().config(CONFIG);
        TestDaemon to = TestDaemon.create().config(CONFIG);
        Origin shop = Origin.named("shop");
        Origin blog = Origin.named("blog")) {
      from.start();
      create(from, "shop", shop, "--hostname", "shop.test");
      create(from, "blog", blog, "--hostname", "blog.test");
      assertThat(from.stop()).isZero();
      Path source = from.stateFolder().resolve("directors-ondemand");
      to.start();
      Path target = to.stateFolder().resolve("directors-ondemand");

      Files.writeString(target.resolve("broken.db"), "no database");
      Files.copy(source.resolve("shop.test.db"), target.resolve("any-name.db"));
      assertThat(ask(to.port(), "shop.test")).isEqualTo("404");
      to.must("config", "reload");

      assertThat(ask(to.port(), "shop.test")).isEqualTo("shop");
      assertThat(to.must("history")).contains("director adopt shop");
      assertThat(to.log()).contains("broken.db is left alone: it is too short");

      to.kill();
      Files.copy(source.resolve("blog.test.db"), target.resolve("b.db"));
      Files.copy(source.resolve("blog.test.db"), target.resolve("c.db"));
      to.start();
      assertThat(ask(to.port(), "shop.test")).isEqualTo("shop");
      Await.until("blog is adopted", () -> ask(to.port(), "blog.test").equals("blog"));
      assertThat(to.log()).contains("c.db is left alone: director blog exists already");
    }
  }

  @Test
  void port_withoutAListener_isOpenedSurvivesAKillAndIsClosedWithItsDirector() throws Exception {
    int port = freePort();
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG);
        Origin origin = Origin.named("ported")) {
      daemon.start();
      assertThat(isRefused(port)).isTrue();

      create(daemon, "ported", origin, "--port", Integer.toString(port));

      assertThat(ask(port, "any.test")).isEqualTo("ported");
      assertThat(ask(daemon.port(), "any.test")).isEqualTo("404");
      daemon.kill();
      daemon.start();
      Await.until("the port is open again", () -> !isRefused(port));
      assertThat(ask(port, "any.test")).isEqualTo("ported");

      daemon.must("config", "reload");
      assertThat(ask(port, "any.test")).isEqualTo("ported");

      daemon.must("--yes", "director", "delete", "ported");
      Await.until("the port is closed", () -> isRefused(port));
    }
  }

  @Test
  void port_thatSomebodyElseHas_refusesTheDirectorAndStoresNothing() throws Exception {
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG);
        ServerSocket taken = new ServerSocket(0)) {
      daemon.start();

      TestDaemon.Ran ran =
          daemon.ctl(
              "director", "create", "shop", "--port", Integer.toString(taken.getLocalPort()));

      assertThat(ran.exit()).isEqualTo(4);
      assertThat(ran.err()).matches("x0ctl: [^\n]*" + taken.getLocalPort() + "[^\n]*\n");
      assertThat(daemon.must("director", "list")).doesNotContain("shop");
      assertThat(files(daemon)).isEmpty();
    }
  }
}
