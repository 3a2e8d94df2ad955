package io.x0.flow.compiler;

import io.x0.flow.ast.Unit;
import io.x0.flow.builtin.Builtins;
import io.x0.flow.builtin.Place;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.source.Diagnostics;
import java.util.List;
import java.util.Map;

/**
 * Compiles a whole tree: global variables, setup, main, and, only to check them, the handlers that
 * nobody calls. In that order, so that builtins of main may know what setup declares. Confined to
 * one thread.
 *
 * @param <S> the context of setup
 * @param <R> the context of main
 */
public final class UnitCompiler<S extends FlowContext, R extends FlowContext> {
  private final Builtins<S, R> builtins;
  private final Map<String, String> environment;
  private final Diagnostics diagnostics;

  /**
   * @param builtins what the program can call
   * @param environment the environment variables it can read
   * @param diagnostics takes every error; the result runs only if there is none
   */
  public UnitCompiler(
      Builtins<S, R> builtins, Map<String, String> environment, Diagnostics diagnostics) {
    this.builtins = builtins;
    this.environment = Map.copyOf(environment);
    this.diagnostics = diagnostics;
  }

  /**
   * Both parts of a program. Immutable.
   *
   * @param <S> the context of setup
   * @param <R> the context of main
   */
  public record Result<S extends FlowContext, R extends FlowContext>(
      Entry<S> setup, Entry<R> main) {}

  /** Returns the compiled tree of the file and all it includes. */
  public Result<S, R> compile(Unit unit, String file) {
    HandlerTable table = new HandlerTable(unit, file, builtins, diagnostics);
    Map<String, Unit.Handler> handlers = table.handlers();
    Surroundings<S> atSetup =
        new Surroundings<>(
            Place.SETUP, builtins, builtins::setup, handlers, environment, diagnostics);
    Surroundings<R> atMain =
        new Surroundings<>(
            Place.MAIN, builtins, builtins::main, handlers, environment, diagnostics);
    Surroundings<R> anywhere =
        new Surroundings<>(
            Place.BOTH, builtins, builtins::unchecked, handlers, environment, diagnostics);

    Globals<S> globals = new Globals<>(atSetup, unit.variables());
    PlaceCompiler<S> setup = new PlaceCompiler<>(atSetup, globals.scope());
    setup.compile(table.reachable("setup"));
    PlaceCompiler<R> main = new PlaceCompiler<>(atMain, globals.scope());
    main.compile(table.reachable("main"));
    new PlaceCompiler<>(anywhere, globals.scope()).compile(table.unused());

    return new Result<>(
        new Entry<>(setup.find("setup").statement(), globals.writes(), setup.variables()),
        new Entry<>(main.find("main").statement(), List.of(), main.variables()));
  }
}
