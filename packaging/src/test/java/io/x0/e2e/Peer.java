package io.x0.e2e;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A backend that can be shut, opened again on the port it had, and made faulty. Health checks do
 * not count as requests. It is opened and shut by one thread; the rest is thread-safe.
 */
final class Peer implements Closeable {
  private final String name;
  private final Origin.Behaviour behaviour;
  private final int port;
  private final Gauge gauge = new Gauge();
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicInteger probes = new AtomicInteger();
  private volatile Origin.@Nullable Behaviour fault;
  private @Nullable Origin origin;

  private Peer(String name, int millis, Function<Origin.Call, List<Gauge>> counters)
      throws IOException {
    this.name = name;
    this.port = freePort();
    this.behaviour =
        call -> {
          List<Gauge> shared = counters.apply(call);
          gauge.enter();
          shared.forEach(Gauge::enter);
          try {
            Await.pause(millis);
          } finally {
            shared.forEach(Gauge::leave);
            gauge.leave();
          }
          call.answer(name);
        };
  }

  /**
   * Returns one that answers its name after a while.
   *
   * @param shared count its requests too, while it serves them
   */
  static Peer open(String name, int millis, Gauge... shared) throws IOException {
    return open(name, millis, call -> List.of(shared));
  }

  /**
   * Returns one that answers its name after a while.
   *
   * @param counters those that count a request too, while it is served
   */
  static Peer open(String name, int millis, Function<Origin.Call, List<Gauge>> counters)
      throws IOException {
    Peer peer = new Peer(name, millis, counters);
    peer.open();
    return peer;
  }

  /** Returns one that refuses connections until it is opened. */
  static Peer shut(String name, int millis, Gauge... shared) throws IOException {
    return new Peer(name, millis, call -> List.of(shared));
  }

  /** Outside the range of ports that outgoing connections get: nobody takes it while shut. */
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return free.getLocalPort();
      } catch (BindException e) {
        // Another one, then.
      }
    }
  }

  String name() {
    return name;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Returns how many requests it serves, and served at most. */
  Gauge gauge() {
    return gauge;
  }

  /** Returns how many requests came. */
  int requests() {
    return requests.get();
  }

  /** Returns how many health checks came. */
  int probes() {
    return probes.get();
  }

  /** From now on every request, health checks included, gets this. */
  void become(Origin.Behaviour value) {
    fault = value;
  }

  /** From now on requests are answered again. */
  void heal() {
    fault = null;
  }

  /** Listens. */
  void open() throws IOException {
    origin = new Origin(port, this::serve);
  }

  /** Ends every connection and refuses new ones. */
  void shut() throws IOException {
    if (origin != null) {
      origin.close();
    }
  }

  private void serve(Origin.Call call) throws Exception {
    (call.isProbe() ? probes : requests).incrementAndGet();
    Origin.Behaviour current = fault;
    if (current != null) {
      current.serve(call);
    } else if (call.isProbe()) {
      call.answer(name);
    } else {
      behaviour.serve(call);
    }
  }

  @Override
  public void close() throws IOException {
    shut();
  }
}
