package io.x0.cli.output;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Times in milliseconds, to three digits or so. Stateless. */
public final class Millis {
  private static final BigDecimal TEN = BigDecimal.TEN;
  private static final BigDecimal HUNDRED = new BigDecimal(100);

  private Millis() {}

  /** Returns a number of milliseconds with its unit; what is no number stays as it is. */
  public static String shown(String number) {
    if (number.isEmpty() || number.equals("-")) {
      return number;
    }
    try {
      BigDecimal millis = new BigDecimal(number);
      int digits = millis.compareTo(HUNDRED) >= 0 ? 0 : millis.compareTo(TEN) >= 0 ? 1 : 2;
      return millis.setScale(digits, RoundingMode.HALF_UP).toPlainString() + "ms";
    } catch (NumberFormatException e) {
      return number;
    }
  }
}
