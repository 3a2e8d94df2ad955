package io.x0.cli.command;

import com.google.gson.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Times in milliseconds, to three digits or so. Stateless. */
final class Millis {
  private static final BigDecimal TEN = BigDecimal.TEN;
  private static final BigDecimal HUNDRED = new BigDecimal(100);

  private Millis() {}

  /** Returns the time at the end of {@code path} with its unit, or a dash. */
  static String text(JsonObject object, String... path) {
    String text = Fields.text(object, path);
    try {
      BigDecimal millis = new BigDecimal(text);
      int digits = millis.compareTo(HUNDRED) >= 0 ? 0 : millis.compareTo(TEN) >= 0 ? 1 : 2;
      return millis.setScale(digits, RoundingMode.HALF_UP).toPlainString() + "ms";
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
