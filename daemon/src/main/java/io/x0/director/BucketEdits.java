package io.x0.director;

import io.x0.common.InvalidValueException;
import io.x0.common.name.Names;
import io.x0.common.unit.Count;
import io.x0.director.RefusedException.Cause;
import io.x0.shaper.BucketSpec;
import io.x0.shaper.BucketTree;
import io.x0.shaper.BucketTreeException;
import io.x0.shaper.Share;
import io.x0.shaper.TreeFault;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The changes of a director's buckets. Stateless. */
public final class BucketEdits {
  /** The word for a queue without a limit of its own. */
  public static final String UNLIMITED = "unlimited";

  /** What can be set on a bucket, with a line about each. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "rate", "tokens it is assured: a share of its parent's, or a number such as 5t",
          "ceil", "most tokens, borrowed ones included",
          "queue-limit", "most requests that wait, or unlimited");

  private static final int MAX_QUEUE = 10_000_000;
  private static final Set<String> ADDED = Set.of("rate", "ceil", "queue-limit", "parent");
  private static final Set<String> CHANGED = Set.of("rate", "ceil", "queue-limit");

  private BucketEdits() {}

  /** Adds a bucket; the settings must hold its rate. An omitted ceil is the rate. */
  public static Edit add(String director, String name, Map<String, String> settings) {
    Names.check("name", name);
    return Edit.existing(
        "bucket add " + director + " " + name + Edit.words(settings),
        director,
        before -> {
          Edit.mutable(before);
          return added(before, name, settings);
        });
  }

  /** Returns the director with another bucket. */
  static DirectorConfig added(DirectorConfig before, String name, Map<String, String> settings) {
    check(settings, ADDED);
    if (before.buckets().find(name).isPresent()) {
      throw new RefusedException(
          Cause.CONFLICT,
          "bucket "
              + name
              + " exists already in director "
              + before.name()
              + ": set it, or choose another name");
    }
    BucketSpec bucket = spec(name, settings);
    String parent = settings.getOrDefault("parent", BucketTree.ROOT);
    parentExists(before, parent);
    return before.withBuckets(fitting(() -> before.buckets().withBucket(parent, bucket)));
  }

  /** Changes the settings given. */
  public static Edit set(String director, String name, Map<String, String> settings) {
    return Edit.existing(
        "bucket set " + director + " " + name + Edit.words(settings),
        director,
        before -> {
          Edit.mutable(before);
          check(settings, CHANGED);
          exists(before, name);
          return before.withBuckets(
              fitting(() -> before.buckets().withChanged(name, b -> changed(b, settings))));
        });
  }

  /** Removes a bucket and all below it; its requests go on in the bucket above. */
  public static Edit remove(String director, String name) {
    return Edit.existing(
        "bucket remove " + director + " " + name,
        director,
        before -> {
          Edit.mutable(before);
          exists(before, name);
          return before.withBuckets(before.buckets().without(name));
        });
  }

  /**
   * Returns the bucket that the settings mean.
   *
   * @throws InvalidValueException if they mean none
   */
  @SuppressWarnings("OrphanedFormatString")
  public static BucketSpec spec(String name, Map<String, String> settings) {
    String rate = settings.get("rate");
    if (rate == null) {
      throw new InvalidValueException("rate", "", "a share such as 20% or 5t");
    }
    return changed(BucketSpec.of(Names.check("bucket", name), share("rate", rate)), settings);
  }

  private static BucketSpec changed(BucketSpec bucket, Map<String, String> settings) {
    BucketSpec result = bucket;
    String rate = settings.get("rate");
    if (rate != null) {
      result = result.withRate(share("rate", rate));
    }
    String ceil = settings.get("ceil");
    if (ceil != null) {
      result = result.withCeil(share("ceil", ceil));
    }
    String limit = settings.get("queue-limit");
    if (limit != null) {
      result =
          result.withQueueLimit(
              limit.equals(UNLIMITED)
                  ? BucketSpec.NO_LIMIT
                  : Count.parse("queue-limit", limit, 0, MAX_QUEUE));
    }
    return result;
  }

  private static Share share(String field, String text) {
    try {
      return Share.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(field, text, "a share such as 20%, 0.2 or 5t");
    }
  }

  private static void check(Map<String, String> settings, Set<String> known) {
    settings.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            throw new InvalidValueException(
                key, value, "one of " + String.join(", ", known.stream().sorted().toList()));
          }
        });
  }

  private static void exists(DirectorConfig director, String name) {
    if (director.buckets().find(name).isEmpty()) {
      throw new RefusedException(
          Cause.NOT_FOUND, "no bucket " + name + " in director " + director.name());
    }
  }

  private static void parentExists(DirectorConfig director, String parent) {
    if (!parent.equals(BucketTree.ROOT) && director.buckets().find(parent).isEmpty()) {
      throw new RefusedException(
          Cause.INVALID,
          "parent: no bucket " + parent + " in director " + director.name(),
          "parent");
    }
  }

  /** Says what is wrong with a tree in the words of the API. */
  private static BucketTree fitting(Supplier<BucketTree> change) {
    try {
      return change.get();
    } catch (BucketTreeException e) {
      TreeFault fault = e.problem().fault();
      if (fault == TreeFault.NAME_CONFLICT) {
        throw new RefusedException(Cause.CONFLICT, String.valueOf(e.getMessage()));
      }
      throw new RefusedException(Cause.INVALID, String.valueOf(e.getMessage()), field(fault));
    }
  }

  private static @Nullable String field(TreeFault fault) {
    return switch (fault) {
      case RATE_LIMIT_OVERFLOW -> "rate";
      case CEIL_LIMIT_OVERFLOW -> "ceil";
      case NAME_CONFLICT -> "name";
      case INVALID_CHILD_NODE -> null;
    };
  }
}
