package io.x0.cli.legacy;

import com.google.gson.JsonObject;
import io.x0.cli.legacy.IniFile.Section;
import io.x0.cli.legacy.IniFile.Value;
import io.x0.common.OneLine;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A document while it is made of a file. Confined to one thread. */
final class Draft {
  private static final int SHOWN = 60;

  private final IniFile file;
  private final TimeUnit unit;
  private final JsonObject document = new JsonObject();
  private final List<Warning> warnings = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();

  private record Warning(int line, String message) {}

  Draft(IniFile file, TimeUnit unit) {
    this.file = file;
    this.unit = unit;
  }

  JsonObject document() {
    return document;
  }

  /** Returns what was said, in the order of the file. */
  List<String> warnings() {
    return warnings.stream()
        .sorted(Comparator.comparingInt(Warning::line))
        .map(w -> file.name() + ":" + w.line + ": warning: " + w.message)
        .toList();
  }

  Map<String, Integer> lines() {
    return lines;
  }

  TimeUnit unit() {
    return unit;
  }

  /** Says that something is not carried over as it stands. */
  void warn(int line, String message) {
    warnings.add(new Warning(line, message));
  }

  /** Says what is lost with a key. */
  void lost(String key, Value value, String what) {
    warn(value.line(), key + "=" + shown(value) + " is not carried over: " + what);
  }

  LegacyFileException error(int line, String message) {
    return new LegacyFileException(file.name(), line, message);
  }

  /** Returns the value of a key that a section must have. */
  Value required(Section section, String key) {
    Value value = section.values().get(key);
    if (value == null || value.text().isEmpty()) {
      throw error(
          value == null ? section.line() : value.line(), "[" + section.name() + "] has no " + key);
    }
    return value;
  }

  /** Sets a field of the document, or of a part of it, and notes where it comes from. */
  void set(JsonObject out, String path, String name, String text, int line) {
    out.addProperty(name, text);
    lines.put(path.isEmpty() ? name : path + "." + name, line);
  }

  /** Returns a whole number. */
  String count(String key, Value value) {
    if (!value.text().matches("[0-9]{1,10}")) {
      throw error(value.line(), key + ": " + shown(value) + " (expected: a whole number)");
    }
    return Long.toString(Long.parseLong(value.text()));
  }

  /** Returns whether a value is true. */
  boolean flag(String key, Value value) {
    return switch (value.text()) {
      case "true", "1", "yes", "on" -> true;
      case "false", "0", "no", "off" -> false;
      default ->
          throw error(value.line(), key + ": " + shown(value) + " (expected: true or false)");
    };
  }

  /** Returns a share of the bucket above. */
  String share(String key, Value value) {
    if (!value.text().matches("[0-9]{0,3}(\\.[0-9]{0,12})?")
        || !value.text().matches(".*[0-9].*")) {
      throw error(
          value.line(), key + ": " + shown(value) + " (expected: a share such as 0.5, or 1)");
    }
    String padded = (value.text().startsWith(".") ? "0" : "") + value.text();
    BigDecimal share = new BigDecimal(padded.endsWith(".") ? padded + "0" : padded);
    return share.movePointRight(2).stripTrailingZeros().toPlainString() + "%";
  }

  static String shown(Value value) {
    return value.text().isEmpty() ? "''" : OneLine.of(value.text(), SHOWN);
  }
}
