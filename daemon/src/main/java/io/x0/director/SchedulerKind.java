package io.x0.director;

/** How a director chooses among the backends of one role that have a free slot. */
public enum SchedulerKind {
  /** In turns, each as often as its weight says. */
  RR,
  /** The first in the order of their definition. */
  CHANCE,
  /** The one with the smallest share of its capacity in use. */
  LEAST_LOAD,
  /** The less loaded of two taken at random. */
  P2C,
  /** The one that the request's key belongs to, unless it has more than its share. */
  HASH
}
