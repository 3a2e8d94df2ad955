package io.x0.admin.stream;

import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be told. Immutable.
 *
 * @param director the one it is about, or null for all
 * @param hasStats whether statistics are wanted, too
 * @param lastEventId behind which message to begin, or null for from now on
 * @param isRemote whether it is told over a listener of the proxy, and so only until that drains
 */
public record Wanted(
    @Nullable String director, boolean hasStats, @Nullable String lastEventId, boolean isRemote) {}
