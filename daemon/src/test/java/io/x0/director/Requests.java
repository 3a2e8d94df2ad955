package io.x0.director;

import java.util.ArrayDeque;
import java.util.Deque;

/** Requests to a director, for tests outside this package. */
public final class Requests {
  private final Director director;
  private final Deque<Recorder> admitted = new ArrayDeque<>();

  public Requests(Director director) {
    this.director = director;
  }

  /** Asks for a backend. */
  public void admit(String bucket) {
    Recorder request = new Recorder(bucket);
    director.admit(request);
    admitted.add(request);
  }

  /** Ends the oldest request. */
  public void settle(Outcome outcome) {
    admitted.remove().settle(outcome);
  }
}
