package io.x0.cli.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes JSON as YAML that readers of version 1.1 and 1.2 understand alike: whatever could be taken
 * for something else than the text it is stands in quotes. Stateless.
 */
final class YamlText {
  /** Words that some reader takes for a truth value or for nothing. */
  private static final Set<String> TAKEN =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private YamlText() {}

  /** Returns {@code element} as lines, each with a line feed. */
  static String of(JsonElement element) {
    StringBuilder out = new StringBuilder();
    if (isBlock(element)) {
      block(out, element, 0);
    } else {
      out.append(scalar(element)).append('\n');
    }
    return out.toString();
  }

  /** Returns whether it takes lines of its own. */
  private static boolean isBlock(JsonElement element) {
    return (element instanceof JsonObject object && object.size() > 0)
        || (element instanceof JsonArray array && !array.isEmpty());
  }

  /** Appends a block whose first line is at its place already. */
  private static void block(StringBuilder out, JsonElement element, int indent) {
    boolean isFirst = true;
    if (element instanceof JsonObject object) {
      for (Map.Entry<String, JsonElement> member : object.entrySet()) {
        out.append(isFirst ? "" : " ".repeat(indent)).append(text(member.getKey())).append(':');
        isFirst = false;
        JsonElement value = member.getValue();
        if (isBlock(value)) {
          out.append('\n').append(" ".repeat(indent + 2));
          block(out, value, indent + 2);
        } else {
          out.append(' ').append(scalar(value)).append('\n');
        }
      }
    } else if (element instanceof JsonArray array) {
      for (JsonElement item : array) {
        out.append(isFirst ? "" : " ".repeat(indent)).append("- ");
        isFirst = false;
        if (isBlock(item)) {
          block(out, item, indent + 2);
        } else {
          out.append(scalar(item)).append('\n');
        }
      }
    }
  }

  private static String scalar(JsonElement element) {
    if (element instanceof JsonPrimitive primitive) {
      return primitive.isString() ? text(primitive.getAsString()) : number(primitive);
    }
    return element instanceof JsonObject ? "{}" : element instanceof JsonArray ? "[]" : "null";
  }

  /** Returns a number without an exponent, which some readers take for text; or a truth value. */
  private static String number(JsonPrimitive primitive) {
    String text = primitive.getAsString();
    boolean hasExponent = text.indexOf('e') > 0 || text.indexOf('E') > 0;
    return primitive.isNumber() && hasExponent ? new BigDecimal(text).toPlainString() : text;
  }

  private static String text(String text) {
    return isPlain(text) ? text : JsonText.quoted(text);
  }

  /** Returns whether text means itself without quotes. */
  private static boolean isPlain(String text) {
    if (text.isEmpty() || !isLetter(text.charAt(0))) {
      return false;
    }
    int last = text.length() - 1;
    for (int i = 1; i <= last; i++) {
      char c = text.charAt(i);
      boolean isInside = i < last && text.charAt(i + 1) != ' ';
      boolean isSafe =
          isLetter(c)
              || (c >= '0' && c <= '9')
              || "_./%+@-".indexOf(c) >= 0
              || (c == ':' && isInside)
              || (c == ' ' && isInside && text.charAt(i + 1) != '-');
      if (!isSafe) {
        return false;
      }
    }
    return !TAKEN.contains(text.toLowerCase(Locale.ROOT));
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
