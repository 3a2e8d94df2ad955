package io.x0.modules;

import io.x0.director.Directors;
import io.x0.flow.builtin.Builtins;
import java.util.List;

/**
 * All that one configuration can call. What its setup leaves for its main handler is kept here, so
 * each configuration has its own. Confined to the thread that compiles and runs setup; the closures
 * of the main handler are not.
 */
public final class Modules {
  private final DirectorModule directors;
  private final HaproxyModule haproxy;

  /**
   * @param directors those that requests go to
   */
  public Modules(Directors directors) {
    this.directors = new DirectorModule(directors);
    this.haproxy = new HaproxyModule(directors);
  }

  /** Returns the builtins. */
  public Builtins<SetupContext, RequestContext> builtins() {
    Builtins.Builder<SetupContext, RequestContext> builtins = Builtins.builder();
    SetupModule.register(builtins);
    directors.register(builtins);
    RequestModule.register(builtins);
    AnswerModule.register(builtins);
    haproxy.register(builtins);
    return builtins.build();
  }

  /** Returns the directors that the programs compiled so far name. */
  public List<DirectorModule.Reference> references() {
    return directors.references();
  }
}
