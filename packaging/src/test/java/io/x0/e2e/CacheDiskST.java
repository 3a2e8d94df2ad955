package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cache on disk of the packaged x0d: what a SIGKILL under load leaves is intact or gone. */
@Timeout(180)
class CacheDiskST {
  private static final int OBJECTS = 1_200;
  private static final int CLIENTS = 4;
  private static final int MOST_BYTES = 20_000;
  private static final String CONFIG =
      """
      handler setup {
        listen '127.0.0.1:0';
            cache.disk '$FOLDER/cache', 256m;
      }
      handler main { director.default; return 404; }
      """;

  private static JsonObject disk(TestDaemon daemon) throws Exception {
    try (Admin admin = daemon.admin()) {
      return admin.call("GET", "/director/shop/cache").json().getAsJsonObject("disk");
    }
  }

  /** The body of a path: the same each time, and no other path's. */
  private static String body(String path) {
    Random random = new Random(path.hashCode());
    StringBuilder text = new StringBuilder(path).append('\n');
    int length = random.nextInt(MOST_BYTES);
    while (text.length() < length) {
      text.append(Long.toHexString(random.nextLong())).append('\n');
    }
    return text.toString();
  }

  private static String hash(String text) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.ISO_8859_1));
    return HexFormat.of().formatHex(digest);
  }

  private static Origin origin() throws IOException {
    return new Origin(
        call -> {
          String body = body(call.path());
          call.begin(
              "HTTP/1.1 200 OK\r\nCache-Control: max-age=6000\r\nSurrogate-Key: "
                  + (call.path().endsWith("7") ? "seven" : "other")
                  + "\r\nContent-Length: "
                  + body.length()
                  + "\r\n\r\n"
                  + body);
        });
  }

  /** Asks for everything again and again, until x0d is gone. */
  private static Future<?> load(
      ExecutorService pool, int port, int first, AtomicBoolean isOver, String kind) {
    return pool.submit(
        () -> {
          try (Client client = new Client(port)) {
            for (int i = first; !isOver.get(); i += CLIENTS) {
              client.get("/" + kind + i % (4 * OBJECTS));
            }
          }
          return null;
        });
  }

  @Test
  void sigkill_underLoad_leavesIntactObjectsOnly_andNothingThatWasPurged() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
    int purged = 0;
    try (TestDaemon daemon = TestDaemon.create().config(CONFIG).start()) {
      try (Origin origin = origin()) {
        daemon.must("director", "create", "shop");
        daemon.must("backend", "add", "shop", "b1", origin.url());
        daemon.must("cache", "enable", "shop");
        // What is not there is not waited for when the origin is gone.
        daemon.must("director", "set", "shop", "queue-timeout=100ms");
        try (Client client = new Client(daemon.port())) {
          for (int i = 0; i < OBJECTS; i++) {
            assertThat(client.get("/" + i).status()).isEqualTo(200);
          }
        }
        Await.until("all are on disk", () -> disk(daemon).get("written").getAsInt() >= OBJECTS);
        AtomicBoolean isOver = new AtomicBoolean();
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          running.add(load(pool, daemon.port(), i, isOver, "more/"));
        }
        Await.until("it writes", () -> disk(daemon).get("written").getAsInt() > OBJECTS + 100);
        try (Admin admin = daemon.admin()) {
          JsonObject answer =
              admin.must("POST", "/director/shop/cache/purge", "{\"tag\": \"seven\"}").json();
          purged = answer.get("purged").getAsInt();
        }
        daemon.kill();
        isOver.set(true);
        for (Future<?> one : running) {
          try {
            one.get(60, TimeUnit.SECONDS);
          } catch (java.util.concurrent.ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(IOException.class);
          }
        }
      }
      daemon.start();
      Await.until("all is looked through", () -> !disk(daemon).get("scanning").getAsBoolean());
      int intact = 0;
      int gone = 0;
      try (Client client = new Client(daemon.port())) {
        for (int i = 0; i < OBJECTS; i++) {
          String path = "/" + i;
          Client.Answer answer = client.get(path);
          if (path.endsWith("7")) {
            assertThat(answer.status()).as(path + " was purged").isEqualTo(503);
            gone++;
          } else {
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(hash(answer.body())).isEqualTo(hash(body(path)));
            assertThat(answer.header("Cache-Status")).contains("hit");
            intact++;
          }
        }
      }
      assertThat(purged).isGreaterThanOrEqualTo(gone);
      assertThat(intact).isGreaterThan(1_000);
      System.out.println(
          intact
              + " objects are as they were after SIGKILL, "
              + gone
              + " purged ones stayed away; "
              + disk(daemon));
    } finally {
      pool.shutdownNow();
      assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void folderThatIsNotForIt_isOneLine_atTheStart() throws Exception {
    String config = CONFIG.replace("$FOLDER/cache", "$FOLDER");
    try (TestDaemon daemon = TestDaemon.create().config(config).launch()) {
      Await.until("x0d gives up", () -> daemon.log().contains("\n"));

      assertThat(daemon.log())
          .startsWith("cache.disk: " + daemon.folder() + " has other files")
          .hasLineCount(1);
    }
  }
}
