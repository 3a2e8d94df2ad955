package io.x0.director;

import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.health.CheckMode;
import io.x0.health.HealthSettings;
import io.x0.time.ManualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Backends of one role, all of them usable, and what a director does with their scheduler. */
final class Peers {
  final BackendScheduler scheduler;
  final List<Backend> backends = new ArrayList<>();

  private Peers(BackendScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Returns peers without a limit, with these weights, named b0, b1 and so on. */
  static Peers weighing(BackendScheduler scheduler, int... weights) {
    Peers peers = new Peers(scheduler);
    for (int weight : weights) {
      peers.backends.add(
          backend(config("b" + peers.backends.size()).withWeight(weight), peers.backends.size()));
    }
    peers.define();
    return peers;
  }

  /** Returns peers with these capacities, named b0, b1 and so on. */
  static Peers taking(BackendScheduler scheduler, int... capacities) {
    Peers peers = new Peers(scheduler);
    for (int capacity : capacities) {
      peers.backends.add(
          backend(
              config("b" + peers.backends.size()).withCapacity(new Capacity(capacity)),
              peers.backends.size()));
    }
    peers.define();
    return peers;
  }

  static BackendConfig config(String name) {
    return BackendConfig.of(name, BackendUrl.parse("url", "http://10.0.0.1:80"))
        .withCapacity(Capacity.UNLIMITED);
  }

  static Backend backend(BackendConfig config, int order) {
    Backend backend =
        new Backend(config, HealthSettings.DEFAULT.withMode(CheckMode.OFF), new ManualTime());
    backend.order = order;
    return backend;
  }

  /** Does as a configuration does: all leave, the scheduler is told of them, and they come back. */
  void define() {
    backends.stream().filter(b -> b.heapIndex >= 0).forEach(scheduler::remove);
    scheduler.define(backends);
    backends.forEach(this::refresh);
  }

  Backend at(int number) {
    return backends.get(number);
  }

  /** Returns the backend the scheduler would pick for a request, and nothing comes of it. */
  Backend pick(Admission request) {
    return Objects.requireNonNull(scheduler.pick(request));
  }

  Backend pick() {
    return pick(request(""));
  }

  /** Lets the scheduler pick a backend, and occupies a slot of it. */
  Backend take(Admission request) {
    Backend backend = pick(request);
    request.tries(backend);
    load(backend, 1);
    return backend;
  }

  Backend take() {
    return take(request(""));
  }

  void giveBack(Backend backend) {
    backend.load.leave();
    refresh(backend);
  }

  /** Occupies slots of a backend. */
  void load(Backend backend, int slots) {
    for (int i = 0; i < slots; i++) {
      backend.load.enter();
    }
    refresh(backend);
  }

  void refresh(Backend backend) {
    if (!backend.isEligible()) {
      if (backend.heapIndex >= 0) {
        scheduler.remove(backend);
      }
    } else if (backend.heapIndex < 0) {
      scheduler.add(backend);
    } else {
      scheduler.changed(backend);
    }
  }

  /** Returns a request that belongs to {@code key} and has tried these. */
  static Admission request(String key, Backend... tried) {
    Admission request =
        new Admission("", Affinity.key(key)) {
          @Override
          protected void granted(Permit permit) {
            throw new AssertionError("no director here");
          }

          @Override
          protected void rejected(Rejection rejection) {
            throw new AssertionError("no director here");
          }
        };
    for (Backend backend : tried) {
      request.tries(backend);
    }
    return request;
  }
}
