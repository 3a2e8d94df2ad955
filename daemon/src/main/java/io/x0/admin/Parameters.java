package io.x0.admin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.x0.common.InvalidValueException;
import io.x0.common.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;

/**
 * What a request carries in its body and its query.
 *
 * @param settings name and text of every setting in the order they were given; the query wins
 * @param structure what is no setting by itself: lists, objects and null
 */
record Parameters(Map<String, String> settings, JsonObject structure) {

  private static final String FORM = "application/x-www-form-urlencoded";
  private static final List<String> TYPES = List.of(Operation.JSON, FORM);

  /**
   * Returns what a request carries.
   *
   * @throws InvalidValueException if the body is not what its type says
   */
  static Parameters read(Request request, byte[] body) {
    Map<String, String> settings = new LinkedHashMap<>();
    JsonObject structure = new JsonObject();
    if (body.length > 0) {
      String type = mediaType(request);
      if (type.equals(FORM)) {
        readForm(text(body), settings);
      } else if (type.isEmpty() || type.equals(Operation.JSON)) {
        readJson(text(body), settings, structure);
      } else {
        throw new ApiException(
            415,
            "a body of type " + type + " cannot be read here: send " + String.join(" or ", TYPES),
            "content-type",
            TYPES);
      }
    }
    Request.extractQueryParameters(request)
        .forEach(field -> settings.put(field.getName(), field.getValue()));
    return new Parameters(settings, structure);
  }

  /** Returns the media type in lower case and without parameters, empty when there is none. */
  private static String mediaType(Request request) {
    String value = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (value == null) {
      return "";
    }
    int parameters = value.indexOf(';');
    return (parameters < 0 ? value : value.substring(0, parameters))
        .trim()
        .toLowerCase(Locale.ROOT);
  }

  private static String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidValueException("body", "(bytes)", "UTF-8");
    }
  }

  private static void readForm(String text, Map<String, String> settings) {
    Fields form = new Fields(true);
    try {
      UrlEncoded.decodeTo(text, (name, value) -> form.add(name, value), StandardCharsets.UTF_8);
    } catch (RuntimeException e) {
      throw new InvalidValueException("body", text, "a form in UTF-8");
    }
    form.forEach(field -> settings.put(field.getName(), field.getValue()));
  }

  private static void readJson(String text, Map<String, String> settings, JsonObject structure) {
    JsonObject object;
    try {
      object = Json.object(text);
    } catch (JsonParseException e) {
      throw new InvalidValueException("body", text, "a JSON object");
    }
    read(object, settings, structure);
  }

  /** Divides an object into settings and structure. */
  static void read(JsonObject object, Map<String, String> settings, JsonObject structure) {
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      if (member.getValue().isJsonPrimitive()) {
        settings.put(member.getKey(), member.getValue().getAsString());
      } else {
        structure.add(member.getKey(), member.getValue());
      }
    }
  }
}
