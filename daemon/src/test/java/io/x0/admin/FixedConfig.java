package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.director.DirectorStore.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** A configuration file that is as good as a test wants. */
final class FixedConfig implements ConfigControl {
  final List<String> calls = new ArrayList<>();
  boolean isGood = true;
  List<Change> planned = List.of();
  private final List<BiConsumer<String, Result>> watchers = new ArrayList<>();

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
  public CompletableFuture<Plan> plan() {
    calls.add("plan");
    return result().thenApply(result -> new Plan(result, planned));
  }

  @Override
  public CompletableFuture<Result> reload(String who) {
    calls.add("reload by " + who);
    return result();
  }

  @Override
  public void watch(BiConsumer<String, Result> watcher) {
    watchers.add(watcher);
  }

  /** Tells of a reload by root that went as a test wants. */
  void reloaded() {
    watchers.forEach(watcher -> watcher.accept("root", result().join()));
  }

  private CompletableFuture<Result> result() {
    return CompletableFuture.completedFuture(
        new Result(isGood, isGood ? "good" : "bad\nnews", show()));
  }
}
