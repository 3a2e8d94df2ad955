package io.x0.director;

/** How a granted attempt at a backend ended. */
public enum Outcome {
  /** The backend answered, whatever the status. */
  SERVED,
  /** The backend refused, broke off, kept silent or answered nonsense. */
  FAILED,
  /** The client left first; says nothing about the backend. */
  ABORTED,
  /** The grant was not used at all. */
  UNUSED
}
