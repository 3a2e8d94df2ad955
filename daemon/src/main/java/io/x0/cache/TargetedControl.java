package io.x0.cache;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code CDN-Cache-Control}, which speaks to caches like this one alone (RFC 9213): a Dictionary of
 * Structured Fields. One that cannot be parsed, or in which a directive has a value of a wrong
 * type, counts as absent. Stateless.
 */
final class TargetedControl {
  private static final Set<String> NUMBERS =
      Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");
  private static final Set<String> FLAGS =
      Set.of(
          "no-store",
          "public",
          "must-revalidate",
          "proxy-revalidate",
          "must-understand",
          "no-transform",
          "immutable");
  private static final Set<String> NAMES = Set.of("private", "no-cache");

  private TargetedControl() {}

  /** Returns the directives; empty if the field is absent, empty or not valid. */
  static Optional<CacheControl> of(List<String> lines) {
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    Map<String, StructuredFields.Item> members =
        StructuredFields.dictionary(String.join(",", lines)).orElse(Map.of());
    Map<String, List<String>> directives = new HashMap<>();
    for (Map.Entry<String, StructuredFields.Item> member : members.entrySet()) {
      String name = member.getKey();
      StructuredFields.Item item = member.getValue();
      if (!isOfItsType(name, item.kind())) {
        return Optional.empty();
      }
      // "?0" says that the directive is not meant.
      if (!item.isFalse()) {
        directives.put(name, List.of(item.isTrue() ? "" : item.text()));
      }
    }
    return directives.isEmpty() ? Optional.empty() : Optional.of(CacheControl.of(directives));
  }

  private static boolean isOfItsType(String name, StructuredFields.Kind kind) {
    if (NUMBERS.contains(name)) {
      return kind == StructuredFields.Kind.INTEGER;
    }
    if (FLAGS.contains(name)) {
      return kind == StructuredFields.Kind.BOOLEAN;
    }
    return !NAMES.contains(name)
        || kind == StructuredFields.Kind.BOOLEAN
        || kind == StructuredFields.Kind.STRING
        || kind == StructuredFields.Kind.TOKEN
        || kind == StructuredFields.Kind.LIST;
  }
}
