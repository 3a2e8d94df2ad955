package io.x0.cli.command;

import com.google.gson.JsonObject;
import io.x0.common.name.BackendUrl;
import io.x0.common.unit.Capacity;
import io.x0.common.unit.Count;
import org.jspecify.annotations.Nullable;

/**
 * Settings as they were typed, on their way to the daemon. Values go as text; the daemon reads them
 * as what the setting is. Confined to one thread.
 */
final class Settings {
  private final Invocation invocation;
  private final Subject subject;
  private final JsonObject body = new JsonObject();

  Settings(Invocation invocation, Subject subject) {
    this.invocation = invocation;
    this.subject = subject;
  }

  /** Adds {@code key=value} for every element of {@code assignments}. */
  void addAll(Iterable<String> assignments) {
    for (String assignment : assignments) {
      int equals = assignment.indexOf('=');
      if (equals < 1) {
        throw invocation.misuse("'" + assignment + "' is not a setting (expected: KEY=VALUE)");
      }
      add(assignment.substring(0, equals), assignment.substring(equals + 1));
    }
  }

  /** Adds the settings that have options of their own. */
  void addOptions() {
    for (String name : subject.optional()) {
      add(name, invocation.arguments().option("--" + name));
    }
  }

  /** Adds a setting, unless {@code value} is null. */
  void add(String key, @Nullable String value) {
    if (value == null) {
      return;
    }
    if (body.has(key)) {
      throw invocation.misuse(key + " is given twice");
    }
    if (subject == Subject.BACKEND) {
      checkBackend(key, value);
    }
    body.addProperty(key, value);
  }

  boolean isEmpty() {
    return body.size() == 0;
  }

  JsonObject body() {
    return body;
  }

  /** Changes them on the subject that the arguments name, and confirms that. */
  void patch() {
    Arguments arguments = invocation.arguments();
    invocation
        .printer()
        .confirm(
            subject.title(arguments) + " changed",
            invocation.client().send(subject.request("PATCH", arguments).withBody(body)));
  }

  /** Refuses here what the daemon would refuse, in the same words. */
  private static void checkBackend(String key, String value) {
    switch (key) {
      case "url" -> BackendUrl.parse(key, value);
      case "capacity" -> Capacity.parse(key, value);
      case "weight" -> Count.parse(key, value, 1, 1000);
      default -> {}
    }
  }
}
