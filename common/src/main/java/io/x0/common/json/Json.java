package io.x0.common.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;

/** Reads JSON strictly (RFC 8259) and writes it readably. Stateless. */
public final class Json {
  private static final int NESTING = 64;

  private Json() {}

  /**
   * Returns the object {@code text} holds. Of members with one name the last counts.
   *
   * @throws JsonParseException if it is not exactly one JSON object, or nested too deeply
   */
  public static JsonObject object(String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(NESTING);
    JsonElement element;
    try {
      element = JsonParser.parseReader(reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw new JsonParseException("more than one JSON value");
      }
    } catch (IOException e) {
      throw new JsonParseException(e.getMessage(), e);
    }
    if (!element.isJsonObject()) {
      throw new JsonParseException("not a JSON object");
    }
    return element.getAsJsonObject();
  }

  /** Returns {@code element} as indented text that ends in a line feed. */
  public static String pretty(JsonElement element) {
    return gson().toJson(element) + "\n";
  }

  private static Gson gson() {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();
  }
}
