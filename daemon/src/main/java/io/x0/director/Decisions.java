package io.x0.director;

import java.util.ArrayList;
import java.util.List;

/** What was decided under the lock of a director, to be done after it. Confined to one thread. */
final class Decisions {
  private final List<Runnable> actions = new ArrayList<>(0);
  private final List<Runnable> news = new ArrayList<>(0);
  private final String director;
  private final Environment environment;
  private final DirectorListener listener;
  private final RejectionCounts rejections;

  Decisions(
      String director,
      Environment environment,
      DirectorListener listener,
      RejectionCounts rejections) {
    this.director = director;
    this.environment = environment;
    this.listener = listener;
    this.rejections = rejections;
  }

  /** Decides that something is to be done; it hops to the executor, so that nothing recurses. */
  void add(Runnable action) {
    actions.add(action);
  }

  /** Decides that a request that waited is refused. */
  void reject(Admission admission, Rejection rejection) {
    add(
        () -> {
          rejections.count(rejection);
          admission.rejected(rejection);
        });
  }

  /** Notes that a backend that is being removed may go now. */
  void addDrained(String backend) {
    news.add(() -> listener.drained(director, backend));
  }

  /** Notes that a backend came back, and waits for an operator. */
  void addStuck(String backend) {
    news.add(() -> listener.stuck(director, backend));
  }

  /** Notes an event. */
  void addEvent(Event event) {
    news.add(() -> listener.happened(event));
  }

  /** Does it all. */
  void carryOut() {
    actions.forEach(environment.executor()::execute);
    news.forEach(Runnable::run);
  }
}
