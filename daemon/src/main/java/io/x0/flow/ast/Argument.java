package io.x0.flow.ast;

import io.x0.flow.source.Position;
import org.jspecify.annotations.Nullable;

/**
 * What a call is given: {@code value}, {@code name: value} or {@code 'key' => value}. Immutable.
 *
 * @param name the parameter it is for, unless its place says it
 * @param key the key in a map, unless it is none
 */
public record Argument(Position position, @Nullable String name, @Nullable Expr key, Expr value) {}
