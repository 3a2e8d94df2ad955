package io.x0.cli.command;

import io.x0.cli.client.AdminClient;
import org.jspecify.annotations.Nullable;

/**
 * How a line came to be run: typed after {@code x0ctl}, at a prompt, or in a script. The methods
 * are those of the first, and classes rather than lambdas override them there: linking a lambda
 * takes longer than running the command.
 */
public interface Situation {

  /** Returns what is done when no command was typed, or null when that is a mistake. */
  default @Nullable Command idle() {
    return null;
  }

  /** Returns what a complaint begins with. */
  default String prefix() {
    return Dispatcher.PREFIX;
  }

  /** Returns what is said after a change that a line confirms, such as that it waits. */
  default String remark() {
    return "";
  }

  /** Returns the client that commands use instead of {@code usual}. */
  default AdminClient client(AdminClient usual) {
    return usual;
  }
}
