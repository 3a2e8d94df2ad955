package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about directors. Immutable. */
final class DirectorCommands implements Group {
  @Override
  public String summary() {
    return "manage directors, the groups of backends that share load";
  }

  @Override
  public List<String> words() {
    return List.of(
        "create", "list", "show", "set", "enable", "disable", "delete", "export", "import");
  }

  @Override
  public @Nullable Node find(String word) {
    return switch (word) {
      case "create" -> new CreateDirector();
      case "list" -> new ListDirectors();
      case "show" -> new ShowDirector();
      case "set" -> new ChangeSettings(Subject.DIRECTOR);
      case "enable" -> new Switch(Subject.DIRECTOR, true);
      case "disable" -> new Switch(Subject.DIRECTOR, false);
      case "delete" -> new Delete(Subject.DIRECTOR);
      case "export" -> new ExportDirectors();
      case "import" -> new ImportDirectors();
      default -> null;
    };
  }
}
