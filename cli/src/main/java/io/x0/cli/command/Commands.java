package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every command. Immutable. */
public final class Commands implements Group {
  @Override
  public String summary() {
    return "Shows and changes the HTTP load balancer x0d while it runs";
  }

  @Override
  public List<String> words() {
    return List.of(
        "status",
        "version",
        "director",
        "backend",
        "capacity",
        "slow-start",
        "bucket",
        "health",
        "stats",
        "events",
        "config",
        "log",
        "history",
        "export",
        "import",
        "haproxy");
  }

  @Override
  public @Nullable Node find(String word) {
    return switch (word) {
      case "status" -> new ShowStatus();
      case "version" -> new ShowVersion();
      case "director" -> new DirectorCommands();
      case "backend" -> new BackendCommands();
      case "capacity" -> new SetCapacity();
      case "slow-start" -> new SetSlowStart();
      case "bucket" -> new BucketCommands();
      case "health" -> new HealthCommands();
      case "stats" -> new ShowStats();
      case "events" -> new ShowEvents();
      case "config" -> new ConfigCommands();
      case "log" -> new LogCommands();
      case "history" -> new ShowHistory();
      case "export" -> new ExportDirectors();
      case "import" -> new ImportDirectors();
      case "haproxy" -> new HaproxyCommands();
      default -> null;
    };
  }
}
