package io.x0.health;

/** What is known of a backend. */
public enum HealthState {
  /** Nothing yet: it has not been checked. */
  UNKNOWN,
  /** It can serve. */
  ONLINE,
  /** It cannot. */
  OFFLINE
}
