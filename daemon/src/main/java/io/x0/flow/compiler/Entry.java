package io.x0.flow.compiler;

import io.x0.flow.closure.Action;
import io.x0.flow.closure.FlowContext;
import io.x0.flow.closure.Statement;
import java.util.List;

/**
 * A compiled program, ready to run. Immutable; runs in many contexts at once.
 *
 * @param <C> the context
 */
public final class Entry<C extends FlowContext> {
  private final Statement<C> body;
  private final List<Action<C>> before;
  private final int numbers;
  private final int objects;

  Entry(Statement<C> body, List<Action<C>> before, Variables variables) {
    this.body = body;
    this.before = List.copyOf(before);
    this.numbers = variables.numberCount();
    this.objects = variables.objectCount();
  }

  /**
   * Runs the program once.
   *
   * @return whether a handler finished it; if not, it fell off the end
   * @throws io.x0.flow.closure.FlowException if it did what has no result
   */
  public boolean run(C context) {
    context.prepare(numbers, objects);
    for (int i = 0; i < before.size(); i++) {
      before.get(i).run(context);
    }
    return body.run(context);
  }
}
