package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about x0d as a whole. Immutable. */
final class DaemonCommands implements Group {
  @Override
  public String summary() {
    return "replace x0d, or let it finish its requests and end";
  }

  @Override
  public List<String> words() {
    return List.of("replace", "drain");
  }

  @Override
  public @Nullable Node find(String word) {
    return switch (word) {
      case "replace" -> new ReplaceDaemon();
      case "drain" -> new DrainDaemon();
      default -> null;
    };
  }
}
