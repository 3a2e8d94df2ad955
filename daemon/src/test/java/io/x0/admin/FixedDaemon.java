package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.director.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A daemon that only notes what it is told. One thread. */
final class FixedDaemon implements DaemonControl {
  final List<String> told = new ArrayList<>();
  @Nullable String refusal;

  @Override
  public @Nullable String refusal() {
    return refusal;
  }

  @Override
  public JsonObject terms() {
    JsonObject out = new JsonObject();
    out.addProperty("pid", 7);
    return out;
  }

  @Override
  public CompletableFuture<JsonObject> handOver(String who, Line line) {
    told.add("handOver by " + who);
    line.hold(() -> told.add("the line ended"));
    return CompletableFuture.completedFuture(terms());
  }

  @Override
  public JsonObject handedOver(Line line) {
    throw new RefusedException(RefusedException.Cause.CONFLICT, "not any more");
  }

  @Override
  public CompletableFuture<JsonObject> replace(String who) {
    told.add("replace by " + who);
    return CompletableFuture.completedFuture(terms());
  }

  @Override
  public JsonObject drain(String who, @Nullable Duration within) {
    told.add("drain by " + who + " within " + within);
    return drainTerms(within);
  }

  @Override
  public JsonObject drainTerms(@Nullable Duration within) {
    JsonObject out = terms();
    out.addProperty("within", String.valueOf(within));
    return out;
  }
}
