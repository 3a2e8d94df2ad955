package io.x0.director;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What was decided under the lock of a director, to be done after it. Confined to one thread. */
final class Decisions {
  private final List<Runnable> actions = new ArrayList<>(0);
  private final List<String> drained = new ArrayList<>(0);

  /** Decides that something is to be done. */
  void add(Runnable action) {
    actions.add(action);
  }

  /** Notes that a backend that is being removed became idle. */
  void addDrained(String backend) {
    drained.add(backend);
  }

  /** Does it all. Actions hop to the executor, so that nothing recurses. */
  void carryOut(Executor executor, Consumer<String> onDrained) {
    actions.forEach(executor::execute);
    drained.forEach(onDrained);
  }
}
