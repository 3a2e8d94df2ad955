package io.x0.cli.legacy;

import com.google.gson.JsonObject;
import io.x0.cli.legacy.IniFile.Section;
import io.x0.cli.legacy.IniFile.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of {@code [backend=NAME]}. Stateless. */
final class BackendKeys {
  private BackendKeys() {}

  /** Returns the backend, or empty when it was being removed as the file was written. */
  static Optional<JsonObject> read(Section section, String path, Draft draft) {
    Value role = section.values().get("role");
    if (role != null && role.text().equals("terminate")) {
      draft.lost("role", role, "[" + section.name() + "] was being removed and is left out");
      return Optional.empty();
    }
    JsonObject out = new JsonObject();
    draft.lines().put(path, section.line());
    draft.set(
        out, path, "name", section.name().substring("backend=".length()).strip(), section.line());
    url(section, path, out, draft);
    section.values().forEach((key, value) -> key(key, value, path, out, draft));
    Value capacity = draft.required(section, "capacity");
    String slots = draft.count("capacity", capacity);
    draft.set(out, path, "capacity", slots.equals("0") ? "unlimited" : slots, capacity.line());
    return Optional.of(out);
  }

  private static void key(String key, Value value, String path, JsonObject out, Draft draft) {
    switch (key) {
      case "role" -> {
        if (value.text().equals("standby")) {
          draft.warn(
              value.line(), "role=standby is kept; many versions wrote it where backup was meant");
        }
        draft.set(out, path, key, value.text(), value.line());
      }
      case "enabled" ->
          draft.set(out, path, key, Boolean.toString(draft.flag(key, value)), value.line());
      case "terminate-protection", "protected" ->
          draft.set(
              out,
              path,
              "terminate-protection",
              Boolean.toString(draft.flag(key, value)),
              value.line());
      case "health-check-mode" -> draft.set(out, path, key, value.text(), value.line());
      case "health-check-interval" -> {
        String count = draft.count(key, value);
        if (count.equals("0")) {
          draft.lost(key, value, "it must be more than nothing; that of the director is used");
        } else {
          draft.set(out, path, key, count + draft.unit().suffix(), value.line());
        }
      }
      // The transport follows from the address; the rest is the address, or read by itself.
      case "transport", "protocol", "path", "host", "hostname", "port", "capacity" -> {}
      default -> draft.lost(key, value, "nobody knows this key");
    }
  }

  private static void url(Section section, String path, JsonObject out, Draft draft) {
    Value protocol = section.values().get("protocol");
    String scheme = protocol == null || protocol.text().equals("http") ? "http" : protocol.text();
    scheme = scheme.equals("fastcgi") ? "fcgi" : scheme;
    Value socket = filled(section, "path");
    Value host = filled(section, "host");
    host = host == null ? filled(section, "hostname") : host;
    if (socket != null) {
      if (host != null) {
        draft.lost("host", host, "path wins");
      }
      draft.set(out, path, "url", scheme + "+unix:" + socket.text(), socket.line());
      return;
    }
    Value known = host == null ? draft.required(section, "host") : host;
    Value port = draft.required(section, "port");
    String name = known.text().contains(":") ? "[" + known.text() + "]" : known.text();
    draft.set(
        out,
        path,
        "url",
        scheme + "://" + name + ":" + draft.count("port", port),
        scheme.equals("http") || protocol == null ? known.line() : protocol.line());
  }

  private static @Nullable Value filled(Section section, String key) {
    Value value = section.values().get(key);
    return value == null || value.text().isEmpty() ? null : value;
  }
}
