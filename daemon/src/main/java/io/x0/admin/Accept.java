package io.x0.admin;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What media types a client accepts (RFC 9110, section 12.5.1). Immutable.
 *
 * @param ranges what it named; none of them means anything
 */
record Accept(List<Range> ranges) {

  /**
   * A media type, or many.
   *
   * @param type in lower case, such as {@code text/plain}, {@code text/*} or {@code *}{@code /*}
   * @param quality how much it is wanted, 0 to 1
   */
  record Range(String type, double quality) {
    private boolean includes(String media) {
      return type.equals("*/*")
          || type.equals(media)
          || (type.endsWith("/*") && media.startsWith(type.substring(0, type.length() - 1)));
    }

    /** Returns how much it says: a type more than a family, a family more than anything. */
    private int precision() {
      return type.equals("*/*") ? 0 : type.endsWith("/*") ? 1 : 2;
    }
  }

  Accept {
    ranges = List.copyOf(ranges);
  }

  /** Returns what the values of the header mean; what cannot be read is wanted as it is. */
  static Accept parse(List<String> values) {
    List<Range> ranges = new ArrayList<>();
    for (String value : String.join(",", values).split(",", -1)) {
      String[] parts = value.strip().toLowerCase(Locale.ROOT).split("\\s*;\\s*", -1);
      if (!parts[0].isEmpty()) {
        ranges.add(new Range(parts[0].equals("*") ? "*/*" : parts[0], quality(parts)));
      }
    }
    return new Accept(ranges);
  }

  private static double quality(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      if (parts[i].matches("q\\s*=\\s*(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
        return Double.parseDouble(parts[i].substring(parts[i].indexOf('=') + 1));
      }
    }
    return 1;
  }

  /**
   * Returns the type that is wanted most: of equally wanted ones the one that is named more
   * precisely, then the first. Empty when none is accepted.
   *
   * @param offered what there is, the usual one first
   */
  Optional<String> choose(List<String> offered) {
    if (ranges.isEmpty()) {
      return Optional.of(offered.get(0));
    }
    String best = null;
    double bestQuality = 0;
    int bestPrecision = -1;
    int bestPlace = 0;
    for (String type : offered) {
      int place = place(type);
      if (place < 0 || ranges.get(place).quality == 0) {
        continue;
      }
      double quality = ranges.get(place).quality;
      int precision = ranges.get(place).precision();
      boolean isBetter =
          quality != bestQuality
              ? quality > bestQuality
              : precision != bestPrecision ? precision > bestPrecision : place < bestPlace;
      if (isBetter) {
        best = type;
        bestQuality = quality;
        bestPrecision = precision;
        bestPlace = place;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Returns where the most precise range is that a type belongs to, -1 if it belongs to none. */
  private int place(String type) {
    int found = -1;
    for (int i = 0; i < ranges.size(); i++) {
      Range range = ranges.get(i);
      if (range.includes(type)
          && (found < 0 || range.precision() > ranges.get(found).precision())) {
        found = i;
      }
    }
    return found;
  }
}
