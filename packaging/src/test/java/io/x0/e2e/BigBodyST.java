package io.x0.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bodies far larger than x0d's memory pass through it, at the pace of the slower side. */
@Timeout(300)
class BigBodyST {
  private static final String SMALL = "-Xmx128m -XX:MaxDirectMemorySize=128m";
  private static final long GIB = 1L << 30;
  private static final long SLOW_LENGTH = 64L << 20;
  private static final int SLOW_CLIENTS = 24;
  private static final long SEEN = 1 << 20;

  @Test
  void upload_oneGibibyteWithLength_arrivesWhole() throws Exception {
    upload(false);
  }

  @Test
  void upload_oneGibibyteChunked_arrivesWhole() throws Exception {
    upload(true);
  }

  private static void upload(boolean chunked) throws Exception {
    try (Origin origin =
            new Origin(
                call -> {
                  Pattern.read(call.body(), 0, GIB);
                  call.answer(call.body().read() < 0 ? "whole" : "too long");
                });
        TestDaemon daemon = daemon(origin);
        Client client = new Client(daemon.port())) {
      String framing = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + GIB;
      client.send("POST / HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n\r\n");
      Pattern.write(client.out(), GIB, chunked, new AtomicLong());

      assertThat(client.answer().body()).isEqualTo("whole");
      assertAlive(daemon, "upload " + framing);
      assertThat(origin.total()).isEqualTo(1);
    }
  }

  @Test
  void download_oneGibibyte_arrivesWhole() throws Exception {
    try (Origin origin =
            new Origin(
                call -> {
                  boolean chunked = call.path().equals("/chunked");
                  Pattern.write(call.begin(head(chunked, GIB)), GIB, chunked, new AtomicLong());
                });
        TestDaemon daemon = daemon(origin);
        Client client = new Client(daemon.port())) {
      for (String path : List.of("/length", "/chunked")) {
        client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        String head = client.head();
        assertThat(head).startsWith("HTTP/1.1 200 ");
        InputStream body = client.body(head);
        Pattern.read(body, 0, GIB);
        assertThat(body.read()).isNegative();
        assertAlive(daemon, "download " + path);
      }
    }
  }

  private static String head(boolean chunked, long length) {
    return "HTTP/1.1 200 OK\r\n"
        + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length)
        + "\r\n\r\n";
  }

  @Test
  void download_manySlowReaders_holdTheOriginBack() throws Exception {
    List<AtomicLong> written = counters();
    try (Origin origin =
            new Origin(
                call -> {
                  AtomicLong counter = written.get(Integer.parseInt(call.path().substring(1)));
                  Pattern.write(call.begin(head(false, SLOW_LENGTH)), SLOW_LENGTH, false, counter);
                });
        TestDaemon daemon = daemon(origin)) {
      List<Client> clients = new ArrayList<>();
      try {
        List<InputStream> bodies = new ArrayList<>();
        for (int i = 0; i < SLOW_CLIENTS; i++) {
          Client client = new Client(daemon.port());
          clients.add(client);
          client.send("GET /" + i + " HTTP/1.1\r\nHost: x\r\n\r\n");
          InputStream body = client.body(client.head());
          bodies.add(body);
          Pattern.read(body, 0, SEEN);
        }
        assertHeldBack("slow readers", written, daemon);
        for (InputStream body : bodies) {
          Pattern.read(body, SEEN, SLOW_LENGTH - SEEN);
          assertThat(body.read()).isNegative();
        }
        assertAlive(daemon, "slow readers");
      } finally {
        for (Client client : clients) {
          client.close();
        }
      }
    }
  }

  @Test
  void upload_slowOrigin_holdsTheClientsBack() throws Exception {
    List<AtomicLong> written = counters();
    CountDownLatch release = new CountDownLatch(1);
    ExecutorService threads = Executors.newFixedThreadPool(SLOW_CLIENTS);
    try (Origin origin =
            new Origin(
                call -> {
                  Pattern.read(call.body(), 0, SEEN);
                  release.await();
                  Pattern.read(call.body(), SEEN, SLOW_LENGTH - SEEN);
                  call.answer("whole");
                });
        TestDaemon daemon = daemon(origin)) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < SLOW_CLIENTS; i++) {
        AtomicLong counter = written.get(i);
        answers.add(
            threads.submit(
                () -> {
                  try (Client client = new Client(daemon.port())) {
                    client.send(
                        "PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: " + SLOW_LENGTH + "\r\n\r\n");
                    Pattern.write(client.out(), SLOW_LENGTH, false, counter);
                    return client.answer().body();
                  }
                }));
      }
      assertHeldBack("a slow origin", written, daemon);
      release.countDown();

      for (Future<String> answer : answers) {
        assertThat(answer.get(120, TimeUnit.SECONDS)).isEqualTo("whole");
      }
      assertAlive(daemon, "a slow origin");
    } finally {
      release.countDown();
      threads.shutdownNow();
    }
  }

  private static List<AtomicLong> counters() {
    List<AtomicLong> counters = new ArrayList<>();
    for (int i = 0; i < SLOW_CLIENTS; i++) {
      counters.add(new AtomicLong());
    }
    return counters;
  }

  private static void assertHeldBack(String what, List<AtomicLong> written, TestDaemon daemon)
      throws Exception {
    Await.until("all have begun", () -> written.stream().allMatch(one -> one.get() >= SEEN));
    Await.untilStill(what, () -> written.stream().mapToLong(AtomicLong::get).sum());
    // What is under way fills the buffers of sockets, which the system lets grow to some megabytes.
    assertThat(written).allSatisfy(one -> assertThat(one.get()).isLessThan(SLOW_LENGTH / 2));
    assertAlive(daemon, what + " held back");
  }

  private static TestDaemon daemon(Origin origin) throws Exception {
    TestDaemon daemon = TestDaemon.create().javaOptions(SMALL).start();
    try (Admin admin = daemon.admin()) {
      admin.must("PUT", "/director/big", "{\"read-timeout\": \"2m\", \"write-timeout\": \"2m\"}");
      admin.must("PUT", "/director/big/backends/b", "{\"url\": \"" + origin.url() + "\"}");
    } catch (Exception | AssertionError e) {
      daemon.close();
      throw e;
    }
    return daemon;
  }

  private static void assertAlive(TestDaemon daemon, String after) throws Exception {
    System.out.println("VmRSS with " + SMALL + ", " + after + ": " + daemon.proc("VmRSS"));
    assertThat(daemon.process().isAlive()).isTrue();
    try (Admin admin = daemon.admin()) {
      assertThat(admin.call("GET", "/status").json().get("pid").getAsLong())
          .isEqualTo(daemon.pid());
    }
    assertThat(daemon.log()).doesNotContain("OutOfMemory").doesNotContain("ERROR");
  }
}
