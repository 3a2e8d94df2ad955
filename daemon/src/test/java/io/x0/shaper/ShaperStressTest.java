package io.x0.shaper;

import static io.x0.shaper.BucketTreeTest.bucket;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real threads around one lock, as a director has it, while the tree and the policy change. */
class ShaperStressTest {
  private static final int THREADS = 4;
  private static final int REQUESTS = 20_000;
  private static final int SIZE = 8;
  private static final List<String> NAMES = List.of("a", "b", "root");

  private final ReentrantLock lock = new ReentrantLock();
  private final BucketTree tree =
      BucketTree.of(bucket("a", "50%", "75%"), bucket("b", "25%", "50%"));
  private final TokenShaper<Integer> shaper = new TokenShaper<>(tree, SIZE);

  /** Who was granted a token while queued, for any thread to finish. */
  private final ConcurrentLinkedQueue<Waiter<Integer>> granted = new ConcurrentLinkedQueue<>();

  /** How often each request ended; exactly once is right. */
  private final AtomicIntegerArray ends = new AtomicIntegerArray(THREADS * REQUESTS);

  /** Requests in flight, counted outside of the lock. */
  private final AtomicInteger inFlight = new AtomicInteger();

  private final AtomicInteger mostInFlight = new AtomicInteger();

  @ParameterizedTest
  @EnumSource(BorrowPolicy.class)
  void threads_neverLoseOrDoubleAToken(BorrowPolicy policy) throws Exception {
    shaper.changePolicy(policy);
    ExecutorService executor = Executors.newFixedThreadPool(THREADS);
    List<Future<Void>> futures = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      int number = thread;
      Callable<Void> work =
          () -> {
            work(number);
            return null;
          };
      futures.add(executor.submit(work));
    }
    executor.shutdown();
    for (Future<Void> future : futures) {
      future.get();
    }
    finishGranted();
    shaper.withdrawAll().forEach(waiter -> end(waiter.payload()));

    for (int request = 0; request < ends.length(); request++) {
      assertThat(ends.get(request)).as("ends of request %s", request).isEqualTo(1);
    }
    assertThat(shaper.root().used()).isZero();
    assertThat(shaper.root().own()).isZero();
    assertThat(shaper.root().waiting()).isZero();
    assertThat(inFlight).hasValue(0);
    assertThat(mostInFlight.get()).isBetween(1, SIZE);
  }

  private void work(int thread) {
    Random random = new Random(thread);
    Deque<Token> tokens = new ArrayDeque<>();
    Deque<Waiter<Integer>> waiters = new ArrayDeque<>();
    Deque<Integer> running = new ArrayDeque<>();
    for (int i = 0; i < REQUESTS; i++) {
      int request = thread * REQUESTS + i;
      arrive(NAMES.get(random.nextInt(NAMES.size())), request, tokens, running, waiters);
      if (random.nextInt(4) > 0 && !tokens.isEmpty()) {
        release(tokens.removeFirst(), running.removeFirst());
      }
      if (random.nextInt(10) == 0 && !waiters.isEmpty()) {
        withdraw(waiters.removeLast());
      }
      if (random.nextInt(1000) == 0) {
        reconfigure(random);
      }
      finishGranted();
    }
    while (!tokens.isEmpty()) {
      release(tokens.removeFirst(), running.removeFirst());
    }
  }

  private void arrive(
      String name,
      int request,
      Deque<Token> tokens,
      Deque<Integer> running,
      Deque<Waiter<Integer>> waiters) {
    lock.lock();
    try {
      Bucket<Integer> found = shaper.find(name);
      Bucket<Integer> asked = found == null ? shaper.root() : found;
      Token token = shaper.tryAcquire(asked);
      if (token != null) {
        start();
        tokens.addLast(token);
        running.addLast(request);
      } else {
        Waiter<Integer> waiter = shaper.enqueue(asked, request, request);
        if (waiter == null) {
          end(request);
        } else {
          waiters.addLast(waiter);
          drain();
        }
      }
      check();
    } finally {
      lock.unlock();
    }
  }

  private void release(Token token, int request) {
    inFlight.decrementAndGet();
    lock.lock();
    try {
      assertThat(shaper.release(token)).isTrue();
      drain();
      check();
    } finally {
      lock.unlock();
    }
    end(request);
  }

  private void withdraw(Waiter<Integer> waiter) {
    lock.lock();
    try {
      if (shaper.withdraw(waiter)) {
        end(waiter.payload());
      }
    } finally {
      lock.unlock();
    }
  }

  private void reconfigure(Random random) {
    lock.lock();
    try {
      shaper.apply(random.nextBoolean() ? tree : tree.without("b"));
      drain();
      check();
    } finally {
      lock.unlock();
    }
  }

  private void finishGranted() {
    for (Waiter<Integer> waiter = granted.poll(); waiter != null; waiter = granted.poll()) {
      release(waiter.token(), waiter.payload());
    }
  }

  private void drain() {
    for (Waiter<Integer> waiter = shaper.next(payload -> true);
        waiter != null;
        waiter = shaper.next(payload -> true)) {
      start();
      granted.add(waiter);
    }
  }

  private void start() {
    mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
  }

  private void end(int request) {
    ends.incrementAndGet(request);
  }

  private void check() {
    Bucket<Integer> a = Objects.requireNonNull(shaper.find("a"));
    int children = shaper.root().children().stream().mapToInt(Bucket::used).sum();
    if (a.used() > a.ceil()
        || shaper.root().used() > SIZE
        || children + shaper.root().own() != shaper.root().used()) {
      throw new AssertionError(shaper.root() + ", " + a);
    }
  }
}
