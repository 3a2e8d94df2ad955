package io.x0.admin.stream;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One server-sent event, written out. Immutable.
 *
 * @param director whom it is about, or null when it concerns all
 * @param text as it is sent
 */
record Message(@Nullable String director, String text) {

  /** Returns a message that a client can resume behind. */
  static Message of(String id, String type, @Nullable String director, JsonObject data) {
    return new Message(director, "id: " + id + "\n" + passing(type, data));
  }

  /**
   * Returns a message that leaves the place of a client as it is. JSON on one line has no line
   * feed, so it is one line of data.
   */
  static String passing(String type, JsonObject data) {
    return "event: " + type + "\ndata: " + data + "\n\n";
  }

  boolean concerns(@Nullable String wanted) {
    return director == null || wanted == null || director.equals(wanted);
  }
}
