package io.x0.admin;

import com.google.gson.JsonObject;

/** A status that is always the same. */
final class FixedStatus implements StatusSource {
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
}
