package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about the configuration file. Immutable. */
final class ConfigCommands implements Group {
  @Override
  public String summary() {
    return "check the configuration file, and bring it into force";
  }

  @Override
  public List<String> words() {
    return List.of("show", "check", "reload");
  }

  @Override
  public @Nullable Node find(String word) {
    return switch (word) {
      case "show" -> new ShowConfig();
      case "check" ->
          new RereadConfig("check", "say what is wrong with the configuration file", "is good");
      case "reload" ->
          new RereadConfig(
              "reload",
              "bring the configuration file into force, or change nothing",
              "is in force");
      default -> null;
    };
  }
}
