package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cache of the packaged programs: purged by x0ctl under load, its figures shown. */
@Timeout(180)
class CacheST {
  private static final int CLIENTS = 4;
  private static final int ROUNDS = 20;

  private static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  /** Answers with its present version, which an application would change and then purge. */
  private static Origin versioned(AtomicInteger version) throws Exception {
    return new Origin(
        call -> {
          String body = Integer.toString(version.get());
          call.begin(
              "HTTP/1.1 200 OK\r\nCache-Control: max-age=600\r\nSurrogate-Key: page all\r\n"
                  + "Content-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body);
        });
  }

  @Test
  void purge_underLoad_leavesNobodyWithWhatWasBefore() throws Exception {
    AtomicInteger version = new AtomicInteger(1);
    AtomicInteger required = new AtomicInteger(1);
    AtomicBoolean isOver = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (TestDaemon daemon = TestDaemon.started();
        Admin admin = daemon.admin();
        Origin origin = versioned(version)) {
      daemon.must("director", "create", "shop");
      daemon.must("backend", "add", "shop", "b1", origin.url());
      assertThat(daemon.must("cache", "enable", "shop"))
          .isEqualTo("cache of director shop enabled\n");
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        running.add(clients.submit(() -> ask(daemon.port(), required, isOver)));
      }
      String[] targets = {"url", "/page", "prefix", "/", "tag", "page", "all", "true"};
      for (int i = 0; i < ROUNDS; i++) {
        int next = version.incrementAndGet();
        int at = 2 * (i % 4);
        admin.must(
            "POST",
            "/director/shop/cache/purge",
            "{\"" + targets[at] + "\": \"" + targets[at + 1] + "\"}");
        required.set(next);
      }
      version.incrementAndGet();
      assertThat(daemon.must("cache", "purge", "shop", "--tag", "page"))
          .endsWith(" purged from cache of director shop\n");
      required.set(version.get());
      isOver.set(true);
      int asked = 0;
      for (Future<Integer> one : running) {
        asked += one.get(60, TimeUnit.SECONDS);
      }

      JsonObject stats =
          json(daemon.must("cache", "show", "shop", "-o", "json")).getAsJsonObject("stats");
      assertThat(stats.get("lookups").getAsInt()).isGreaterThanOrEqualTo(asked);
      assertThat(stats.get("purged").getAsInt()).isPositive();
      assertThat(origin.total()).isLessThan(asked);
      assertThat(daemon.must("cache", "stats").lines().toList().get(1)).startsWith("shop ");
      assertThat(daemon.must("history")).contains("cache purge shop --tag page: ");
      daemon.must("director", "delete", "shop", "--yes");
      daemon.must("director", "create", "shop");
      assertThat(json(daemon.must("cache", "show", "shop", "-o", "json")).has("stats")).isFalse();
    } finally {
      clients.shutdownNow();
      assertThat(clients.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Asks until it is over, and once more; returns how often. */
  private static int ask(int port, AtomicInteger required, AtomicBoolean isOver) throws Exception {
    int asked = 0;
    boolean isLast;
    try (Client client = new Client(port)) {
      do {
        isLast = isOver.get();
        int least = required.get();
        Client.Answer answer = client.get("/page");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Integer.parseInt(answer.body())).isGreaterThanOrEqualTo(least);
        asked++;
      } while (!isLast);
    }
    return asked;
  }

  @Test
  void size_isConfigured_andWhatCannotFitIsOneLine() throws Exception {
    String config =
        """
        handler setup { listen '127.0.0.1:0'; cache.size %s; }
        handler main { director.default; return 404; }
        """;
    try (TestDaemon daemon = TestDaemon.create().config(config.formatted("80m")).start()) {
      daemon.must("director", "create", "shop");
      JsonObject memory =
          json(daemon.must("cache", "show", "shop", "-o", "json")).getAsJsonObject("memory");
      assertThat(memory.get("capacity-bytes").getAsLong()).isEqualTo(80L << 20);
    }
    try (TestDaemon daemon = TestDaemon.create().config(config.formatted("1000g")).launch()) {
      Await.until("x0d gives up", () -> daemon.log().contains("\n"));

      assertThat(daemon.log()).startsWith("cache.size: 1000g does not fit (").hasLineCount(1);
    }
  }
}
