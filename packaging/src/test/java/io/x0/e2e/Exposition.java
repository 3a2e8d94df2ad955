package io.x0.e2e;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page of metrics in the text form of Prometheus or in that of OpenMetrics, read strictly: each
 * family is said once and stands together, each sample belongs to the family above it and stands
 * once, each histogram grows to its count. Confined to one thread.
 */
final class Exposition {
  private static final Pattern COMMENT =
      Pattern.compile("# (HELP|TYPE|UNIT) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (NaN|[+-]Inf|-?[0-9.]+(?:[eE][+-]?[0-9]+)?)");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\\\\\"n])*)\"(?:,|$)");

  private final Map<String, Family> families = new LinkedHashMap<>();
  private final Set<String> series = new HashSet<>();
  private final Map<String, Double> lastBucket = new LinkedHashMap<>();

  /** What is said about samples that belong together. */
  static final class Family {
    private final String name;
    private String help = "";
    private String type = "";
    private final Set<String> labels = new TreeSet<>();
    private final Set<String> names = new TreeSet<>();

    private Family(String name) {
      this.name = name;
    }

    String help() {
      return help;
    }

    String type() {
      return type;
    }

    /** Returns the names of all labels of its samples but that of the bounds of a histogram. */
    Set<String> labels() {
      return labels;
    }

    /** Returns the names of its samples. */
    Set<String> names() {
      return names;
    }
  }

  private Exposition() {}

  /** Reads a page; fails when it is not as it should be. */
  static Exposition parse(String page, boolean isOpenMetrics) {
    Exposition out = new Exposition();
    List<String> lines = new ArrayList<>(page.lines().toList());
    if (!page.endsWith("\n")) {
      throw new AssertionError("the last line does not end");
    }
    if (isOpenMetrics && !lines.remove(lines.size() - 1).equals("# EOF")) {
      throw new AssertionError("the page does not end with # EOF");
    }
    String current = "";
    for (String line : lines) {
      Matcher comment = COMMENT.matcher(line);
      if (comment.matches()) {
        String name = comment.group(2);
        if (!name.equals(current) && out.families.containsKey(name)) {
          throw new AssertionError("the family does not stand together: " + line);
        }
        current = name;
        out.comment(comment);
      } else {
        Family family = out.families.get(current);
        Matcher sample = SAMPLE.matcher(line);
        if (family == null || !sample.matches()) {
          throw new AssertionError("not a sample of " + current + ": " + line);
        }
        out.sample(family, sample, isOpenMetrics);
      }
    }
    return out;
  }

  private void comment(Matcher comment) {
    Family family = families.computeIfAbsent(comment.group(2), Family::new);
    switch (comment.group(1)) {
      case "HELP" -> family.help = comment.group(3);
      case "TYPE" -> {
        if (!family.type.isEmpty()) {
          throw new AssertionError("said twice: " + comment.group());
        }
        family.type = comment.group(3);
      }
      default -> {}
    }
  }

  private void sample(Family family, Matcher sample, boolean isOpenMetrics) {
    String name = sample.group(1);
    if (!suffixes(family.type, isOpenMetrics).contains(name.substring(check(family, name)))) {
      throw new AssertionError("a " + family.type + " has no such sample: " + sample.group());
    }
    Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2));
    if (!series.add(name + labels)) {
      throw new AssertionError("stands twice: " + sample.group());
    }
    family.names.add(name);
    String bound = labels.remove("le");
    family.labels.addAll(labels.keySet());
    if (family.type.equals("histogram")) {
      grows(family.name + labels, name, bound, Double.parseDouble(sample.group(3)), sample);
    }
  }

  private static int check(Family family, String name) {
    if (!name.startsWith(family.name)) {
      throw new AssertionError(name + " is not of the family " + family.name);
    }
    return family.name.length();
  }

  private static Set<String> suffixes(String type, boolean isOpenMetrics) {
    return switch (type) {
      case "counter" -> isOpenMetrics ? Set.of("_total", "_created") : Set.of("");
      case "gauge", "unknown", "untyped" -> Set.of("");
      case "info" -> Set.of("_info");
      case "histogram" -> Set.of("_bucket", "_count", "_sum", "_created");
      case "summary" -> Set.of("", "_count", "_sum", "_created");
      default -> throw new AssertionError("no such type: " + type);
    };
  }

  private void grows(
      String key, String name, @Nullable String bound, double value, Matcher sample) {
    if (bound != null) {
      Double before = lastBucket.put(key, value);
      if (before != null && value < before && !bound.equals("0.001")) {
        throw new AssertionError("a bucket is smaller than the one below: " + sample.group());
      }
    } else if (name.endsWith("_count") && !Double.valueOf(value).equals(lastBucket.get(key))) {
      throw new AssertionError("not the sum of the buckets: " + sample.group());
    }
  }

  private static Map<String, String> labels(String text) {
    Map<String, String> out = new TreeMap<>();
    Matcher label = LABEL.matcher(text);
    int end = 0;
    while (end < text.length()) {
      if (!label.find(end) || label.start() != end) {
        throw new AssertionError("not labels: " + text);
      }
      if (out.put(label.group(1), label.group(2)) != null) {
        throw new AssertionError("a label stands twice: " + text);
      }
      end = label.end();
    }
    return out;
  }

  /** Returns the families by their names. */
  Map<String, Family> families() {
    return families;
  }

  /** Returns the names of all samples. */
  Set<String> names() {
    Set<String> out = new TreeSet<>();
    families.values().forEach(family -> out.addAll(family.names));
    return out;
  }
}
