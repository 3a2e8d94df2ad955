package io.x0.cli.command;

import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where buckets are in their tree, from lists that name parents before children. Stateless. */
final class BucketTree {
  private BucketTree() {}

  /** Returns how many buckets are above each, by its name; a parent that is not listed is none. */
  static Map<String, Integer> depths(List<JsonObject> buckets) {
    Map<String, Integer> depths = new HashMap<>();
    for (JsonObject bucket : buckets) {
      int above = depths.getOrDefault(Fields.text(bucket, "parent"), -1);
      depths.put(Fields.text(bucket, "name"), above + 1);
    }
    return depths;
  }

  /** Returns how many buckets are below the one called {@code name}. */
  static int below(String name, List<JsonObject> buckets) {
    Set<String> found = new HashSet<>(Set.of(name));
    for (JsonObject bucket : buckets) {
      if (found.contains(Fields.text(bucket, "parent"))) {
        found.add(Fields.text(bucket, "name"));
      }
    }
    return found.size() - 1;
  }
}
