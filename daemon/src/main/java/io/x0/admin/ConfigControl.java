package io.x0.admin;

import com.google.gson.JsonObject;
import io.x0.director.DirectorStore.Change;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** The configuration file, as operators see it. Thread-safe. */
public interface ConfigControl {
  /**
   * How a check or a reload ended.
   *
   * @param isGood whether the file is good, and in force if that was asked for
   * @param summary one line
   * @param body what there is to say, {@code report} included: the diagnostics, in lines
   */
  record Result(boolean isGood, String summary, JsonObject body) {}

  /** Returns what is in force. */
  JsonObject show();

  /** Reads the file anew and says what is wrong with it; changes nothing. */
  CompletableFuture<Result> check();

  /**
   * What the file would change.
   *
   * @param result whether it could come into force
   * @param changes what would become of directors; none when it could not
   */
  record Plan(Result result, List<Change> changes) {
    public Plan {
      changes = List.copyOf(changes);
    }
  }

  /** Reads the file anew and says what {@link #reload} would change; changes nothing. */
  CompletableFuture<Plan> plan();

  /**
   * Brings the file into force, or changes nothing.
   *
   * @param who the operator
   */
  CompletableFuture<Result> reload(String who);

  /**
   * Adds somebody who is told how each reload ended, with the operator who asked for it; must not
   * block.
   */
  void watch(BiConsumer<String, Result> watcher);
}
