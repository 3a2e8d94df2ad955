package io.x0.cli.command;

import io.x0.cli.top.Top;
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
        "cache",
        "health",
        "stats",
        "top",
        "events",
        "watch",
        "config",
        "log",
        "daemon",
        "history",
        "undo",
        "export",
        "import",
        "apply",
        "haproxy",
        "completion");
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
      case "cache" -> new CacheCommands();
      case "health" -> new HealthCommands();
      case "stats" -> new ShowStats();
      case "top" -> new Top();
      case "events" -> new ShowEvents();
      case "watch" -> new Watch(this);
      case "config" -> new ConfigCommands();
      case "log" -> new LogCommands();
      case "daemon" -> new DaemonCommands();
      case "history" -> new ShowHistory();
      case "undo" -> new UndoChange();
      case "export" -> new ExportDirectors();
      case "import" -> new ImportDirectors();
      case "apply" -> new ApplyFile();
      case "haproxy" -> new HaproxyCommands();
      case "completion" -> new PrintCompletion();
      // Not among the words: it is for programs.
      case "__complete" -> new Complete(this);
      default -> null;
    };
  }
}
