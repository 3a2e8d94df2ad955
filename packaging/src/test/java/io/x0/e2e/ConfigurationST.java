package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the configuration file can say, seen from outside. */
@Timeout(180)
class ConfigurationST {
  @Test
  void staticDirector_declaredInTheFile_servesAndOnlySwitches() throws Exception {
    try (Origin one = Origin.named("one");
        Origin two = Origin.named("two");
        TestDaemon daemon =
            TestDaemon.create()
                .config(
                    """
                    handler setup {
                      listen '127.0.0.1:0';
                      director.create 'fixed',
                        'one' => '%s?capacity=8',
                        'two' => '%s?capacity=8&role=backup';
                    }
                    handler main { director.balance 'fixed'; }
                    """
                        .formatted(one.url(), two.url()))
                .start();
        Client client = new Client(daemon.port())) {
      assertThat(client.get("/").body()).isEqualTo("one");

      daemon.must("backend", "disable", "fixed", "one");
      assertThat(client.get("/").body()).isEqualTo("two");
      daemon.must("backend", "enable", "fixed", "one");
      assertThat(client.get("/").body()).isEqualTo("one");

      String url = "http://127.0.0.1:1";
      for (List<String> refused :
          List.of(
              List.of("backend", "set", "fixed", "one", "capacity=9"),
              List.of("backend", "add", "fixed", "three", url),
              List.of("backend", "remove", "fixed", "one", "--yes"),
              List.of("director", "set", "fixed", "queue-limit=1"),
              List.of("director", "disable", "fixed"),
              List.of("director", "delete", "fixed", "--yes"))) {
        TestDaemon.Ran ran = daemon.ctl(refused.toArray(String[]::new));
        assertThat(ran.exit()).as(refused + " " + ran).isEqualTo(1);
        assertThat(ran.err()).matches("x0ctl: [^\n]*declared in the configuration file[^\n]*\n");
      }
      try (Admin admin = daemon.admin()) {
        assertThat(admin.call("DELETE", "/director/fixed").status()).isEqualTo(403);
        String shown = admin.call("GET", "/director/fixed").body();
        assertThat(shown).contains("\"origin\": \"static\"").contains("\"mutable\": false");
      }
      assertThat(client.get("/").body()).isEqualTo("one");
    }
  }

  @Test
  void staticDirector_nameOfAStoredOne_cannotStart() throws Exception {
    try (TestDaemon daemon = TestDaemon.started()) {
      daemon.must("director", "create", "shop");
      assertThat(daemon.stop()).isZero();
      daemon.config(
          """
          handler setup {
            listen '127.0.0.1:0';
            director.create 'shop', 'a' => 'http://127.0.0.1:1';
          }
          handler main { director.balance 'shop'; }
          """);

      TestDaemon.Ran ran = daemon.run();

      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains("error: ").contains("director shop exists already");
      assertThat(daemon.socket()).doesNotExist();
    }
  }

  @Test
  void loadedDirector_createdAtTheFirstStart_survivesRestarts() throws Exception {
    try (Origin origin = Origin.named("hello");
        TestDaemon daemon =
            TestDaemon.create()
                .config(
                    """
                    handler setup {
                      listen '127.0.0.1:0';
                      director.load 'shop';
                    }
                    handler main { director.balance 'shop'; }
                    """)
                .start()) {
      daemon.must("backend", "add", "shop", "b", origin.url());
      assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("hello");

      daemon.kill();
      daemon.start();
      assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("hello");
      assertThat(daemon.stop()).isZero();
      daemon.start();
      assertThat(Client.once(daemon.port(), "/").body()).isEqualTo("hello");
    }
  }

