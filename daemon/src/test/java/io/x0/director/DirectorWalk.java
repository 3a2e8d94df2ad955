package io.x0.director;

import static java.util.Map.entry;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.director.DirectorSnapshot.BackendSnapshot;
import io.x0.shaper.BucketTree;
import io.x0.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One random life of a director, with its promises checked after every step. */
final class DirectorWalk {
  private static final List<Role> ROLES =
      List.of(Role.ACTIVE, Role.ACTIVE, Role.ACTIVE, Role.STANDBY, Role.BACKUP, Role.TERMINATE);

  private static final List<Outcome> OUTCOMES =
      List.of(
          Outcome.served(200, 0, 0),
          Outcome.FAILED,
          Outcome.UNREACHABLE,
          Outcome.ABORTED,
          Outcome.UNUSED);

  private final Random random;
  private final ManualTime time = new ManualTime();
  private final ManualExecutor executor = new ManualExecutor();
  private final ManualProbe probe = new ManualProbe();
  private final Set<String> drained = new HashSet<>();
  private final List<Request> requests = new ArrayList<>();
  private final Map<String, Long> loads = new HashMap<>();
  private final Director director;
  private DirectorConfig config;
  private List<Request> waiting = new ArrayList<>();
  private long largestQueue;
  private boolean isDeleted;

  /** What happened to one request. */
  private static final class Request extends Admission {
    @Nullable Permit permit;
    @Nullable Rejection rejection;
    int asked;
    int ended;
    int withdrawn;

    Request(Affinity affinity) {
      super("", affinity);
    }

    @Override
    protected void granted(Permit granted) {
      check(permit == null, "granted twice");
      permit = granted;
      ended++;
    }

    @Override
    protected void rejected(Rejection reason) {
      check(permit == null, "rejected while granted");
      rejection = reason;
      ended++;
    }

    boolean waits() {
      return state == State.QUEUED;
    }
  }

  DirectorWalk(int seed) {
    random = new Random(seed);
    config = configuration(Environments.unchecked(DirectorConfig.of("shop", Origin.MANAGED)));
    director =
        new Director(
            config,
            new Environment(time, time, executor, probe, seed),
            Environments.drained(drained::add));
    remember();
  }

  private static void check(boolean claim, String otherwise) {
    if (!claim) {
      throw new AssertionError(otherwise);
    }
  }

