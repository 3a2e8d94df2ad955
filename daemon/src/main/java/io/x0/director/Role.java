package io.x0.director;

/** When a backend takes requests, in the order of use. */
public enum Role {
  /** Always the first choice. */
  ACTIVE,
  /** Takes what the active ones cannot. */
  STANDBY,
  /** Used only while no active and no standby one is usable. */
  BACKUP,
  /** Finishes what it has, takes nothing new, and is removed when it is idle. */
  TERMINATE
}
