package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that send requests before the answers to the last ones, in pieces and at odd times, and
 * read when they like: whoever spares a read or an interest of the selector must miss none of it.
 */
@Timeout(120)
class PipelineStressIT {
  private static final int CLIENTS = 6;
  private static final int REQUESTS = 120;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private ProxyRig rig;

  @BeforeEach
  void start() throws Exception {
    rig = new ProxyRig();
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    rig.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void requestsInPieces_areAllAnsweredInTheirOrder(long seed) throws Exception {
    rig.balance(Map.of(), rig.backend(PipelineStressIT::serve));
    List<Future<Integer>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(threads.submit(client(new Random(seed * CLIENTS + i))));
    }
    for (Future<Integer> client : clients) {
      assertThat(client.get(90, TimeUnit.SECONDS)).isEqualTo(REQUESTS);
    }
  }

  private Callable<Integer> client(Random random) throws Exception {
    List<Integer> sizes = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < REQUESTS; i++) {
      sizes.add(size(random));
      text.append("GET /").append(sizes.get(i)).append(" HTTP/1.1\r\nHost: shop.test\r\nX-Pad: ");
      text.append("p".repeat(1 + random.nextInt(300))).append("\r\n\r\n");
    }
    long sending = random.nextLong();
    RawClient client = rig.client();
    Future<Void> writer =
        threads.submit(
            () -> {
              send(client, text.toString(), new Random(sending));
              return null;
            });
    return () -> {
      int answered = 0;
      for (int size : sizes) {
        RawClient.Answer answer = client.answer();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body(size));
        answered++;
        sometimesWait(random, 10, 30);
      }
      writer.get(10, TimeUnit.SECONDS);
      return answered;
    };
  }

  private static int size(Random random) {
    int kind = random.nextInt(40);
    // The largest fill the buffers of the kernel while nobody reads.
    return random.nextInt(kind == 0 ? 8_000_000 : kind < 10 ? 40_000 : 2_000);
  }

  private static String body(int size) {
    return String.valueOf((char) ('a' + size % 26)).repeat(size);
  }

  private static void send(RawClient client, String text, Random random) throws Exception {
    for (int at = 0; at < text.length(); ) {
      int most = random.nextInt(4) == 0 ? 12 : 900;
      int end = Math.min(text.length(), at + 1 + random.nextInt(most));
      client.send(text.substring(at, end));
      at = end;
      sometimesWait(random, 3, 3);
    }
  }

  private static void serve(ScriptedBackend.Connection connection) throws Exception {
    for (String head = connection.readRequest(); head != null; head = connection.readRequest()) {
      int size = Integer.parseInt(head.substring("GET /".length(), head.indexOf(" HTTP/1.1")));
      Random random = new Random(size);
      String answer = ScriptedBackend.ok(body(size));
      int split = random.nextInt(answer.length());
      connection.write(answer.substring(0, split));
      sometimesWait(random, 3, 3);
      connection.write(answer.substring(split));
    }
  }

  /** Waits once in so many times, for less than so many milliseconds. */
  private static void sometimesWait(Random random, int times, int millis) {
    if (random.nextInt(times) == 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(millis) + 1));
    }
  }
}
