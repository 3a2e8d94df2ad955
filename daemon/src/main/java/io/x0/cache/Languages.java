package io.x0.cache;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which language a request likes best (RFC 9110 §12.5.4, RFC 4647 §3.3.1). Stateless. */
final class Languages {
  private Languages() {}

  /**
   * Returns whether a response is in the one language that a request likes more than all others.
   */
  static boolean isBest(Fields request, Fields response) {
    String language = response.joined("Content-Language").strip().toLowerCase(Locale.ROOT);
    String best = best(request.joined("Accept-Language"));
    return best != null
        && !language.isEmpty()
        && (language.equals(best) || language.startsWith(best + "-"))
        && language.indexOf(',') < 0;
  }

  /** Returns the range of the highest weight, in lower case; null if there are several, or none. */
  private static @Nullable String best(String accepted) {
    String best = null;
    int highest = 0;
    for (String member : FieldList.members(accepted)) {
      int semicolon = member.indexOf(';');
      String range = (semicolon < 0 ? member : member.substring(0, semicolon)).strip();
      int weight = semicolon < 0 ? 1000 : weight(member.substring(semicolon + 1));
      if (range.isEmpty() || weight < 0) {
        return null;
      }
      if (weight == highest) {
        best = null;
      } else if (weight > highest) {
        highest = weight;
        best = range.toLowerCase(Locale.ROOT);
      }
    }
    return best == null || best.equals("*") ? null : best;
  }

  /** Returns a weight in thousandths, or -1 if it is none (RFC 9110 §12.4.2). */
  private static int weight(String parameter) {
    String text = parameter.replaceAll("[ \\t]", "").toLowerCase(Locale.ROOT);
    if (!text.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
      return -1;
    }
    return (int) Math.round(Double.parseDouble(text.substring(2)) * 1000);
  }
}
