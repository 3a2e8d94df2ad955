package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Configurations of HAProxy, loaded, served, checked and converted by the packaged programs. */
@Timeout(300)
class HaproxyST {
  /** The example of the documents, word for word but for the paths. */
  private static final String SERVES =
      """
      handler setup {
        haproxy.load '$FOLDER/haproxy.cfg';
      }
      handler main {
        accesslog '$FOLDER/access.log';
        haproxy.serve;
      }
      """;

  private static final String SAMPLE =
      """
      global
        maxconn 1000
      defaults
        mode http
        timeout connect 2s
        timeout client 10s
        timeout server 10s
      frontend www
        bind 127.0.0.1:%d
        stats enable
        stats uri /haproxy
        acl api path_beg /api
        acl blog hdr(host) -i blog.test
        http-request deny if { path_beg /private }
        use_backend api if api !blog
        use_backend blog if blog
        default_backend shop
      backend api
        server a1 127.0.0.1:%d check
      backend blog
        server b1 127.0.0.1:%d
      backend shop
        cookie SRV insert indirect
        server s1 127.0.0.1:%d cookie one
        server s2 127.0.0.1:%d cookie one backup
      """;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static TestDaemon daemon(String haproxy) throws Exception {
    TestDaemon daemon = TestDaemon.create().config(SERVES);
    Files.writeString(daemon.folder().resolve("haproxy.cfg"), haproxy);
    return daemon;
  }

