package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients get when no backend can answer. */
@Timeout(180)
class AnswerST {
  @Test
  void request_allBackendsDown_isRefusedWithRetryAfter() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Admin admin = daemon.admin();
        Client client = new Client(daemon.port())) {
      admin.must(
          "PUT", "/director/shop", "{\"retry-after\": \"7s\", \"queue-timeout\": \"300ms\"}");
      for (int i = 0; i < 2; i++) {
        String url = "http://127.0.0.1:" + unusedPort();
        admin.must("PUT", "/director/shop/backends/b" + i, "{\"url\": \"" + url + "\"}");
      }

      Client.Answer waited = client.get("/");
      assertThat(waited.status()).isEqualTo(503);
      assertThat(waited.header("Retry-After")).isEqualTo("7");
      assertThat(waited.body())
          .isEqualTo("503 Service Unavailable: no backend became free in time\n");

      admin.must("PATCH", "/director/shop", "{\"health-check-mode\": \"off\"}");
      Client.Answer refused = client.get("/");
      assertThat(refused.status()).isEqualTo(502);
      assertThat(refused.header("Retry-After")).isEqualTo("7");
      assertThat(refused.body()).isEqualTo("502 Bad Gateway: the backend could not be reached\n");

      admin.must("PATCH", "/director/shop", "{\"enqueue-on-unavailable\": false}");
      admin.must("LOCK", "/director/shop/backends/b0", "");
      admin.must("LOCK", "/director/shop/backends/b1", "");
      Client.Answer none = client.get("/");
      assertThat(none.status()).isEqualTo(503);
      assertThat(none.header("Retry-After")).isEqualTo("7");
      assertThat(none.body()).startsWith("503 Service Unavailable: ").hasLineCount(1);

      admin.must("LOCK", "/director/shop", "");
      Client.Answer disabled = client.get("/");
      assertThat(disabled.status()).isEqualTo(503);
      assertThat(disabled.header("Retry-After")).isEqualTo("7");
    }
  }

  @Test
  void request_backendComesBack_isServedAgain() throws Exception {
    try (TestDaemon daemon = TestDaemon.started();
        Admin admin = daemon.admin();
        Client client = new Client(daemon.port());
        Origin origin = Origin.named("back")) {
      admin.must("PUT", "/director/shop", "{}");
      String url = "{\"url\": \"" + origin.url() + "\", \"enabled\": false}";
      admin.must("PUT", "/director/shop/backends/b", url);
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      Await.until(
          "the request waits",
          () ->
              admin
                  .call("GET", "/director/shop")
                  .body()
                  .contains("\"queued\": {\n" + "      \"current\": 1"));

      admin.must("UNLOCK", "/director/shop/backends/b", "");

      assertThat(client.answer().body()).isEqualTo("back");
    }
  }

  @Test
  void request_noSuchDirector_says503AndWhy() throws Exception {
    String config =
        """
        handler setup { listen '127.0.0.1:0'; }
        handler main { director.balance 'shop'; }
        """;
    try (TestDaemon daemon = TestDaemon.create().config(config).start();
        Origin origin = Origin.named("now");
        Client client = new Client(daemon.port())) {
      assertThat(daemon.log()).contains("there is no director shop");

      Client.Answer answer = client.get("/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("503 Service Unavailable: there is no such director\n");

      daemon.must("director", "create", "shop");
      daemon.must("backend", "add", "shop", "b", origin.url());
      assertThat(client.get("/").body()).isEqualTo("now");
      daemon.must("director", "delete", "shop", "--yes");
      assertThat(client.get("/").status()).isEqualTo(503);
    }
  }

  @Test
  void request_nothingMatches_is404() throws Exception {
    String config =
        """
        handler setup { listen '127.0.0.1:0'; }
        handler main { if req.path == '/known' { return 204; } }
        """;
    try (TestDaemon daemon = TestDaemon.create().config(config).start();
        Client client = new Client(daemon.port())) {
      assertThat(client.get("/unknown").status()).isEqualTo(404);
      assertThat(client.get("/known").status()).isEqualTo(204);
    }
  }

  private static int unusedPort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
