package io.x0.store;

import com.google.gson.JsonPrimitive;

/** What an operator reads about a failure: always one line. Stateless. */
final class Messages {
  private Messages() {}

  /** Returns what went wrong in one line. */
  static String of(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.toString() : message.replaceAll("\\s+", " ").strip();
  }

  /** Returns {@code value} in quotes, with everything invisible in it escaped. */
  static String quoted(String value) {
    return new JsonPrimitive(value).toString();
  }
}