  private static Client.Answer get(int port, String host, String path, String fields)
      throws IOException {
    try (Client client = new Client(port)) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + fields + "\r\n");
      return client.answer();
    }
  }

  private static String body(int port, String host, String path) throws IOException {
    return get(port, host, path, "").body();
  }

  /** Waits until checks have found a server. */
  private static void awaitOk(int port, String host, String path) throws Exception {
    Await.until(host + path, () -> get(port, host, path, "").status() == 200);
  }

  @Test
  void example_servesByItsRules_andReloadsTheFile() throws Exception {
    int port = freePort();
    try (Origin api = Origin.named("api");
        Origin blog = Origin.named("blog");
        Origin shop = Origin.named("shop");
        Origin other = Origin.named("other");
        TestDaemon daemon =
            daemon(SAMPLE.formatted(port, api.port(), blog.port(), shop.port(), other.port()))) {
      daemon.start();
      awaitOk(port, "shop.test", "/api/1");

      assertThat(daemon.port()).isEqualTo(port);
      assertThat(body(port, "shop.test", "/api/1")).isEqualTo("api");
      assertThat(body(port, "blog.test", "/")).isEqualTo("blog");
      assertThat(body(port, "BLOG.test", "/api/1")).isEqualTo("blog");
      assertThat(get(port, "shop.test", "/", "").header("Set-Cookie")).isEqualTo("SRV=one; path=/");
      assertThat(get(port, "shop.test", "/", "Cookie: SRV=one\r\n").body()).isEqualTo("shop");
      assertThat(get(port, "shop.test", "/private/x", "").status()).isEqualTo(403);
      assertThat(daemon.log()).contains("haproxy.cfg:2: warning: maxconn: ");
      Path accessLog = daemon.folder().resolve("access.log");
      Await.until(
          "the access log is written",
          () ->
              Files.exists(accessLog)
                  && Files.readString(accessLog).contains("\"GET /private/x HTTP/1.1\" 403 "));

      assertImmutable(daemon);
      assertStatistics(port);

      // Another port, another route: requests to the old port end with the reload.
      int second = freePort();
      Files.writeString(
          daemon.folder().resolve("haproxy.cfg"),
          SAMPLE
              .formatted(second, api.port(), blog.port(), other.port(), shop.port())
              .replace("path_beg /api", "path_beg /v2"));
      assertThat(reload(daemon).status()).isEqualTo(200);
      awaitOk(second, "shop.test", "/v2");
      assertThat(body(second, "shop.test", "/v2")).isEqualTo("api");
      assertThat(body(second, "shop.test", "/api")).isEqualTo("other");

      // A file that is gone changes nothing.
      Files.delete(daemon.folder().resolve("haproxy.cfg"));
      Admin.Reply failed = reload(daemon);
      assertThat(failed.status()).isEqualTo(422);
      assertThat(failed.body()).contains("haproxy.cfg: no such file or folder");
      assertThat(body(second, "shop.test", "/api")).isEqualTo("other");
    }
  }

  private static Admin.Reply reload(TestDaemon daemon) throws IOException {
    try (Admin admin = daemon.admin()) {
      return admin.call("POST", "/config/reload");
    }
  }

  private static void assertImmutable(TestDaemon daemon) throws Exception {
    assertThat(daemon.ctl("director", "set", "shop", "queue-limit=1").exit()).isEqualTo(1);
    assertThat(daemon.ctl("backend", "remove", "shop", "s1", "--yes").exit()).isEqualTo(1);
    daemon.must("backend", "disable", "blog", "b1");
    assertThat(get(daemon.port(), "blog.test", "/", "").status()).isEqualTo(503);
    daemon.must("backend", "enable", "blog", "b1");
    assertThat(body(daemon.port(), "blog.test", "/")).isEqualTo("blog");
  }

  private static void assertStatistics(int port) throws IOException {
    Client.Answer csv = get(port, "shop.test", "/haproxy;csv", "");
    assertThat(csv.header("Content-Type")).startsWith("text/plain");
    List<String> lines = csv.body().lines().toList();
    assertThat(lines.get(0)).startsWith("# pxname,svname,qcur,").endsWith(",");
    assertThat(lines.stream().skip(1).map(l -> l.split(",")[0] + "/" + l.split(",")[1]))
        .containsExactly(
            "www/FRONTEND",
            "api/a1",
            "api/BACKEND",
            "blog/b1",
            "blog/BACKEND",
            "shop/s1",
            "shop/s2",
            "shop/BACKEND");
    String[] frontend = lines.get(1).split(",", -1);
    assertThat(Long.parseLong(frontend[48])).isGreaterThanOrEqualTo(8);
    assertThat(Long.parseLong(frontend[10])).isEqualTo(1);
    assertThat(lines.get(2).split(",", -1)[17]).isEqualTo("UP");
    assertThat(lines.get(4).split(",", -1)[17]).isEqualTo("no check");
  }

  @Test
  void takenAddress_namesTheLineThatWantsIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        TestDaemon daemon = daemon(SAMPLE.formatted(taken.getLocalPort(), 1, 1, 1, 1))) {
      TestDaemon.Ran ran = daemon.run();

      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err())
          .contains(
              "haproxy.cfg:9: error: cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": ");
    }
  }

  @Test
  void checkAndConvert_needNoDaemon() throws Exception {
    try (TestDaemon daemon = daemon(SAMPLE.formatted(8080, 1, 2, 3, 4))) {
      String file = daemon.folder().resolve("haproxy.cfg").toString();

      String checked = daemon.must("haproxy", "check", file);
      assertThat(checked)
          .contains("frontend www: loaded")
          .contains("listen 127.0.0.1:8080: www\n")
          .contains(file + ":2: warning: maxconn: ")
          .endsWith("errors\n");
      assertThat(checked.lines().filter(l -> l.startsWith(file + ": 1 frontends, 3 backends, ")))
          .hasSize(1);

      JsonObject json =
          JsonParser.parseString(daemon.must("-o", "json", "haproxy", "check", file))
              .getAsJsonObject();
      assertThat(json.get("loadable").getAsBoolean()).isTrue();
      assertThat(json.get("servers").getAsInt()).isEqualTo(4);
      assertThat(json.getAsJsonArray("diagnostics")).isNotEmpty();

      Path out = daemon.folder().resolve("x0d-new.conf");
      assertThat(daemon.must("haproxy", "convert", file)).contains("director.create 'api'");
      daemon.must("haproxy", "convert", file, "--out", out.toString());
      assertThat(daemon.run("--config", out.toString(), "--check").exit()).isZero();
      TestDaemon.Ran again = daemon.ctl("haproxy", "convert", file, "--out", out.toString());
      assertThat(again.exit()).isEqualTo(1);
      assertThat(again.err()).contains("exists already (--yes overwrites it)");
      daemon.must("haproxy", "convert", file, "--out", out.toString(), "--yes");

      TestDaemon.Ran missing = daemon.ctl("haproxy", "check", file + ".not");
      assertThat(missing.exit()).isEqualTo(1);
      assertThat(missing.err()).matches("x0ctl: cannot read [^\n]*: no such file or folder\n");

      Files.writeString(Path.of(file), "frontend a\n  mode http\n  http-request lua.x\n");
      assertThat(daemon.ctl("haproxy", "check", file).exit()).isEqualTo(1);
      daemon.must("haproxy", "check", "--lenient", file);
    }
  }

  @Test
  void shippedSample_isGood() throws Exception {
    try (TestDaemon daemon = daemon(SAMPLE.formatted(freePort(), 1, 2, 3, 4))) {
      Path sample =
          Path.of(System.getProperty("x0.tree", "target/x0"), "etc", "haproxy.conf")
              .toAbsolutePath();
      daemon.config(
          Files.readString(sample)
              .replace("/etc/haproxy/haproxy.cfg", daemon.folder() + "/haproxy.cfg"));

      TestDaemon.Ran ran = daemon.run("--check");
      assertThat(ran.exit()).as(ran.toString()).isZero();
      daemon.start();
      assertThat(get(daemon.port(), "shop.test", "/private", "").status()).isEqualTo(403);
    }
  }

  private static List<Path> samples() throws IOException {
    List<Path> found = new ArrayList<>();
    Path root = Path.of("").toAbsolutePath().getParent().getParent();
    try (Stream<Path> siblings = Files.list(root)) {
      for (Path sibling : siblings.sorted().toList()) {
        Path folder = sibling.resolve("data/haproxy");
        if (found.isEmpty() && Files.isRegularFile(folder.resolve("MANIFEST.tsv"))) {
          try (Stream<Path> files = Files.list(folder)) {
            files.filter(f -> !f.endsWith("MANIFEST.tsv")).sorted().forEach(found::add);
          }
        }
      }
    }
    assumeTrue(!found.isEmpty(), "no folder data/haproxy next to the project: nothing to load");
    return found;
  }

  private static String sample(String name) throws IOException {
    for (Path file : samples()) {
      if (file.getFileName().toString().startsWith(name)) {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
      }
    }
    throw new AssertionError("no file " + name);
  }

  /** Replaces what must be there. */
  private static String mapped(String text, String from, String to) {
    assertThat(text).contains(from);
    return text.replace(from, to);
  }

  @Test
  void octoprint_routesByPath() throws Exception {
    int port = freePort();
    String text = sample("guysoft");
    try (Origin octoprint = Origin.named("octoprint");
        Origin webcam = new Origin(call -> call.answer("webcam " + call.path()));
        Origin hls = Origin.named("hls")) {
      text = mapped(text, ":::80 v4v6", "127.0.0.1:" + port);
      text = mapped(text, "127.0.0.1:5000", "127.0.0.1:" + octoprint.port());
      text = mapped(text, "127.0.0.1:8080", "127.0.0.1:" + webcam.port());
      text = mapped(text, "127.0.0.1:28126", "127.0.0.1:" + hls.port());
      try (TestDaemon daemon = daemon(text).start()) {
        assertThat(body(port, "octopi", "/")).isEqualTo("octoprint");
        assertThat(body(port, "octopi", "/webcam/?action=stream"))
            .isEqualTo("webcam /?action=stream");
        assertThat(body(port, "octopi", "/hls/stream.m3u8")).isEqualTo("hls");
        assertThat(body(port, "octopi", "/jpeg/frame.jpg")).isEqualTo("hls");
        assertThat(body(port, "octopi", "/webcam")).isEqualTo("octoprint");
        // The listener with TLS is not opened without its certificate, whatever its port.
        assertThat(daemon.log())
            .containsPattern(
                "haproxy.cfg:\\d+: warning: bind: .* is not opened: cannot read"
                    + " /etc/ssl/snakeoil.pem");
      }
    }
  }

  /** A real file with two listeners of TLS and a map. */
  @Test
  void tls_asWritten_andKeptWhenItsCertificateIsGone() throws Exception {
    int port = freePort();
    String text = sample("dvdsk__haproxy-config__tests_medium");
    try (Origin web = Origin.named("web");
        TestDaemon daemon = TestDaemon.create().config(SERVES)) {
      Path pem = daemon.folder().resolve("domain.dev.pem");
      Certificate.make(daemon.folder());
      Files.writeString(
          pem,
          Files.readString(daemon.folder().resolve("web.pem"))
              + Files.readString(daemon.folder().resolve("web.key")));
      Path map = Files.writeString(daemon.folder().resolve("hosts.map"), "web.test/ server_a\n");
      text = mapped(text, "*:9999", "127.0.0.1:" + freePort());
      text = mapped(text, "*:8448", "127.0.0.1:" + freePort());
      text = mapped(text, "*:80 ", "127.0.0.1:" + freePort() + " ");
      text = mapped(text, "*:443", "127.0.0.1:" + port);
      text = mapped(text, "/etc/ssl/certs/domain.dev.pem", pem.toString());
      text = mapped(text, "/etc/haproxy/hosts.map", map.toString());
      text = mapped(text, "127.0.0.1:43 ", "127.0.0.1:" + web.port() + " ");
      Files.writeString(daemon.folder().resolve("haproxy.cfg"), text);
      daemon.start();

      try (TlsBridge bridge = new TlsBridge(port, "http/1.1")) {
        awaitOk(bridge.port(), "web.test", "/");
        assertThat(body(bridge.port(), "WEB.test", "/x")).isEqualTo("web");
        assertThat(daemon.log()).doesNotContain("is not opened");
        assertThat(daemon.ctl("haproxy", "check", daemon.folder() + "/haproxy.cfg").out())
            .contains("listen 127.0.0.1:" + port + " with TLS: https");

        Files.move(pem, daemon.folder().resolve("away.pem"));
        Admin.Reply refused = reload(daemon);
        assertThat(refused.status()).isNotEqualTo(200);
        assertThat(refused.body())
            .contains("it serves now, and would be closed: ", "haproxy.cfg:", "domain.dev.pem");
        assertThat(body(bridge.port(), "web.test", "/y")).isEqualTo("web");

        Files.move(daemon.folder().resolve("away.pem"), pem);
        assertThat(reload(daemon).status()).isEqualTo(200);
        assertThat(body(bridge.port(), "web.test", "/z")).isEqualTo("web");
      }
    }
  }

  @Test
  void routingByHost_asWritten() throws Exception {
    int port = freePort();
    String text = sample("cipriancraciun__haproxy-configurator__examples__configs_http-routing");
    try (Origin flask = Origin.named("flask");
        Origin blog = Origin.named("static");
        Origin media = Origin.named("media")) {
      text = mapped(text, "ipv4@0.0.0.0:80", "ipv4@127.0.0.1:" + port);
      text = mapped(text, "ipv4@127.0.0.1:9090", "ipv4@127.0.0.1:" + flask.port());
      text = mapped(text, "ipv4@127.0.0.1:9091", "ipv4@127.0.0.1:" + blog.port());
      text = mapped(text, "ipv4@127.0.0.1:9092", "ipv4@127.0.0.1:" + media.port());
      try (TestDaemon daemon = daemon(text).start()) {
        assertThat(daemon.port()).isEqualTo(port);
        assertThat(body(port, "www.example.com", "/")).isEqualTo("flask");
        assertThat(body(port, "blog.example.com", "/x")).isEqualTo("static");
        assertThat(body(port, "app.example.com:8080", "/")).isEqualTo("media");
        assertThat(get(port, "example.com", "/a?b", "").header("Location"))
            .isEqualTo("http://www.example.com/a?b");
        assertThat(get(port, "other.test", "/", "").status()).isEqualTo(403);
      }
    }
  }

  @Test
  void dockerEasyHaproxy_routesByHostAndShowsStatistics() throws Exception {
    int port = freePort();
    int stats = freePort();
    String text = sample("byjg__docker-easy-haproxy__tests_expected_services-multiple-hosts");
    try (Origin www = Origin.named("www");
        Origin hello = new Origin(call -> call.answer(call.head()))) {
      text = mapped(text, "bind *:19901", "bind 127.0.0.1:" + port);
      text = mapped(text, "bind *:1937", "bind 127.0.0.1:" + stats);
      text = mapped(text, "bind *:11937", "bind 127.0.0.1:" + freePort());
      int second = text.indexOf("\nbackend srv_hello_com_19901");
      text =
          servers(text.substring(0, second), www.port())
              + servers(text.substring(second), hello.port());
      try (TestDaemon daemon = daemon(text).start()) {
        awaitOk(port, "www.helloworld.com", "/");
        awaitOk(port, "hello.com", "/");
        assertThat(body(port, "www.helloworld.com", "/")).isEqualTo("www");
        assertThat(body(port, "WWW.helloworld.com:19901", "/")).isEqualTo("www");
        assertThat(body(port, "hello.com", "/"))
            .contains("X-Forwarded-Port: " + port + "\r\n")
            .contains("X-Forwarded-Host: hello.com\r\n")
            .contains("X-Forwarded-For: 127.0.0.1\r\n");
        assertThat(get(port, "google.helloworld.com", "/", "").status()).isEqualTo(301);
        assertThat(get(port, "other.test", "/", "").status()).isEqualTo(503);

        assertThat(get(stats, "x", "/;csv", "").status()).isEqualTo(401);
        String password =
            Base64.getEncoder().encodeToString("joe:s3cr3t".getBytes(StandardCharsets.UTF_8));
        assertThat(get(stats, "x", "/;csv", "Authorization: Basic " + password + "\r\n").body())
            .contains("\nsrv_hello_com_19901,srv-0,")
            .contains("\nhttp_in_19901,FRONTEND,");
        assertThat(get(stats, "x", "/metrics", "").body())
            .contains("haproxy_backend_up{proxy=\"srv_www_helloworld_com_19901\"} 1\n");
        assertThat(daemon.process().isAlive()).isTrue();
      }
    }
  }

  private static String servers(String text, int port) {
    return mapped(
        mapped(text, "3e63154954b0:80", "127.0.0.1:" + port),
        "eb294c110eb1:80",
        "127.0.0.1:" + port);
  }

  /** Leaves a table of what became of each file in target/haproxy-samples.txt. */
  @Test
  void everySample_isCheckedWithASummary() throws Exception {
    StringBuilder table = new StringBuilder("file | frontends | backends | servers | warnings\n");
    try (TestDaemon daemon = TestDaemon.create()) {
      for (Path file : samples()) {
        TestDaemon.Ran ran = daemon.ctl("-o", "json", "haproxy", "check", file.toString());
        assertThat(ran.exit()).as(file + " " + ran.err()).isBetween(0, 1);
        assertThat(ran.err()).doesNotContain("xception");
        JsonObject json = JsonParser.parseString(ran.out()).getAsJsonObject();
        assertThat(json.get("loadable").getAsBoolean()).isEqualTo(ran.exit() == 0);
        table.append(
            "%s | %s | %s | %s | %s%n"
                .formatted(
                    file.getFileName(),
                    json.get("frontends"),
                    json.get("backends"),
                    json.get("servers"),
                    json.get("warnings")));
      }
      List<String> all = new ArrayList<>(List.of("haproxy", "check"));
      all.add(samples().get(0).toString());
      assertThat(daemon.ctl(all.toArray(String[]::new)).out())
          .containsPattern("\n[^\n]*: \\d+ frontends, \\d+ backends, [^\n]* errors\n$");
    }
    Files.writeString(Path.of("target", "haproxy-samples.txt"), table.toString());
  }
}
