package io.x0.haproxy.rule;

import io.x0.haproxy.source.Location;

/**
 * What is done when. Immutable.
 *
 * @param at where it is written
 * @param condition when
 * @param action what
 */
public record Rule(Location at, Condition condition, Action action) {}
