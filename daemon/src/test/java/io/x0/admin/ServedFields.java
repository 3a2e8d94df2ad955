package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What answers have, told apart by the schema that describes it. One thread only.
 *
 * <p>Members are named by the schema that has a name, and the way from there: {@code
 * Status.listeners[].url}, {@code Frame.directors.*.state}.
 */
public final class ServedFields {
  private static final String PREFIX = "#/components/schemas/";

  private final JsonObject schemas;
  private final Set<String> unknown = new TreeSet<>();
  private final Set<String> seen = new TreeSet<>();

  /** A schema and what its members are named after. */
  private record Place(JsonObject schema, String owner) {}

  /**
   * @param document the description of the API
   */
  public ServedFields(JsonObject document) {
    schemas = document.getAsJsonObject("components").getAsJsonObject("schemas");
  }

  /** Returns what was served and is not described. */
  public Set<String> unknown() {
    return unknown;
  }

  /** Returns the members that a schema describes and that nothing had. */
  public Set<String> missing(String schema) {
    Set<String> out = new TreeSet<>();
    collect(new Place(schemas.getAsJsonObject(schema), schema), out);
    out.removeAll(seen);
    return out;
  }

  private void collect(Place place, Set<String> out) {
    JsonObject schema = place.schema;
    if (schema.get("properties") instanceof JsonObject properties) {
      for (String name : properties.keySet()) {
        String member = place.owner + "." + name;
        out.add(member);
        collectInline(new Place(properties.getAsJsonObject(name), member), out);
      }
    }
    if (schema.get("items") instanceof JsonObject items) {
      collectInline(new Place(items, place.owner + "[]"), out);
    }
    if (schema.get("additionalProperties") instanceof JsonObject others) {
      collectInline(new Place(others, place.owner + ".*"), out);
    }
    for (JsonObject part : parts(schema)) {
      collectInline(new Place(part, place.owner), out);
    }
  }

  private void collectInline(Place place, Set<String> out) {
    if (!place.schema.has("$ref")) {
      collect(place, out);
    }
  }

  /** Returns the schemas with members that a schema refers to, and those that they refer to. */
  public Set<String> reachable(JsonElement schema) {
    Set<String> out = new TreeSet<>();
    reach(schema, out);
    return out;
  }

  private void reach(JsonElement element, Set<String> out) {
    if (element instanceof JsonArray array) {
      array.forEach(one -> reach(one, out));
    } else if (element instanceof JsonObject object) {
      if (object.has("$ref")) {
        String name = object.get("$ref").getAsString().substring(PREFIX.length());
        if (out.add(name)) {
          reach(schemas.get(name), out);
        }
      }
      object.asMap().values().forEach(one -> reach(one, out));
    }
  }

  /** Notes what a value has, which a schema describes. */
  public void compare(JsonObject schema, JsonElement value, String what) {
    compare(new Place(schema, what), value, what);
  }

  private void compare(Place place, JsonElement value, String what) {
    if (place.schema.size() == 0) {
      // Anything at all.
      return;
    }
    List<Place> all = new ArrayList<>();
    expand(place, all);
    if (value instanceof JsonArray array) {
      for (Place one : all) {
        if (one.schema.get("items") instanceof JsonObject items) {
          Place inner = new Place(items, one.owner + "[]");
          array.forEach(element -> compare(inner, element, what + "[]"));
        }
      }
    } else if (value instanceof JsonObject object) {
      for (String name : object.keySet()) {
        Place member = member(all, name);
        if (member == null) {
          unknown.add(what + "." + name);
        } else {
          compare(member, object.get(name), what + "." + name);
        }
      }
    }
  }

  private @Nullable Place member(List<Place> all, String name) {
    for (Place one : all) {
      if (one.schema.get("properties") instanceof JsonObject properties && properties.has(name)) {
        String member = one.owner + "." + name;
        seen.add(member);
        return new Place(properties.getAsJsonObject(name), member);
      }
    }
    for (Place one : all) {
      if (one.schema.get("additionalProperties") instanceof JsonObject others) {
        return new Place(others, one.owner + ".*");
      }
    }
    return null;
  }

  private void expand(Place place, List<Place> out) {
    out.add(place);
    if (place.schema.has("$ref")) {
      String name = place.schema.get("$ref").getAsString().substring(PREFIX.length());
      expand(new Place(schemas.getAsJsonObject(name), name), out);
    }
    parts(place.schema).forEach(part -> expand(new Place(part, place.owner), out));
  }

  private static List<JsonObject> parts(JsonObject schema) {
    List<JsonObject> parts = new ArrayList<>();
    for (String key : List.of("allOf", "anyOf")) {
      if (schema.get(key) instanceof JsonArray all) {
        all.forEach(one -> parts.add(one.getAsJsonObject()));
      }
    }
    return parts;
  }
}
