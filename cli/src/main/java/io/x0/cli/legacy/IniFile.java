package io.x0.cli.legacy;

import io.x0.common.OneLine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A file of {@code [sections]} with {@code key=value} lines, as the predecessor writes and reads
 * them: trimmed, without quotes or escapes, {@code #} and {@code ;} starting comments at the
 * beginning of a line, and a key without {@code =} having an empty value. Immutable.
 *
 * @param name what the file is called
 * @param sections by name, in the order of their names, which is how the predecessor read them
 */
record IniFile(String name, Map<String, Section> sections) {
  private static final int SHOWN = 60;

  /**
   * A value and where it stands.
   *
   * @param text may be empty
   * @param line from 1
   */
  record Value(String text, int line) {}

  /**
   * A section. Of keys that are there twice the last counts.
   *
   * @param name what stands in the brackets
   * @param line of its header, the first one of that name, from 1
   * @param values by key, in the order of the file
   */
  record Section(String name, int line, Map<String, Value> values) {}

  /**
   * Returns what a text means.
   *
   * @throws LegacyFileException if it means nothing
   */
  static IniFile parse(String name, String text) {
    Map<String, Section> sections = new TreeMap<>();
    Section section = null;
    List<String> lines = List.of(text.split("\n", -1));
    for (int i = 0; i < lines.size(); i++) {
      String line = (i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i)).strip();
      if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
        continue;
      }
      int number = i + 1;
      if (line.startsWith("[")) {
        if (!line.endsWith("]")) {
          throw new LegacyFileException(name, number, "']' is missing behind " + shown(line));
        }
        String header = line.substring(1, line.length() - 1).strip();
        section =
            sections.computeIfAbsent(header, h -> new Section(h, number, new LinkedHashMap<>()));
      } else if (section == null) {
        throw new LegacyFileException(
            name, number, "expected a section such as [director], found " + shown(line));
      } else {
        int equals = line.indexOf('=');
        String key = equals < 0 ? line : line.substring(0, equals).strip();
        String value = equals < 0 ? "" : line.substring(equals + 1).strip();
        section.values.put(key, new Value(value, number));
      }
    }
    return new IniFile(name, sections);
  }

  private static String shown(String line) {
    return "'" + OneLine.of(line, SHOWN) + "'";
  }

  /** Returns the section of that name, empty and at line 1 if there is none. */
  Section section(String wanted) {
    Section section = sections.get(wanted);
    return section == null
        ? new Section(wanted, 1, Map.of())
        : Objects.requireNonNull(section, "section");
  }

  /** Returns the sections {@code [kind=NAME]} in the order of their names. */
  List<Section> ofKind(String kind) {
    return sections.values().stream().filter(s -> s.name().startsWith(kind + "=")).toList();
  }
}
