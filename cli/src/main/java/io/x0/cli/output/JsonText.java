package io.x0.cli.output;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Writes JSON indented, without the reflection that {@code Gson} brings up for it. What a terminal
 * could act on is escaped, so that the text means the same and shows what it is. Stateless.
 */
final class JsonText {
  private JsonText() {}

  /** Returns {@code element} as lines, each with a line feed. */
  static String of(JsonElement element) {
    StringWriter text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text)) {
      writer.setIndent("  ");
      writer.setHtmlSafe(false);
      write(writer, element);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return escape(text.toString()) + "\n";
  }

  /** Returns {@code element} in one line. */
  static String line(JsonElement element) {
    return escape(element.toString());
  }

  /** Returns text as a JSON string. */
  static String quoted(String text) {
    return escape(new JsonPrimitive(text).toString());
  }

  private static void write(JsonWriter writer, JsonElement element) throws IOException {
    if (element instanceof JsonObject object) {
      writer.beginObject();
      for (Map.Entry<String, JsonElement> member : object.entrySet()) {
        writer.name(member.getKey());
        write(writer, member.getValue());
      }
      writer.endObject();
    } else if (element instanceof JsonArray array) {
      writer.beginArray();
      for (JsonElement item : array) {
        write(writer, item);
      }
      writer.endArray();
    } else if (element instanceof JsonPrimitive primitive) {
      write(writer, primitive);
    } else {
      writer.nullValue();
    }
  }

  private static void write(JsonWriter writer, JsonPrimitive primitive) throws IOException {
    if (primitive.isBoolean()) {
      writer.value(primitive.getAsBoolean());
    } else if (primitive.isNumber()) {
      writer.value(primitive.getAsNumber());
    } else {
      writer.value(primitive.getAsString());
    }
  }

  /** Escapes inside of strings: outside of them JSON text has no such characters. */
  private static String escape(String json) {
    StringBuilder out = new StringBuilder(json.length());
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c != '\n' && Clean.isHostile(c)) {
        String digits = Integer.toHexString(c);
        out.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
