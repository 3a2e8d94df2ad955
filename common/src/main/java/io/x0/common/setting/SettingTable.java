package io.x0.common.setting;

import com.google.gson.JsonObject;
import io.x0.common.InvalidValueException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All settings of an immutable {@code T}, in the order they are shown. Immutable, thread-safe.
 *
 * @param <T> what is set
 */
public final class SettingTable<T> {
  private final Map<String, Setting<T>> byName = new LinkedHashMap<>();

  /** Makes a table of settings with distinct names. */
  public SettingTable(List<Setting<T>> settings) {
    for (Setting<T> setting : settings) {
      if (byName.put(setting.name(), setting) != null) {
        throw new IllegalArgumentException("declared twice: " + setting.name());
      }
    }
  }

  /** Returns the settings in the order they are shown. */
  public Collection<Setting<T>> all() {
    return List.copyOf(byName.values());
  }

  /** Returns whether a setting of that name is declared. */
  public boolean has(String name) {
    return byName.containsKey(name);
  }

  /**
   * Returns a copy of {@code subject} with the values of {@code changes} (name to text). All of
   * them are checked before the copy is returned.
   *
   * @throws InvalidValueException for the first unknown name or unacceptable value
   */
  public T apply(T subject, Map<String, String> changes) {
    T changed = subject;
    for (Map.Entry<String, String> change : changes.entrySet()) {
      Setting<T> setting = byName.get(change.getKey());
      if (setting == null) {
        throw InvalidValueException.choice(
            change.getKey(), change.getValue(), List.copyOf(byName.keySet()));
      }
      changed = setting.writer().apply(changed, change.getValue());
    }
    return changed;
  }

  /** Returns name and text of every setting of {@code subject}. */
  public Map<String, String> texts(T subject) {
    Map<String, String> texts = new LinkedHashMap<>();
    byName.forEach((name, setting) -> texts.put(name, setting.reader().apply(subject)));
    return texts;
  }

  /** Adds every setting of {@code subject} to {@code out} under its name. */
  public void write(T subject, JsonObject out) {
    byName.forEach((name, setting) -> out.add(name, setting.json(setting.reader().apply(subject))));
  }
}
