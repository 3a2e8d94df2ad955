package io.x0.admin;

import io.x0.common.name.BackendUrl;
import io.x0.common.setting.Setting;
import io.x0.common.setting.SettingTable;
import io.x0.director.BackendConfig;
import io.x0.director.BucketEdits;
import io.x0.director.DirectorSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What can be set on what, and what holds when nobody sets it. Stateless. */
final class SettingCatalog {
  private static final BackendConfig BACKEND =
      BackendConfig.of("any", BackendUrl.parse("url", "http://127.0.0.1:1"));

  private SettingCatalog() {}

  /**
   * A setting.
   *
   * @param initial what holds when nobody sets it, as text; null when somebody must, or when it
   *     depends
   */
  record Entry(Setting<?> setting, @Nullable String initial) {}

  /** Returns the settings of directors, backends and buckets. */
  static Map<String, List<Entry>> all() {
    Map<String, List<Entry>> all = new LinkedHashMap<>();
    all.put(
        "director",
        entries(DirectorSettings.TABLE, s -> s.reader().apply(DirectorSettings.DEFAULT), Set.of()));
    all.put("backend", entries(BackendConfig.TABLE, s -> s.reader().apply(BACKEND), Set.of("url")));
    all.put(
        "bucket", entries(BucketEdits.TABLE, s -> BucketEdits.UNLIMITED, Set.of("rate", "ceil")));
    return all;
  }

  private static <T> List<Entry> entries(
      SettingTable<T> table, Function<Setting<T>, String> initial, Set<String> without) {
    List<Entry> out = new ArrayList<>();
    for (Setting<T> setting : table.all()) {
      out.add(new Entry(setting, without.contains(setting.name()) ? null : initial.apply(setting)));
    }
    return out;
  }
}
