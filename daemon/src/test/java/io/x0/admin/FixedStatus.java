package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.stats.LoadCounter.Load;

/** A status that is what a test wants. */
final class FixedStatus implements StatusSource {
  Load requests = new Load(1, 2, 3);

  @Override
  public JsonObject version() {
    JsonObject out = new JsonObject();
    out.addProperty("version", "0.1.0");
    return out;
  }

  @Override
  public JsonObject status() {
    JsonObject out = version();
    out.addProperty("state", "running");
    return out;
  }

  @Override
  public Load requests() {
    return requests;
  }
}
