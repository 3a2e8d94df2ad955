package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about the caches of directors. Immutable. */
final class CacheCommands implements Group {
  @Override
  public String summary() {
    return "see, set and purge the caches of directors";
  }

  @Override
  public List<String> words() {
    return List.of("stats", "show", "set", "enable", "disable", "purge");
  }

  @Override
  public @Nullable Node find(String word) {
    return switch (word) {
      case "stats" -> new CacheStats();
      case "show" -> new ShowCache();
      case "set" -> new SetCache();
      case "enable" -> new SwitchCache(true);
      case "disable" -> new SwitchCache(false);
      case "purge" -> new PurgeCache();
      default -> null;
    };
  }

  /** Returns the path of the cache of the director that is named first. */
  static String path(Arguments arguments) {
    return Subject.DIRECTOR.path(arguments) + "/cache";
  }

  /** Returns what it is called, for people. */
  static String title(Arguments arguments) {
    return "cache of " + Subject.DIRECTOR.title(arguments);
  }
}
