package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.common.InvalidValueException;
import io.x0.common.api.Derived;
import io.x0.director.Blueprint;
import io.x0.director.Blueprint.Part;
import io.x0.shaper.BucketTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a whole director from the body of a PUT, in the form in which GET gives one; what is
 * derived is skipped. Stateless.
 */
final class DirectorDocument {
  private static final String BACKENDS = "backends";
  private static final String BUCKETS = "buckets";

  private DirectorDocument() {}

  /**
   * Returns what a document means.
   *
   * @param name the name in the path, which the document may repeat
   * @param settings its scalars
   * @param structure its lists and objects
   * @throws InvalidValueException for the first member that cannot be read
   */
  static Blueprint read(String name, Map<String, String> settings, JsonObject structure) {
    Map<String, String> own = new LinkedHashMap<>(settings);
    own.keySet().removeAll(Derived.OF_DIRECTOR);
    String repeated = own.remove("name");
    if (repeated != null && !repeated.equals(name)) {
      throw new InvalidValueException("name", repeated, "the name in the path, " + name);
    }
    for (Map.Entry<String, JsonElement> member : structure.entrySet()) {
      String key = member.getKey();
      if (!key.equals(BACKENDS) && !key.equals(BUCKETS) && !Derived.OF_DIRECTOR.contains(key)) {
        throw notScalar(key, member.getValue());
      }
    }
    List<Part> backends = new ArrayList<>();
    for (Item item : items("", structure, BACKENDS)) {
      backends.add(item.part(scalars(item, Derived.OF_BACKEND)));
    }
    List<Part> buckets = new ArrayList<>();
    buckets(items("", structure, BUCKETS), BucketTree.ROOT, buckets);
    return new Blueprint(own, backends, buckets);
  }

  /** An object of a list, and what errors call it. */
  private record Item(String field, JsonObject object) {
    Part part(Map<String, String> settings) {
      Map<String, String> others = new LinkedHashMap<>(settings);
      String name = others.remove("name");
      if (name == null) {
        throw new InvalidValueException(field + ".name", "", "a name");
      }
      return new Part(field, name, others);
    }
  }

  private static void buckets(List<Item> items, String parent, List<Part> out) {
    for (Item item : items) {
      Map<String, String> settings = scalars(item, Derived.OF_BUCKET);
      // GET shows the root, too, which every director has.
      boolean isRoot = BucketTree.ROOT.equals(settings.get("name"));
      if (!isRoot) {
        settings.putIfAbsent("parent", parent);
        out.add(item.part(settings));
      }
      String below = isRoot ? BucketTree.ROOT : settings.getOrDefault("name", "");
      buckets(items(item.field + ".", item.object, BUCKETS), below, out);
    }
  }

  private static List<Item> items(String path, JsonObject object, String name) {
    JsonElement list = object.get(name);
    List<Item> items = new ArrayList<>();
    if (list == null) {
      return items;
    }
    if (!(list instanceof JsonArray array)) {
      throw new InvalidValueException(path + name, list.toString(), "a list of objects");
    }
    for (int i = 0; i < array.size(); i++) {
      String field = path + name + "[" + i + "]";
      if (!(array.get(i) instanceof JsonObject item)) {
        throw new InvalidValueException(field, array.get(i).toString(), "an object");
      }
      items.add(new Item(field, item));
    }
    return items;
  }

  private static Map<String, String> scalars(Item item, Set<String> derived) {
    Map<String, String> scalars = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> member : item.object.entrySet()) {
      String key = member.getKey();
      if (derived.contains(key) || (key.equals(BUCKETS) && item.field.contains(BUCKETS))) {
        continue;
      }
      if (!member.getValue().isJsonPrimitive()) {
        throw notScalar(item.field + "." + key, member.getValue());
      }
      scalars.put(key, member.getValue().getAsString());
    }
    return scalars;
  }

  /** Returns the failure of a list, an object or null where a value is due. */
  static InvalidValueException notScalar(String field, JsonElement value) {
    return new InvalidValueException(field, value.toString(), "a string, a number, true or false");
  }
}
