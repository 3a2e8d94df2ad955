package io.x0.director;

/** What an operator wants of a backend. */
public enum AdminState {
  /** It takes requests. */
  ENABLED,
  /** It takes nothing new, and says when it has finished what it has. */
  DRAIN,
  /** It takes nothing new. */
  DISABLED
}
