package io.x0.cli.top;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.x0.cli.output.Clean;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Reads the figures of a frame; what is missing is a dash, or zero. Stateless. */
final class Figures {
  private Figures() {}

  /** Returns the text of the scalar at the end of {@code path}, or a dash. */
  static String text(JsonObject object, String... path) {
    JsonElement at = object;
    for (String name : path) {
      at = at instanceof JsonObject inner ? inner.get(name) : null;
    }
    return at instanceof JsonPrimitive scalar ? Clean.line(scalar.getAsString()) : "-";
  }

  /** Returns the number at the end of {@code path}, or zero where there is none. */
  static double number(JsonObject object, String... path) {
    try {
      return Double.parseDouble(text(object, path));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** Returns a number in at most five columns: {@code 12.5}, {@code 4711}, {@code 12.3k}. */
  static String brief(double number) {
    if (number < 100) {
      return plain(number, number < 10 && number != Math.rint(number) ? 1 : 0);
    }
    if (number < 10_000) {
      return plain(number, 0);
    }
    return number < 1_000_000 ? plain(number / 1000, 1) + "k" : plain(number / 1_000_000, 1) + "M";
  }

  private static String plain(double number, int digits) {
    return BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_UP).toPlainString();
  }

  /** Returns the object called {@code name}, or an empty one. */
  static JsonObject object(JsonObject of, String name) {
    return of.get(name) instanceof JsonObject inner ? inner : new JsonObject();
  }
}
