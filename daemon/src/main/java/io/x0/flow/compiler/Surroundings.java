package io.x0.flow.compiler;

import io.x0.flow.ast.Unit;
import io.x0.flow.builtin.Builtin;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.builtin.Place;
import io.x0.flow.source.Diagnostics;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the compilers of one place share. Immutable.
 *
 * @param place where the code will run
 * @param builtins everything there is, to tell unknown names from misplaced ones
 * @param callable the builtins of a name that may be called here
 * @param handlers the user's handlers
 * @param environment the environment variables
 * @param diagnostics takes every error
 */
record Surroundings<C>(
    Place place,
    Builtins<?, ?> builtins,
    Function<String, List<Builtin<C>>> callable,
    Map<String, Unit.Handler> handlers,
    Map<String, String> environment,
    Diagnostics diagnostics) {}
