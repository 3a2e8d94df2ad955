package io.x0.flow;

import io.x0.flow.closure.FlowContext;
import io.x0.flow.compiler.Entry;

/**
 * A configuration without errors. Run setup once, then hand main to as many threads as there are;
 * each run needs a context of its own. Immutable but for the global variables, which setup
 * computes.
 *
 * @param <S> the context of setup
 * @param <R> the context of main
 * @param setup runs when the configuration is loaded
 * @param main runs for every request
 */
public record Program<S extends FlowContext, R extends FlowContext>(
    Entry<S> setup, Entry<R> main) {}