  @Test
  void defaultDirector_severalDirectors_goesByHost() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Origin shop = Origin.named("shop");
        Origin blog = Origin.named("blog");
        Admin admin = daemon.admin();
        Client client = new Client(daemon.port())) {
      assertThat(client.get("/").status()).isEqualTo(404);

      admin.must("PUT", "/director/shop.test", "{}");
      admin.must("PUT", "/director/shop.test/backends/b", "{\"url\": \"" + shop.url() + "\"}");
      assertThat(ask(client, "other.test")).isEqualTo("shop");

      admin.must("PUT", "/director/blog.test", "{}");
      admin.must("PUT", "/director/blog.test/backends/b", "{\"url\": \"" + blog.url() + "\"}");
      assertThat(ask(client, "blog.test")).isEqualTo("blog");
      assertThat(ask(client, "SHOP.test:8080")).isEqualTo("shop");
      assertThat(ask(client, "other.test")).startsWith("404 ");
    }
  }

  private static String ask(Client client, String host) throws Exception {
    return client.send("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").answer().body();
  }

  @Test
  void program_matchesPathAndHeader_decides() throws Exception {
    String config =
        """
        handler setup { listen '127.0.0.1:0'; }
        handler main {
          if req.header('X-Secret') == 'xyzzy' {
            echo 'open';
          }
          match req.path {
            on '/moved' { redirect 'http://elsewhere.test/'; }
            on '/gone' return 410;
            else { }
          }
          if req.path =^ '/private/' { return 403; }
          return 404;
        }
        """;
    try (TestDaemon daemon = TestDaemon.create().config(config).start();
        Client client = new Client(daemon.port())) {
      assertThat(client.get("/", "X-Secret: xyzzy\r\n").body()).isEqualTo("open\n");
      assertThat(client.get("/", "X-Secret: plugh\r\n").status()).isEqualTo(404);
      Client.Answer moved = client.get("/moved");
      assertThat(moved.status()).isEqualTo(302);
      assertThat(moved.header("Location")).isEqualTo("http://elsewhere.test/");
      assertThat(client.get("/gone").status()).isEqualTo(410);
      assertThat(client.get("/private/a").status()).isEqualTo(403);
      assertThat(client.get("/pr%69vate/a").status()).isEqualTo(403);
      assertThat(client.get("/public/../private/a").status()).isIn(400, 403);
    }
  }

  @Test
  void accessLog_anyRequest_isOneLineInTheCombinedFormat() throws Exception {
    String config =
        """
        handler setup { listen '127.0.0.1:0'; }
        handler main {
          accesslog '$FOLDER/access.log';
          return 404;
        }
        """;
    try (TestDaemon daemon = TestDaemon.create().config(config).start();
        Client client = new Client(daemon.port())) {
      Path log = daemon.folder().resolve("access.log");
      client.get("/a?b=c", "User-Agent: probe/1.0\r\nReferer: http://r.test/\r\n");
      client.get("/", "User-Agent: a\" 200 1 \"b\\\t\u00e9\u0085\u009b31m\u00ff\r\n");
      client.get("/?x=%0d%0a%22", "Referer: \u009b[2J\r\n");
      client.get("/last", "User-Agent: \u00c2\u0085\u00e2\u0080\u00a8\r\n");

      Await.until("the log has the last request", () -> text(log).contains("/last"));
      assertThat(daemon.stop()).isZero();

      String logged = text(log);
      assertThat(logged).endsWith("\n");
      assertThat(logged.lines())
          .hasSize(4)
          .allSatisfy(
              line ->
                  assertThat(line)
                      .matches(
                          "127\\.0\\.0\\.1 - - \\[\\d\\d/\\w{3}/\\d{4}:\\d\\d:\\d\\d:\\d\\d"
                              + " [+-]\\d{4}\\] \"GET \\S+ HTTP/1\\.1\" \\d{3} \\d+"
                              + " \"[^\"]*\" \"[^\"]*\""))
          .allSatisfy(line -> assertThat(line).matches("[ -~]+"));
      assertThat(logged)
          .startsWith("127.0.0.1 - - [")
          .contains("\"GET /a?b=c HTTP/1.1\" 404 ")
          .contains(" \"http://r.test/\" \"probe/1.0\"\n")
          .contains("\"a\\x22 200 1 \\x22b\\x5C\\x09\\xE9\\x85\\x9B31m\\xFF\"\n")
          .contains("\"GET /?x=%0d%0a%22 HTTP/1.1\" 404 ");
    }
  }

  private static String text(Path file) throws Exception {
    return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
  }
}
