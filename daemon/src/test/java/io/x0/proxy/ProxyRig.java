package io.x0.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.director.BackendConfig;
import io.x0.director.Director;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.DirectorSnapshot;
import io.x0.director.Environments;
import io.x0.director.Origin;
import io.x0.shaper.BucketTree;
import io.x0.time.Clock;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A proxy on loopback with one director, and what a test opens beside it. */
final class ProxyRig {
  private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
  private final AtomicReference<Director> director = new AtomicReference<>();
  private final ProxyServer proxy;
  private final Transport transport;
  private final int port;
  private volatile Consumer<Exchange> before = exchange -> {};
  private volatile @Nullable BackendUrl straight;

  ProxyRig() throws IOException {
    this(Clock.system());
  }

  /** A proxy by another clock, which its caches go by. */
  ProxyRig(Clock clock) throws IOException {
    this(clock, Transport.DEFAULT);
  }

  /** A proxy that speaks HTTP/1.1 to backends in one way. */
  ProxyRig(Transport transport) throws IOException {
    this(Clock.system(), transport);
  }

  private ProxyRig(Clock clock, Transport transport) throws IOException {
    proxy = new ProxyServer(new ProxyConfig(this::serve, "x0d").with(transport), clock);
    this.transport = transport;
    proxy.listen(List.of(new ListenAddress("127.0.0.1", 0))).commit();
    proxy.start();
    port = proxy.bound().get(0).port();
  }

  private boolean serve(Exchange exchange) {
    before.accept(exchange);
    BackendUrl server = straight;
    if (server == null) {
      exchange.balance(director.get());
    } else {
      exchange.direct(server);
    }
    return true;
  }

  /** Hands requests to a server that belongs to no director. */
  void straightTo(ScriptedBackend server) {
    straight = BackendUrl.parse("url", "http://127.0.0.1:" + server.port());
  }

  /** Says what is done with each request before it is balanced. */
  void before(Consumer<Exchange> what) {
    before = what;
  }

  /** Sets other limits than the usual ones. */
  void limit(UnaryOperator<Limits> change) {
    proxy.configure(
        new ProxyConfig(this::serve, "x0d", TrustedProxies.NONE, change.apply(Limits.DEFAULT))
            .with(transport));
  }

  /** Balances to backends of capacity 8 that are not checked unless {@code settings} say so. */
  Director balance(Map<String, String> settings, ScriptedBackend... backends) {
    return balance(settings, 8, backends);
  }

  Director balance(Map<String, String> settings, int capacity, ScriptedBackend... backends) {
    int[] ports = new int[backends.length];
    for (int i = 0; i < ports.length; i++) {
      ports[i] = backends[i].port();
    }
    return balanceTo(settings, capacity, ports);
  }

  Director balanceTo(Map<String, String> settings, int capacity, int... ports) {
    List<BackendConfig> configs = new ArrayList<>();
    for (int port : ports) {
      configs.add(
          BackendConfig.of(
                  "b" + (configs.size() + 1), BackendUrl.parse("url", "http://127.0.0.1:" + port))
              .withCapacity(new Capacity(capacity)));
    }
    return balanceTo(settings, configs);
  }

  private Director balanceTo(Map<String, String> settings, List<BackendConfig> configs) {
    Map<String, String> all = new HashMap<>(Map.of("health-check-mode", "off"));
    all.putAll(settings);
    Director made =
        new Director(
            new DirectorConfig(
                "shop",
                Origin.STATIC,
                DirectorSettings.TABLE.apply(DirectorSettings.DEFAULT, all),
                configs,
                BucketTree.EMPTY,
                1),
            Environments.healthy(
                Clock.system(),
                new JettyTimers(proxy.scheduler(), proxy.executor(), Clock.system()),
                proxy.executor()),
            Environments.deaf());
    director.set(made);
    return made;
  }

  /** Balances to backends in whatever protocol, with settings of their own. */
  Director balanceTo(
      Map<String, String> settings,
      int capacity,
      List<String> urls,
      Map<String, String> backendSettings) {
    List<BackendConfig> configs = new ArrayList<>();
    for (String url : urls) {
      configs.add(
          BackendConfig.of("b" + (configs.size() + 1), BackendUrl.parse("url", url))
              .withCapacity(new Capacity(capacity))
              .with(backendSettings));
    }
    return balanceTo(settings, configs);
  }

  ScriptedBackend backend(ScriptedBackend.Script script) throws IOException {
    return opened(new ScriptedBackend(script));
  }

  /** A backend that answers every request with 200 and {@code body}. */
  ScriptedBackend answering(String body) throws IOException {
    return opened(ScriptedBackend.answering(ScriptedBackend.ok(body)));
  }

  RawClient client() throws IOException {
    return opened(new RawClient(port()));
  }

  /** A client that is served by the same selector as the one that came before it. */
  RawClient clientBeside() throws IOException {
    for (int others = 1; others < Listener.SELECTORS; others++) {
      client();
    }
    return client();
  }

  /** Listens elsewhere, as after a reload; returns the port. */
  int move() throws ListenException {
    ListenAddress elsewhere = new ListenAddress("localhost", 0);
    proxy.listen(List.of(elsewhere)).commit();
    return proxy.bound().get(0).port();
  }

  <T extends AutoCloseable> T opened(T resource) {
    open.push(resource);
    return resource;
  }

  /** Says what is spoken with the clients that come. */
  void speak(Wire wire) {
    proxy.speak(Map.of(new ListenAddress("127.0.0.1", 0), wire));
  }

  int webSockets() {
    return proxy.webSockets();
  }

  Caches caches() {
    return proxy.caches();
  }

  /** Returns the connections of clients there are. */
  int connections() {
    return proxy.connections();
  }

  int port() {
    return port;
  }

  static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Waits until nothing is in flight; what the attempts came to is counted then. */
  static DirectorSnapshot idle(Director director) {
    await(() -> director.snapshot().load().current() == 0);
    return director.snapshot();
  }

  static void await(BooleanSupplier condition) {
    for (int i = 0; i < 2000 && !condition.getAsBoolean(); i++) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(condition.getAsBoolean()).as("came true in time").isTrue();
  }

  /** Returns whether the listener takes no more connections. */
  boolean isDraining() {
    try {
      new RawClient(port).close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** Drains the proxy; returns whether everything was answered. */
  boolean drain() {
    return drain(Duration.ofSeconds(20)) == 0;
  }

  /** Drains the proxy, and ends it at once then; returns whether everything was answered. */
  boolean drainAndStop() {
    boolean isAnswered = drain();
    proxy.stop();
    return isAnswered;
  }

  /** Drains the proxy; returns how many requests were given up. */
  long drain(Duration patience) {
    try {
      return proxy.drain(patience);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void close() throws Exception {
    proxy.stop();
    for (AutoCloseable resource : open) {
      resource.close();
    }
  }
}
