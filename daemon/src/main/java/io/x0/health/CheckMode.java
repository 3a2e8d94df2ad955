package io.x0.health;

/** When a backend is checked. */
public enum CheckMode {
  /** Always; it serves only after a good check. */
  PARANOID,
  /** Only while it is offline; it is taken for online at first. */
  LAZY,
  /** While it is offline, and while it has nothing to do; it is taken for online at first. */
  OPPORTUNISTIC,
  /** Never; it is always taken for online, whatever its requests meet. */
  OFF
}
