package io.x0.admin;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A configuration file that is as good as a test wants. */
final class FixedConfig implements ConfigControl {
  final List<String> calls = new ArrayList<>();
  boolean isGood = true;

  @Override
  public JsonObject show() {
    JsonObject out = new JsonObject();
    out.addProperty("file", "/etc/x0d/x0d.conf");
    out.addProperty("report", isGood ? "" : "x0d.conf:1:1: error: bad");
    return out;
  }

  @Override
  public CompletableFuture<Result> check() {
    calls.add("check");
    return result();
  }

  @Override
  public CompletableFuture<Result> reload(String who) {
    calls.add("reload by " + who);
    return result();
  }

  private CompletableFuture<Result> result() {
    return CompletableFuture.completedFuture(
        new Result(isGood, isGood ? "good" : "bad\nnews", show()));
  }
}