  /** Takes that many steps and then ends everything. */
  void walk(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
      assertBooks();
      remember();
    }
    end();
  }

  private void step() {
    int choice = random.nextInt(100);
    if (choice < 30) {
      admit(request());
    } else if (choice < 35) {
      admitOnly("b" + random.nextInt(6));
    } else if (choice < 38) {
      for (int i = 0; i < 90; i++) {
        admit(request());
        remember();
      }
    } else if (choice < 68) {
      settle();
    } else if (choice < 74) {
      withdraw();
    } else if (choice < 82) {
      configure();
    } else if (choice < 88) {
      endChecks();
    } else if (choice < 99) {
      advance();
    } else {
      director.delete();
      isDeleted = true;
    }
    if (random.nextInt(4) > 0) {
      executor.runAll();
    }
  }

  private Request request() {
    String preferred = random.nextInt(3) == 0 ? "b" + random.nextInt(6) : "";
    return new Request(Affinity.NONE.preferring(preferred));
  }

  /** Explicit selection: served there at once, or refused. */
  private void admitOnly(String backend) {
    Request request = new Request(Affinity.only(backend));
    boolean refused = isDeleted || !config.settings().enabled();
    boolean eligible =
        director.snapshot().backends().stream()
            .filter(b -> b.config().name().equals(backend))
            .anyMatch(b -> b.isUsable() && b.load().current() < b.capacity().slots());
    requests.add(request);
    request.asked++;
    director.admit(request);
    Permit permit = request.permit;
    if (refused) {
      check(request.rejection == (isDeleted ? Rejection.DELETED : Rejection.DISABLED), "refusal");
    } else if (eligible) {
      check(permit != null && permit.backend().name().equals(backend), "not served by " + backend);
    } else {
      check(request.rejection == Rejection.BACKEND_UNUSABLE, "served though it cannot be");
    }
  }

  private void admit(Request request) {
    boolean hadToWait = !waiting.isEmpty() || eligible() == 0;
    boolean refused = isDeleted || !config.settings().enabled();
    int limit = config.settings().queue().limit();
    boolean unusable =
        !config.settings().queue().onUnavailable()
            && director.snapshot().backends().stream().noneMatch(BackendSnapshot::isUsable);
    requests.add(request);
    request.asked++;
    director.admit(request);
    if (refused) {
      check(request.rejection == (isDeleted ? Rejection.DELETED : Rejection.DISABLED), "refusal");
    } else if (!hadToWait) {
      check(request.permit != null, "a free slot was not given");
    } else if (unusable) {
      check(request.rejection == Rejection.NO_BACKEND, "waits though nothing is usable");
    } else if (deadline(request) <= time.nanos()) {
      check(request.rejection == Rejection.QUEUE_TIMEOUT, "waits though its time is over");
    } else if (waiting.size() >= limit) {
      check(request.rejection == Rejection.QUEUE_FULL, "waits though the queue is full");
    } else {
      // A drain that was cut short may reach this one, after all those before it.
      check(
          request.waits() || request.state == Admission.State.GRANTED,
          "neither served nor waiting");
    }
  }

  private void settle() {
    List<Request> held = requests.stream().filter(r -> r.permit != null).toList();
    for (int i = random.nextInt(5); i >= 0 && !held.isEmpty(); i--) {
      Request request = held.get(random.nextInt(held.size()));
      Permit permit = request.permit;
      if (permit != null) {
        request.permit = null;
        Outcome outcome = OUTCOMES.get(random.nextInt(OUTCOMES.size()));
        permit.settle(outcome);
        assertBooks();
        remember();
        if (random.nextInt(20) == 0) {
          permit.settle(Outcome.served(200, 0, 0));
        }
        if (outcome == Outcome.FAILED
            && !request.affinity().isExclusive()
            && random.nextBoolean()) {
          requests.remove(request);
          requests.add(request);
          request.asked++;
          director.retry(request);
          assertBooks();
          remember();
        }
      }
    }
  }

  private void withdraw() {
    if (requests.isEmpty()) {
      return;
    }
    Request request =
        waiting.isEmpty() || random.nextInt(4) == 0
            ? requests.get(random.nextInt(requests.size()))
            : waiting.get(random.nextInt(waiting.size()));
    boolean waits = request.waits() || request.state == Admission.State.RETRY_QUEUED;
    boolean done = director.withdraw(request);
    check(done == waits, "withdrawn: " + done + ", waiting: " + waits);
    if (done) {
      request.ended++;
      request.withdrawn++;
      waiting.remove(request);
    }
  }

  private void configure() {
    // What was granted is handed out first, so that names tell backends apart.
    executor.runAll();
    assertBooks();
    remember();
    Set<String> names = new HashSet<>();
    config.backends().forEach(b -> names.add(b.name()));
    config = configuration(config);
    config.backends().forEach(b -> names.remove(b.name()));
    names.forEach(loads::remove);
    drained.clear();
    director.configure(config);
  }

  private DirectorConfig configuration(DirectorConfig from) {
    List<BackendConfig> backends = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < 6 && backends.size() < count; i++) {
      if (random.nextBoolean()) {
        backends.add(
            BackendConfig.of("b" + i, BackendUrl.parse("url", "http://10.0.0.1:80"))
                .withRole(ROLES.get(random.nextInt(ROLES.size())))
                .withEnabled(random.nextInt(6) > 0)
                .withWeight(1 + random.nextInt(4))
                .withCapacity(
                    random.nextInt(8) == 0
                        ? new Capacity(150)
                        : new Capacity(1 + random.nextInt(4))));
      }
    }
    DirectorSettings settings =
        DirectorSettings.TABLE.apply(
            DirectorSettings.DEFAULT,
            Map.ofEntries(
                entry("enabled", random.nextInt(10) > 0 ? "true" : "false"),
                entry("queue-limit", random.nextInt(3) == 0 ? "3" : "200"),
                entry("queue-timeout", (1 + random.nextInt(5)) + "s"),
                entry("enqueue-on-unavailable", Boolean.toString(random.nextInt(3) > 0)),
                entry("scheduler", oneOf("rr", "chance", "least-load", "p2c", "hash")),
                entry("slow-start", oneOf("0s", "0s", "1s", "3s")),
                entry("health-check-mode", oneOf("paranoid", "lazy", "opportunistic", "off")),
                entry("health-check-interval", oneOf("100ms", "1s")),
                entry("retry-budget", oneOf("0%", "20%", "100%")),
                entry("retry-budget-min", oneOf("1", "3"))));
    return new DirectorConfig(
        "shop", Origin.MANAGED, settings, backends, BucketTree.EMPTY, from.revision() + 1);
  }

  private void endChecks() {
    if (random.nextInt(10) == 0) {
      director.checkNow("b" + random.nextInt(6));
    }
    for (String backend : probe.running()) {
      if (random.nextInt(4) > 0) {
        probe.end(backend, random.nextInt(4) > 0);
        assertBooks();
        remember();
      }
    }
  }

  private String oneOf(String... texts) {
    return texts[random.nextInt(texts.length)];
  }

  private void advance() {
    long nanos = (long) (random.nextDouble() * 2_000_000_000L);
    if (!waiting.isEmpty() && random.nextInt(3) > 0) {
      // Right at the deadline of somebody, or beside it.
      long deadline = deadline(waiting.get(random.nextInt(waiting.size())));
      nanos = Math.max(0, deadline - time.nanos() - 1 + random.nextInt(3));
    }
    time.advance(Duration.ofNanos(nanos));
  }

  private long deadline(Request request) {
    return request.arrivedNanos() + config.settings().queue().timeout().toNanos();
  }

  /** Returns how many slots backends have that may serve now. */
  private long eligible() {
    List<BackendSnapshot> backends = director.snapshot().backends();
    boolean hasPrimary =
        backends.stream().anyMatch(b -> b.isUsable() && b.config().role() != Role.BACKUP);
    return backends.stream()
        .filter(b -> b.isUsable() && b.load().current() < b.capacity().slots())
        .filter(b -> b.config().role() != Role.BACKUP || !hasPrimary)
        .count();
  }

  private void assertBooks() {
    DirectorSnapshot now = director.snapshot();
    long granted = 0;
    long queued = 0;
    for (Request request : requests) {
      queued += request.waits() ? 1 : 0;
      boolean isGranted = request.state == Admission.State.GRANTED;
      granted += isGranted && (request.permit != null || request.ended < request.asked) ? 1 : 0;
      check(request.ended <= request.asked, "ended more often than asked");
    }
    // A check may take the place of a request.
    long excess = now.load().current() - granted;
    check(
        excess >= 0 && excess <= probe.running().size() + executor.size(),
        "load " + now.load() + ", granted " + granted);
    check(now.queued().current() == queued, "queued " + now.queued() + ", waiting " + queued);
    check(
        queued <= Math.max(config.settings().queue().limit(), largestQueue),
        "the queue grew beyond its limit");
    long live = 0;
    for (BackendSnapshot backend : now.backends()) {
      String name = backend.config().name();
      long load = backend.load().current();
      live += load;
      check(load >= 0, name + " has a load below zero");
      check(
          load <= Math.max(backend.capacity().slots(), loads.getOrDefault(name, 0L)),
          name + " was granted above its capacity");
      check(
          backend.config().role() != Role.TERMINATE || load > 0 || isNew(name) || knows(name),
          name + " is idle and nobody was told");
    }
    check(live <= now.load().current(), "more at backends than in flight");
    Request longest = null;
    for (Request request : waiting) {
      boolean isServed = request.state == Admission.State.GRANTED;
      check(
          !isServed || longest == null || isTie(longest, request),
          "somebody was served before one who waits longer");
      longest = longest == null && request.waits() ? request : longest;
      check(!request.waits() || deadline(request) > time.nanos(), "waits beyond its deadline");
      check(
          request.rejection != Rejection.QUEUE_TIMEOUT || deadline(request) <= time.nanos(),
          "left before its deadline");
    }
    if (executor.size() == 0) {
      check(queued == 0 || isDeleted || eligible() == 0, "somebody waits while a slot is free");
      assertBudget(now);
    }
    check(!isDeleted || queued == 0, "waits for a deleted director");
    check(config.settings().enabled() || queued == 0, "waits for a disabled director");
  }

  /**
   * One that tries again may have had to wait before it got its place: nobody knows who is first.
   */
  private static boolean isTie(Request a, Request b) {
    return a.arrivedNanos() == b.arrivedNanos() && (a.asked > 1 || b.asked > 1);
  }

  private void assertBudget(DirectorSnapshot now) {
    RetryRules rules = config.settings().retry();
    long underWay =
        requests.stream()
            .filter(r -> r.isRetry || (r.permit != null && r.permit.isRetry()))
            .count();
    long waitingToRetry =
        requests.stream().filter(r -> r.state == Admission.State.RETRY_QUEUED).count();
    long budget =
        Math.max(rules.budgetMin(), (now.load().current() + 1) * rules.budgetPercent() / 100);
    check(waitingToRetry == 0 || underWay >= budget, "a retry waits though the budget has room");
  }

  /** The first configuration comes without a word about its backends: there was none before. */
  private boolean isNew(String name) {
    return config.revision() == 2 && !loads.containsKey(name);
  }

  private boolean knows(String name) {
    return config.revision() == 2 || drained.contains(name);
  }

  private void remember() {
    waiting = new ArrayList<>(requests.stream().filter(Request::waits).toList());
    waiting.sort(Comparator.comparingLong(Request::arrivedNanos).thenComparingLong(this::order));
    largestQueue = waiting.size();
    director.snapshot().backends().forEach(b -> loads.put(b.config().name(), b.load().current()));
  }

  /** Of those that arrived at once the first listed is first; a repeated one is listed again. */
  private long order(Request request) {
    return requests.indexOf(request);
  }

  /** Every request ends, and nothing is left behind. */
  private void end() {
    executor.runAll();
    requests.forEach(
        r -> {
          if (r.permit != null) {
            Permit permit = r.permit;
            r.permit = null;
            permit.settle(Outcome.served(200, 0, 0));
          }
        });
    director.delete();
    executor.runAll();
    for (Request request : requests) {
      if (request.permit != null) {
        Permit permit = request.permit;
        request.permit = null;
        permit.settle(Outcome.UNUSED);
      }
      check(request.ended == request.asked, "asked " + request.asked + ", ended " + request.ended);
    }
    probe.endAll(true);
    executor.runAll();
    DirectorSnapshot now = director.snapshot();
    check(now.load().current() == 0 && now.queued().current() == 0, "something is left: " + now);
    check(now.backends().stream().allMatch(b -> b.load().current() == 0), "a backend keeps a slot");
    time.advance(Duration.ofDays(1));
    check(time.pending() == 0, "a timer is left");
    long asked = requests.stream().mapToLong(r -> r.asked).sum();
    long rejected = now.dropped();
    long withdrawn = requests.stream().mapToLong(r -> r.withdrawn).sum();
    check(
        now.load().total() + rejected + withdrawn == asked,
        "asked " + asked + " but ended " + (now.load().total() + rejected + withdrawn));
  }
}
