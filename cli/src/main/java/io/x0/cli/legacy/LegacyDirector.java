package io.x0.cli.legacy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.cli.legacy.IniFile.Section;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A director that the predecessor stored, as a document of the API. Immutable.
 *
 * @param document what the admin API takes
 * @param warnings what is not carried over, each {@code FILE:LINE: warning: ...}
 * @param lines where the fields of the document come from
 * @param file what the file is called
 * @param unit what its times were read as
 */
public record LegacyDirector(
    JsonObject document,
    List<String> warnings,
    Map<String, Integer> lines,
    String file,
    TimeUnit unit) {

  public LegacyDirector {
    warnings = List.copyOf(warnings);
    lines = Map.copyOf(lines);
  }

  /**
   * Returns the director that a file holds.
   *
   * @param file what the file is called
   * @param text what is in it
   * @param times what its times count, or null to find out
   * @throws LegacyFileException if it holds none
   */
  public static LegacyDirector read(String file, String text, @Nullable TimeUnit times) {
    IniFile ini = IniFile.parse(file, text);
    if (!ini.sections().containsKey("director")) {
      throw new LegacyFileException(file, 1, "there is no section [director]");
    }
    TimeUnit unit = times == null ? TimeUnit.of(ini) : times;
    Draft draft = new Draft(ini, unit);
    DirectorKeys.read(ini, draft);
    JsonArray buckets = new JsonArray();
    for (Section section : ini.ofKind("bucket")) {
      buckets.add(BucketKeys.read(section, "buckets[" + buckets.size() + "]", draft));
    }
    JsonArray backends = new JsonArray();
    for (Section section : ini.ofKind("backend")) {
      BackendKeys.read(section, "backends[" + backends.size() + "]", draft)
          .ifPresent(backends::add);
    }
    draft.document().add("backends", backends);
    draft.document().add("buckets", buckets);
    return new LegacyDirector(draft.document(), draft.warnings(), draft.lines(), file, unit);
  }

  /** Returns the place in the file that a field of the document comes from: {@code FILE:LINE}. */
  public String place(@Nullable String field) {
    String at = field == null ? "" : field;
    while (!at.isEmpty()) {
      Integer line = lines.get(at);
      if (line != null) {
        return file + ":" + line;
      }
      at = at.substring(0, Math.max(0, at.lastIndexOf('.')));
    }
    return file + ":1";
  }
}
