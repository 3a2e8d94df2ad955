package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about backends. Immutable. */
final class BackendCommands implements Group {
  @Override
  public String summary() {
    return "manage the backends of a director";
  }

  @Override
  public List<String> words() {
    return List.of("add", "list", "show", "set", "enable", "disable", "drain", "remove");
  }

  @Override
  public @Nullable Node find(String word) {
    return switch (word) {
      case "add" -> new AddBackend();
      case "list" -> new ListBackends();
      case "show" -> new ShowBackend();
      case "set" -> new ChangeSettings(Subject.BACKEND);
      case "enable" -> new Switch(Subject.BACKEND, true);
      case "disable" -> new Switch(Subject.BACKEND, false);
      case "drain" -> new Drain();
      case "remove" -> new Delete(Subject.BACKEND);
      default -> null;
    };
  }
}
