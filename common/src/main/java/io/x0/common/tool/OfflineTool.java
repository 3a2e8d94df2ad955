package io.x0.common.tool;

import java.io.PrintStream;
import java.util.List;

/**
 * Something that the library of the daemon can do for x0ctl while no daemon runs. It is found as a
 * service, so that x0ctl needs that library only for this. Confined to one thread.
 */
public interface OfflineTool {
  /** Returns what it is called, a word. */
  String name();

  /**
   * Does it.
   *
   * @param arguments what is to be done
   * @param out takes the result
   * @param err takes what is wrong, in lines
   * @return 0 if all is well, 1 if something is wrong, 2 if the arguments are
   */
  int run(List<String> arguments, PrintStream out, PrintStream err);
}
