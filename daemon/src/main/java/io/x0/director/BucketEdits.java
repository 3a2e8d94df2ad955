package io.x0.director;

import io.x0.common.InvalidValueException;
import io.x0.common.name.Names;
import io.x0.common.setting.Setting;
import io.x0.common.setting.Setting.Kind;
import io.x0.common.setting.SettingTable;
import io.x0.common.setting.ValueRange;
import io.x0.common.setting.ValueRange.Unit;
import io.x0.common.unit.Count;
import io.x0.director.RefusedException.Cause;
import io.x0.shaper.BucketSpec;
import io.x0.shaper.BucketTree;
import io.x0.shaper.BucketTreeException;
import io.x0.shaper.Share;
import io.x0.shaper.TreeFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The changes of a director's buckets. Stateless. */
public final class BucketEdits {
  /** The word for a queue without a limit of its own. */
  public static final String UNLIMITED = "unlimited";

  private static final int MAX_QUEUE = 10_000_000;

  /** Every setting of a bucket by name. */
  public static final SettingTable<BucketSpec> TABLE =
      new SettingTable<>(
          List.of(
              new Setting<>(
                  "rate",
                  "tokens it is assured: a share of its parent's, or a number such as 5t",
                  Kind.TEXT,
                  ValueRange.of(Unit.SHARE),
                  List.of(),
                  bucket -> bucket.rate().toString(),
                  (bucket, text) -> bucket.withRate(share("rate", text))),
              new Setting<>(
                  "ceil",
                  "most tokens, borrowed ones included",
                  Kind.TEXT,
                  ValueRange.of(Unit.SHARE),
                  List.of(),
                  bucket -> bucket.ceil().toString(),
                  (bucket, text) -> bucket.withCeil(share("ceil", text))),
              new Setting<>(
                  "queue-limit",
                  "most requests that wait, or unlimited",
                  Kind.CAPACITY,
                  new ValueRange(Unit.LIMIT, "0", Integer.toString(MAX_QUEUE)),
                  List.of(),
                  bucket -> limit(bucket.queueLimit()),
                  (bucket, text) -> bucket.withQueueLimit(limit(text)))));

  private static final String PARENT = "parent";

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
    check(settings, true);
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
    String parent = settings.getOrDefault(PARENT, BucketTree.ROOT);
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
          check(settings, false);
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
    // In the order of the table, since a rate may raise the ceil.
    Map<String, String> ordered = new LinkedHashMap<>();
    for (Setting<BucketSpec> setting : TABLE.all()) {
      String text = settings.get(setting.name());
      if (text != null) {
        ordered.put(setting.name(), text);
      }
    }
    return TABLE.apply(bucket, ordered);
  }

  private static String limit(int queueLimit) {
    return queueLimit == BucketSpec.NO_LIMIT ? UNLIMITED : Integer.toString(queueLimit);
  }

  private static int limit(String text) {
    return text.equals(UNLIMITED)
        ? BucketSpec.NO_LIMIT
        : Count.parse("queue-limit", text, 0, MAX_QUEUE);
  }

  private static Share share(String field, String text) {
    try {
      return Share.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException(field, text, "a share such as 20%, 0.2 or 5t");
    }
  }

  private static void check(Map<String, String> settings, boolean isNew) {
    Set<String> known = new TreeSet<>();
    TABLE.all().forEach(setting -> known.add(setting.name()));
    if (isNew) {
      known.add(PARENT);
    }
    settings.forEach(
        (key, value) -> {
          if (!known.contains(key)) {
            throw InvalidValueException.choice(key, value, List.copyOf(known));
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
