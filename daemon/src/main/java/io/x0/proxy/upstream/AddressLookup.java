package io.x0.proxy.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the addresses of hosts. A name server that does not answer blocks a thread for seconds, so
 * only a few of the executor's threads look names up at a time; the other names wait. Thread-safe.
 *
 * <p>What a name meant last is kept: a name server that fails does not take away backends that run.
 */
public final class AddressLookup {
  /** Threads that may be blocked at once. */
  private static final int MAX_RUNNING = 8;

  /** A name is not looked up again before. */
  private static final Duration FRESH = Duration.ofSeconds(5);

  /** A name that was looked up that lately is looked up again while its old meaning is used. */
  private static final Duration USABLE = Duration.ofMinutes(1);

  private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

  private static final Logger LOG = LoggerFactory.getLogger(AddressLookup.class);

  private final Executor executor;
  private final Resolver resolver;
  private final long freshNanos;
  private final long usableNanos;
  private final ConcurrentMap<String, Known> known = new ConcurrentHashMap<>();
  private final Set<String> refreshing = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private int running;

  /** Says what a name means now. It may block. */
  @FunctionalInterface
  interface Resolver {
    /** Returns its addresses, at least one. */
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * What a name meant last.
   *
   * @param addresses its addresses, at least one
   * @param sinceNanos when that was
   * @param isFailing whether the name server has failed since
   */
  private record Known(List<InetAddress> addresses, long sinceNanos, boolean isFailing) {
    boolean isYoungerThan(long nanos) {
      return NanoTime.since(sinceNanos) < nanos;
    }
  }

  AddressLookup(Executor executor) {
    this(executor, InetAddress::getAllByName, FRESH.toNanos(), USABLE.toNanos());
  }

  AddressLookup(Executor executor, Resolver resolver, long freshNanos, long usableNanos) {
    this.executor = executor;
    this.resolver = resolver;
    this.freshNanos = freshNanos;
    this.usableNanos = usableNanos;
  }

  /**
   * Hands the addresses of a name or literal to {@code found}, at least one, or calls {@code
   * unknown}: at once for a literal and for a name that was looked up lately, otherwise from a
   * thread of the executor.
   */
  public void find(String host, Consumer<List<InetAddress>> found, Runnable unknown) {
    if (host.indexOf(':') >= 0 || IPV4.matcher(host).matches()) {
      literal(host, found, unknown);
      return;
    }
    Known last = known.get(host);
    if (last == null || !last.isYoungerThan(usableNanos)) {
      enqueue(() -> resolve(host, found, unknown));
      return;
    }
    if (!last.isYoungerThan(freshNanos) && refreshing.add(host)) {
      enqueue(
          () -> {
            try {
              resolve(host, addresses -> {}, () -> {});
            } finally {
              refreshing.remove(host);
            }
          });
    }
    found.accept(last.addresses);
  }

  private static void literal(String host, Consumer<List<InetAddress>> found, Runnable unknown) {
    InetAddress address;
    try {
      address = InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      unknown.run();
      return;
    }
    found.accept(List.of(address));
  }

  private void enqueue(Runnable lookup) {
    lock.lock();
    try {
      waiting.addLast(lookup);
      if (running == MAX_RUNNING) {
        return;
      }
      running++;
    } finally {
      lock.unlock();
    }
    executor.execute(this::work);
  }

  private void work() {
    for (Runnable next = poll(); next != null; next = poll()) {
      next.run();
    }
  }

  private @Nullable Runnable poll() {
    lock.lock();
    try {
      Runnable next = waiting.pollFirst();
      if (next == null) {
        running--;
      }
      return next;
    } finally {
      lock.unlock();
    }
  }

  private void resolve(String host, Consumer<List<InetAddress>> found, Runnable unknown) {
    List<InetAddress> addresses;
    try {
      addresses = List.of(resolver.resolve(host));
      Known before = known.put(host, new Known(addresses, NanoTime.now(), false));
      if (before != null && before.isFailing) {
        LOG.info("name {} is resolved again", host);
      }
    } catch (UnknownHostException e) {
      Known last = known.get(host);
      if (last == null) {
        unknown.run();
        return;
      }
      addresses = last.addresses;
      Known kept = new Known(addresses, NanoTime.now(), true);
      if (known.replace(host, last, kept) && !last.isFailing) {
        LOG.warn(
            "name {} cannot be resolved: going on with {}",
            host,
            addresses.get(0).getHostAddress());
      }
    }
    found.accept(addresses);
  }
}
