package io.x0.proxy.upstream;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the addresses of hosts. A name server that does not answer blocks a thread for seconds, so
 * only a few of the executor's threads look names up at a time; the other names wait. Thread-safe.
 */
final class AddressLookup {
  /** Threads that may be blocked at once. */
  private static final int MAX_RUNNING = 8;

  private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Deque<Runnable> waiting = new ArrayDeque<>();

  @GuardedBy("lock")
  private int running;

  AddressLookup(Executor executor) {
    this.executor = executor;
  }

  /**
   * Hands the addresses of a name or literal to {@code found}, at least one, or calls {@code
   * unknown}: for a literal at once, for a name from a thread of the executor.
   */
  void find(String host, Consumer<List<InetAddress>> found, Runnable unknown) {
    if (host.indexOf(':') >= 0 || IPV4.matcher(host).matches()) {
      resolve(host, found, unknown);
      return;
    }
    Runnable lookup = () -> resolve(host, found, unknown);
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

  private static void resolve(String host, Consumer<List<InetAddress>> found, Runnable unknown) {
    List<InetAddress> addresses;
    try {
      addresses = List.of(InetAddress.getAllByName(host));
    } catch (UnknownHostException e) {
      unknown.run();
      return;
    }
    found.accept(addresses);
  }
}
