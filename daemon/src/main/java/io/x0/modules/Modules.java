package io.x0.modules;

import io.x0.flow.builtin.Builtins;

/** All that a configuration can call. Stateless. */
public final class Modules {
  private Modules() {}

  /** Returns the builtins, with {@code directors} as the ones that requests can go to. */
  public static Builtins<SetupContext, RequestContext> builtins(DirectorModule directors) {
    Builtins.Builder<SetupContext, RequestContext> builtins = Builtins.builder();
    SetupModule.register(builtins);
    directors.register(builtins);
    RequestModule.register(builtins);
    AnswerModule.register(builtins);
    return builtins.build();
  }
}
