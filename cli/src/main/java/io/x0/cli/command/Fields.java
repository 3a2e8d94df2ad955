package io.x0.cli.command;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.x0.cli.output.Facts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of an answer; what is missing or of another type shows as a dash, so that
 * daemons of other versions can be looked at. Stateless.
 */
final class Fields {
  private static final String MISSING = "-";

  /** Objects whose members need not be told whose they are. */
  private static final Set<String> SELF_EXPLAINING = Set.of("stats", "traffic");

  private Fields() {}

  /** Returns the text of the scalar at the end of {@code path}. */
  static String text(JsonObject object, String... path) {
    JsonElement at = object;
    for (String name : path) {
      at = at instanceof JsonObject inner ? inner.get(name) : null;
    }
    return at instanceof JsonPrimitive scalar ? scalar.getAsString() : MISSING;
  }

  /** Returns how many elements the list or object of that name has. */
  static String count(JsonObject object, String name) {
    JsonElement element = object.get(name);
    if (element instanceof JsonArray array) {
      return Integer.toString(array.size());
    }
    return element instanceof JsonObject inner ? Integer.toString(inner.size()) : MISSING;
  }

  /** Returns a count in words: {@code 2 backends}. */
  static String number(String count, String word) {
    return count + " " + word + (count.equals("1") ? "" : "s");
  }

  /** Returns the objects in a list, or the values of an object; empty when it is neither. */
  static List<JsonObject> objects(@Nullable JsonElement element) {
    List<JsonObject> objects = new ArrayList<>();
    if (element instanceof JsonArray array) {
      for (JsonElement item : array) {
        if (item instanceof JsonObject object) {
          objects.add(object);
        }
      }
    } else if (element instanceof JsonObject members) {
      for (Map.Entry<String, JsonElement> member : members.entrySet()) {
        if (member.getValue() instanceof JsonObject object) {
          objects.add(object);
        }
      }
    }
    return objects;
  }

  /** Returns everything in {@code object} but lists of objects, as names and values. */
  static Facts facts(JsonObject object) {
    Facts facts = new Facts();
    add(facts, "", object);
    return facts;
  }

  private static void add(Facts facts, String prefix, JsonObject object) {
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      String name = prefix + member.getKey();
      JsonElement value = member.getValue();
      if (value instanceof JsonPrimitive scalar) {
        facts.add(name, scalar.getAsString());
      } else if (value instanceof JsonObject inner) {
        if (inner.has("current")) {
          facts.add(name, gauge(inner));
        } else if (SELF_EXPLAINING.contains(member.getKey())) {
          add(facts, prefix, inner);
        } else if (isFigures(inner)) {
          facts.add(name, line(inner));
        } else {
          add(facts, name + "-", inner);
        }
      }
    }
  }

  private static boolean isFigures(JsonObject object) {
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      if (!(member.getValue() instanceof JsonPrimitive scalar) || !scalar.isNumber()) {
        return false;
      }
    }
    return object.size() > 0;
  }

  /** Returns figures that belong together, in one line. */
  private static String line(JsonObject figures) {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, JsonElement> member : figures.entrySet()) {
      out.append(out.length() == 0 ? "" : ", ");
      out.append(member.getKey()).append(' ').append(member.getValue().getAsString());
    }
    return out.toString();
  }

  private static String gauge(JsonObject gauge) {
    return text(gauge, "current")
        + (gauge.has("max") ? " (max " + text(gauge, "max") + ", total " : " (total ")
        + text(gauge, "total")
        + ")";
  }
}
