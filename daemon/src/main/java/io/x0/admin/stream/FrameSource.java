package io.x0.admin.stream;

import com.google.gson.JsonObject;
import org.jspecify.annotations.Nullable;

/** Makes the statistics that are told once per second. Called by one thread at a time. */
public interface FrameSource {
  /**
   * Returns the figures as they are now.
   *
   * @param director whose figures are wanted in detail; null for a line of each director
   */
  JsonObject frame(@Nullable String director);
}
