package io.x0.haproxy.rule;

import io.x0.haproxy.sample.Template;
import io.x0.haproxy.source.Location;

/**
 * Where requests go when. Immutable.
 *
 * @param at where it is written
 * @param condition when
 * @param backend the name of a backend, which may depend on the request
 */
public record Route(Location at, Condition condition, Template backend) {}
