package io.x0.store;

import io.x0.common.InvalidValueException;
import io.x0.common.name.BackendUrl;
import io.x0.common.setting.Setting;
import io.x0.common.setting.SettingTable;
import io.x0.director.BackendConfig;
import io.x0.director.Demand;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorSettings;
import io.x0.director.Origin;
import io.x0.shaper.BucketTree;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A director as text, which is how it is stored: every setting under its name in the API.
 * Immutable.
 *
 * @param settings name to text; settings that are missing have their default
 * @param backends in their order
 * @param buckets parents before children
 * @param demand hostname and port of a director on demand, empty for others
 */
record DirectorText(
    String name,
    String origin,
    long revision,
    Map<String, String> settings,
    List<BackendText> backends,
    List<BucketText> buckets,
    Map<String, String> demand) {

  /** A backend as text. Immutable. */
  record BackendText(String name, long revision, Map<String, String> settings) {
    static BackendText of(BackendConfig backend) {
      return new BackendText(
          backend.name(), backend.revision(), BackendConfig.TABLE.texts(backend));
    }
  }

  static DirectorText of(DirectorConfig config) {
    return new DirectorText(
        config.name(),
        Setting.word(config.origin()),
        config.revision(),
        DirectorSettings.TABLE.texts(config.settings()),
        config.backends().stream().map(BackendText::of).toList(),
        BucketText.of(config.buckets()),
        texts(config.demand()));
  }

  /**
   * Returns the director this text means. Settings nobody declares are left out.
   *
   * @param undeclared is told of each of them, in one line
   * @throws IllegalArgumentException if a value cannot be read; the message is one line that names
   *     director, key and value
   */
  DirectorConfig config(Consumer<String> undeclared) {
    String where = "director " + Messages.quoted(name);
    DirectorSettings read =
        apply(DirectorSettings.TABLE, DirectorSettings.DEFAULT, settings, where, undeclared);
    List<BackendConfig> readBackends =
        backends.stream().map(b -> backend(b, where, undeclared)).toList();
    Demand served = readDemand(where);
    try {
      return new DirectorConfig(
          name, originOf(where), read, readBackends, readBuckets(where), revision, served);
    } catch (InvalidValueException e) {
      throw unreadable(where, "name", name, e);
    }
  }

  private static Map<String, String> texts(@Nullable Demand demand) {
    return demand == null ? Map.of() : demand.texts();
  }

  private @Nullable Demand readDemand(String where) {
    try {
      return demand.isEmpty() ? null : Demand.of(demand);
    } catch (InvalidValueException e) {
      throw new IllegalArgumentException(where + ": cannot read " + Messages.of(e), e);
    }
  }

  private BucketTree readBuckets(String where) {
    try {
      return BucketText.tree(buckets);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": cannot read buckets: " + Messages.of(e), e);
    }
  }

  private Origin originOf(String where) {
    for (Origin candidate : Origin.values()) {
      if (Setting.word(candidate).equals(origin)) {
        return candidate;
      }
    }
    throw new IllegalArgumentException(
        where + ": origin " + Messages.quoted(origin) + " is not known");
  }

  private static BackendConfig backend(
      BackendText text, String director, Consumer<String> undeclared) {
    String where = director + ", backend " + Messages.quoted(text.name);
    String url = text.settings.get("url");
    if (url == null) {
      throw new IllegalArgumentException(where + ": url is missing");
    }
    BackendConfig initial;
    try {
      initial = BackendConfig.of(text.name, BackendUrl.parse("url", url));
    } catch (InvalidValueException e) {
      throw unreadable(where, "url", url, e);
    }
    return apply(BackendConfig.TABLE, initial, text.settings, where, undeclared)
        .withRevision(text.revision);
  }

  private static <T> T apply(
      SettingTable<T> table,
      T initial,
      Map<String, String> texts,
      String where,
      Consumer<String> undeclared) {
    T result = initial;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      String key = text.getKey();
      String value = text.getValue();
      if (!table.has(key)) {
        undeclared.accept(
            where + ": no setting " + Messages.quoted(key) + ", ignored " + Messages.quoted(value));
        continue;
      }
      try {
        result = table.apply(result, Map.of(key, value));
      } catch (InvalidValueException e) {
        throw unreadable(where, key, value, e);
      }
    }
    return result;
  }

  private static IllegalArgumentException unreadable(
      String where, String key, String value, InvalidValueException cause) {
    return new IllegalArgumentException(
        where + ": cannot read " + key + " " + Messages.quoted(value) + ": " + Messages.of(cause),
        cause);
  }
}
