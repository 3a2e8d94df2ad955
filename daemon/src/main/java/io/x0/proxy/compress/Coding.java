package io.x0.proxy.compress;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content codings that x0 offers (RFC 9110 §8.4.1), the better one first. */
public enum Coding {
  /** RFC 1952. */
  GZIP("gzip"),
  /** RFC 1950. */
  DEFLATE("deflate");

  private final String label;

  Coding(String label) {
    this.label = label;
  }

  /** Returns its name in header fields. */
  public String label() {
    return label;
  }

  /**
   * Returns what the client likes best, or null if that is the body as it is (RFC 9110 §12.5.3).
   *
   * @param accepted the lines of {@code Accept-Encoding}
   */
  static @Nullable Coding best(List<String> accepted) {
    Map<Coding, Double> weights = new EnumMap<>(Coding.class);
    double identity = -1;
    double others = 0;
    for (String line : accepted) {
      for (String element : line.split(",", -1)) {
        String[] parts = element.split(";", -1);
        double weight = weight(parts);
        switch (parts[0].strip().toLowerCase(Locale.ROOT)) {
          case "gzip", "x-gzip" -> weights.put(GZIP, weight);
          case "deflate" -> weights.put(DEFLATE, weight);
          case "identity" -> identity = weight;
          case "*" -> others = weight;
          default -> {
            // Something that x0 does not offer.
          }
        }
      }
    }
    Coding best = null;
    double most = Math.max(0, identity);
    for (Coding coding : values()) {
      double weight = weights.getOrDefault(coding, others);
      if (weight > 0 && (weight > most || (best == null && weight == most))) {
        best = coding;
        most = weight;
      }
    }
    return best;
  }

  /** Returns the weight of an element, 1 if it has none, 0 if it cannot be read. */
  private static double weight(String[] parts) {
    for (int i = 1; i < parts.length; i++) {
      String part = parts[i].strip();
      if (part.length() > 2 && part.regionMatches(true, 0, "q=", 0, 2)) {
        return qvalue(part.substring(2).strip());
      }
    }
    return 1;
  }

  private static double qvalue(String text) {
    if (!text.matches("[01](\\.[0-9]{0,3})?")) {
      return 0;
    }
    return Math.min(1, Double.parseDouble(text));
  }
}
