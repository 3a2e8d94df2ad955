package io.x0.admin;

import com.google.gson.JsonObject;

/** Tells what the daemon is and does, as the API shows it. Thread-safe. */
public interface StatusSource {
  /** Returns the version of the daemon and of its Java. */
  JsonObject version();

  /** Returns what runs. */
  JsonObject status();
}
