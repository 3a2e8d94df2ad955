package io.x0.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Clients in a closed loop: each asks again when it has its answer. The answer must be the name of
 * the backend it comes from. Thread-safe.
 */
final class Load implements AutoCloseable {
  /** Result of a request whose connection ended before an answer. */
  static final String LOST = "lost";

  /** Result of a request whose answer broke off. */
  static final String CUT = "cut";

  /** Clients that began together would ask in step for ever, when every answer takes as long. */
  private static final int STAGGER_MILLIS = 3;

  private final int port;
  private final String fields;
  private final int pauseMillis;
  private final ExecutorService threads;
  private final List<Future<?>> running = new ArrayList<>();
  private final AtomicInteger total = new AtomicInteger();
  private volatile Queue<Sample> samples = new ConcurrentLinkedQueue<>();
  private volatile long markNanos = System.nanoTime();
  private volatile boolean done;

  /**
   * One request.
   *
   * @param millis from its first byte to the last one of its answer
   * @param result the status, or {@link #LOST}, {@link #CUT}, or what is wrong
   * @param backend who answered
   */
  record Sample(double millis, String result, String backend) {}

  /**
   * What clients saw.
   *
   * @param perSecond requests
   * @param mean milliseconds, like p50, p99 and max
   */
  record Figures(int count, double perSecond, double mean, double p50, double p99, double max) {}

  /** Starts clients that connect anew for each request. */
  static Load connecting(TestDaemon daemon, int clients) {
    return new Load(daemon.port(), clients, "Connection: close\r\n", 0);
  }

  private Load(int port, int clients, String fields, int pauseMillis) {
    this.port = port;
    this.fields = fields;
    this.pauseMillis = pauseMillis;
    this.threads = Executors.newFixedThreadPool(clients);
    for (int i = 0; i < clients; i++) {
      int delayMillis = i * STAGGER_MILLIS;
      running.add(threads.submit(() -> run(delayMillis)));
    }
  }

  /** Starts clients. */
  static Load start(TestDaemon daemon, int clients) {
    return start(daemon, clients, "");
  }

  /** Starts clients that send further fields, each ending in CR LF. */
  static Load start(TestDaemon daemon, int clients, String fields) {
    return new Load(daemon.port(), clients, fields, 0);
  }

  /** Starts clients that pause after each answer. */
  static Load leisurely(TestDaemon daemon, int clients, int pauseMillis) {
    return leisurely(daemon, clients, pauseMillis, "");
  }

  /** Starts clients that pause after each answer and send further fields, each ending in CR LF. */
  static Load leisurely(TestDaemon daemon, int clients, int pauseMillis, String fields) {
    return new Load(daemon.port(), clients, fields, pauseMillis);
  }

  private void run(int delayMillis) {
    @Nullable Client client = null;
    try {
      Await.pause(delayMillis);
      while (!done) {
        if (client == null) {
          client = new Client(port);
        }
        long start = System.nanoTime();
        String result;
        String backend = "";
        String head = "";
        try {
          head = client.send("GET / HTTP/1.1\r\nHost: shop.test\r\n" + fields + "\r\n").head();
          backend = Head.field(head, "X-Director-Backend");
          result = body(client, head, backend);
        } catch (IOException e) {
          result = LOST;
        }
        double millis = (System.nanoTime() - start) / 1e6;
        samples.add(new Sample(millis, result, backend));
        total.incrementAndGet();
        if (!result.equals("200") || Head.field(head, "Connection").equalsIgnoreCase("close")) {
          client.close();
          client = null;
        }
        if (pauseMillis > 0) {
          Await.pause(pauseMillis);
        }
      }
    } catch (IOException | InterruptedException e) {
      samples.add(new Sample(0, e.toString(), ""));
    } finally {
      close(client);
    }
  }

  private static String body(Client client, String head, String backend) {
    String status = head.substring(9, 12);
    try {
      byte[] body = client.body(head).readAllBytes();
      boolean wrong =
          status.equals("200") && !new String(body, StandardCharsets.UTF_8).equals(backend);
      return wrong ? "another's body" : status;
    } catch (IOException e) {
      return CUT;
    }
  }

  private static void close(@Nullable Client client) {
    try {
      if (client != null) {
        client.close();
      }
    } catch (IOException e) {
      // It is gone, then.
    }
  }

  /** Returns how many requests ended, whatever was marked. */
  int total() {
    return total.get();
  }

  /** Forgets the requests that ended so far. */
  Load mark() {
    samples = new ConcurrentLinkedQueue<>();
    markNanos = System.nanoTime();
    return this;
  }

  /** Returns what the clients saw since the mark. */
  Figures figures() {
    double seconds = (System.nanoTime() - markNanos) / 1e9;
    double[] sorted = samples.stream().mapToDouble(Sample::millis).sorted().toArray();
    int count = sorted.length;
    if (count == 0) {
      throw new AssertionError("no request ended");
    }
    double sum = 0;
    for (double one : sorted) {
      sum += one;
    }
    return new Figures(
        count,
        count / seconds,
        sum / count,
        sorted[count / 2],
        sorted[Math.min(count - 1, (int) (count * 0.99))],
        sorted[count - 1]);
  }

  /** Returns how many requests had each result since the mark. */
  Map<String, Integer> results() {
    return count(samples, Sample::result);
  }

  /** Returns how many requests each backend answered since the mark. */
  Map<String, Integer> backends() {
    return count(samples, Sample::backend);
  }

  /** Returns how many requests did not get 200 since the mark. */
  int failures() {
    return (int) samples.stream().filter(s -> !s.result.equals("200")).count();
  }

  private static Map<String, Integer> count(
      Collection<Sample> samples, Function<Sample, String> kind) {
    Map<String, Integer> counts = new TreeMap<>();
    samples.forEach(s -> counts.merge(kind.apply(s), 1, Integer::sum));
    return counts;
  }

  /** Lets every client finish its request. */
  Load finish() throws Exception {
    done = true;
    for (Future<?> one : running) {
      one.get(60, TimeUnit.SECONDS);
    }
    return this;
  }

  @Override
  public void close() {
    done = true;
    threads.shutdownNow();
  }
}
