package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about access logs. Immutable. */
final class LogCommands implements Group {
  @Override
  public String summary() {
    return "open the access logs again after they were renamed";
  }

  @Override
  public List<String> words() {
    return List.of("reopen");
  }

  @Override
  public @Nullable Node find(String word) {
    return word.equals("reopen") ? new ReopenLogs() : null;
  }
}
