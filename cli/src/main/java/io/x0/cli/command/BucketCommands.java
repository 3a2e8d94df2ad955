package io.x0.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The commands about buckets. Immutable. */
final class BucketCommands implements Group {
  @Override
  public String summary() {
    return "manage the buckets of a director, which divide its tokens";
  }

  @Override
  public List<String> words() {
    return List.of("add", "list", "show", "set", "remove");
  }

  @Override
  public @Nullable Node find(String word) {
    return switch (word) {
      case "add" -> new AddBucket();
      case "list" -> new ListBuckets();
      case "show" -> new ShowBucket();
      case "set" -> new ChangeSettings(Subject.BUCKET);
      case "remove" -> new Delete(Subject.BUCKET);
      default -> null;
    };
  }
}
