package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about configurations of HAProxy. They need no running daemon. Immutable. */
final class HaproxyCommands implements Group {
  @Override
  public String summary() {
    return "check and convert configurations of HAProxy";
  }

  @Override
  public List<String> words() {
    return List.of("check", "convert");
  }

  @Override
  public @Nullable Node find(String word) {
    return switch (word) {
      case "check" -> new CheckHaproxy();
      case "convert" -> new ConvertHaproxy();
      default -> null;
    };
  }
}
