package io.x0.director;

import io.x0.health.Probe;
import io.x0.health.ProbeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A probe that waits to be told what it finds. Confined to one thread. */
public final class ManualProbe implements Probe {
  private final List<Running> running = new ArrayList<>();
  private int started;

  private record Running(Target target, Consumer<ProbeResult> done) {}

  @Override
  public void start(Target target, Consumer<ProbeResult> done) {
    started++;
    running.add(new Running(target, done));
  }

  /** Returns how many checks were begun. */
  public int started() {
    return started;
  }

  /** Returns the backends being checked. */
  public List<String> running() {
    return running.stream().map(r -> r.target.backend()).toList();
  }

  /** Ends the oldest check of a backend. */
  public void end(String backend, boolean good) {
    Running found =
        running.stream()
            .filter(r -> r.target.backend().equals(backend))
            .findFirst()
            .orElseThrow(() -> new AssertionError("not being checked: " + backend));
    running.remove(found);
    found.done.accept(new ProbeResult(good, good ? "status 200" : "status 500", 1_000_000));
  }

  /** Ends every check. */
  public void endAll(boolean good) {
    for (String backend : running()) {
      end(backend, good);
    }
  }
}
