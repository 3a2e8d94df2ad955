package io.x0.cache;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What a stored response can be found by besides its key. Immutable.
 *
 * @param url the URL that it answers, in the form of {@link ResourceUrl}; empty if nobody said
 * @param tags what its origin calls it in {@code Surrogate-Key} and {@code Cache-Tag}
 */
public record Labels(String url, Set<String> tags) {
  /** About what one place in an index costs on the heap, its text apart. */
  private static final int PLACE_BYTES = 160;

  public Labels {
    tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
  }

  /** Returns what a response at a URL is labelled with. */
  public static Labels of(String url, Fields response) {
    return new Labels(url, tags(response));
  }

  /** Words between spaces in the one field, between commas in the other; their case counts. */
  private static Set<String> tags(Fields response) {
    if (!response.has("Surrogate-Key") && !response.has("Cache-Tag")) {
      return Set.of();
    }
    Set<String> tags = new LinkedHashSet<>();
    for (String line : response.values("Surrogate-Key")) {
      add(line.split("[ \\t]+", -1), tags);
    }
    for (String line : response.values("Cache-Tag")) {
      add(line.split(",", -1), tags);
    }
    return tags;
  }

  private static void add(String[] words, Set<String> tags) {
    for (String word : words) {
      String tag = word.strip();
      if (!tag.isEmpty()) {
        tags.add(tag);
      }
    }
  }

  /** Returns the tags that a request names, which purges by them. */
  static Set<String> named(Fields request) {
    return tags(request);
  }

  /** Returns about what the indexes cost because of it, in bytes. */
  public long footprint() {
    long cost = (long) PLACE_BYTES + url.length();
    for (String tag : tags) {
      cost += PLACE_BYTES + tag.length();
    }
    return cost;
  }
}
