package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about the health of backends. Immutable. */
final class HealthCommands implements Group {
  @Override
  public String summary() {
    return "see whether backends can serve, and check them";
  }

  @Override
  public List<String> words() {
    return List.of("list", "check");
  }

  @Override
  public @Nullable Node find(String word) {
    return switch (word) {
      case "list" -> new ListHealth();
      case "check" -> new CheckHealth();
      default -> null;
    };
  }
}
