package io.x0.admin;

import io.x0.common.unit.Count;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The condition of a change (RFC 9110, section 13.1.1). Immutable.
 *
 * @param isGiven whether there is one
 * @param revisions those that are good; none of them means any that exists
 */
record IfMatch(boolean isGiven, List<Long> revisions) {
  /** No condition. */
  static final IfMatch NONE = new IfMatch(false, List.of());

  /** That there is something to change. */
  static final IfMatch ANY = new IfMatch(true, List.of());

  IfMatch {
    revisions = List.copyOf(revisions);
  }

  /** Returns the condition that one of these revisions is the present one. */
  static IfMatch of(Long... revisions) {
    return new IfMatch(true, List.of(revisions));
  }

  /**
   * Returns the condition that the values of the header mean; quotes may be left out.
   *
   * @throws io.x0.common.InvalidValueException if one is no revision
   */
  static IfMatch parse(List<String> values) {
    if (values.isEmpty()) {
      return NONE;
    }
    List<String> tags =
        Arrays.stream(String.join(",", values).split(",")).map(String::strip).toList();
    if (tags.equals(List.of("*"))) {
      return ANY;
    }
    return new IfMatch(true, tags.stream().map(IfMatch::revision).toList());
  }

  private static Long revision(String tag) {
    String text = tag.length() > 2 ? tag.replaceAll("^\"|\"$", "") : tag;
    return (long) Count.parse("if-match", text, 1, Integer.MAX_VALUE);
  }

  /** Returns the one revision that a change insists on, or empty when any will do. */
  OptionalLong expected(long current) {
    if (revisions.isEmpty()) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(revisions.contains(current) ? current : revisions.get(0));
  }
}
