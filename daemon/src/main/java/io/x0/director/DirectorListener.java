package io.x0.director;

/** Is told what happens in a director, outside its lock, from any thread. Must not block. */
public interface DirectorListener {
  /**
   * A backend with the role terminate may be removed: it is idle, or its time is over. Told again
   * with every later configuration that keeps it.
   */
  void drained(String director, String backend);

  /** A backend came back, and its director keeps such backends disabled until an operator looks. */
  void stuck(String director, String backend);

  /** The state of a backend changed. */
  void happened(Event event);
}
