package io.x0.common.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why a request to the admin API failed, as {@code application/problem+json} (RFC 9457). Immutable.
 *
 * @param status the HTTP status, 400 to 599
 * @param title the status in words
 * @param detail one line: what is wrong and what to do
 * @param field the field at fault in the API's spelling, or null when it is not about one
 * @param allowed what would be right, or nothing when that is no list
 */
public record Problem(
    int status, String title, String detail, @Nullable String field, List<String> allowed) {
  /** The media type of this record's JSON. */
  public static final String MEDIA_TYPE = "application/problem+json";

  public Problem {
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(detail, "detail");
    allowed = List.copyOf(allowed);
  }

  /** Makes one that cannot tell what would be right. */
  public Problem(int status, String title, String detail, @Nullable String field) {
    this(status, title, detail, field, List.of());
  }

  /** Returns this problem as JSON. */
  public JsonObject toJson() {
    JsonObject out = new JsonObject();
    out.addProperty("type", "about:blank");
    out.addProperty("title", title);
    out.addProperty("status", status);
    out.addProperty("detail", detail);
    if (field != null) {
      out.addProperty("field", field);
    }
    if (!allowed.isEmpty()) {
      JsonArray list = new JsonArray();
      allowed.forEach(list::add);
      out.add("allowed", list);
    }
    return out;
  }

  /** Returns the problem that {@code json} holds; what is missing reads as empty. */
  public static Problem of(int status, JsonObject json) {
    String field = text(json, "field");
    return new Problem(
        status,
        text(json, "title"),
        text(json, "detail"),
        field.isEmpty() ? null : field,
        texts(json, "allowed"));
  }

  private static List<String> texts(JsonObject json, String name) {
    List<String> texts = new ArrayList<>();
    if (json.get(name) instanceof JsonArray list) {
      for (JsonElement text : list) {
        if (text.isJsonPrimitive()) {
          texts.add(text.getAsString());
        }
      }
    }
    return texts;
  }

  private static String text(JsonObject json, String name) {
    JsonElement value = json.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
