package io.x0.proxy;

import io.x0.stats.CodeCounts;

/**
 * What goes on at a listening address. Immutable, but for the live counts.
 *
 * @param address with the port it got
 * @param open connections now
 * @param accepted connections since it was bound
 * @param answers requests of its clients by how they were answered: live counts
 */
public record ListenerFigures(ListenAddress address, int open, long accepted, CodeCounts answers) {}
