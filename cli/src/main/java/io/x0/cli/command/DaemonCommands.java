package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about x0d as a whole. Immutable. */
final class DaemonCommands implements Group {
  @Override
  public String summary() {
    return "let x0d finish its requests and end";
  }

  @Override
  public List<String> words() {
    return List.of("drain");
  }

  @Override
  public @Nullable Node find(String word) {
    return word.equals("drain") ? new DrainDaemon() : null;
  }
}
