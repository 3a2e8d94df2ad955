package io.x0.director;

import java.time.Instant;

/**
 * A change of the state of a backend. Immutable.
 *
 * @param at when
 * @param director the director of the backend
 * @param backend the backend
 * @param from the state before, such as {@code unknown}
 * @param to the state since, such as {@code online}
 * @param cause why, in a few words for an operator
 */
public record Event(
    Instant at, String director, String backend, String from, String to, String cause) {}
