package io.x0.admin;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The daemon as a whole: it can be ended, and replaced by another one. Thread-safe. */
public interface DaemonControl {
  /** Returns why nothing can be changed now, in one line, or null when it can. */
  @Nullable String refusal();

  /** Returns what another x0d needs to know that wants to replace this one. */
  JsonObject terms();

  /**
   * Gives the state up for another x0d. When {@code line} ends before {@link #handedOver} is called
   * the state is taken back, and everything is as before.
   *
   * @param who the operator
   * @return done when the state can be opened; fails with {@link io.x0.director.RefusedException}
   */
  CompletableFuture<JsonObject> handOver(String who, Line line);

  /**
   * Ends this x0d, since the one that called {@link #handOver} over {@code line} serves: no new
   * connections, and what is on its way is served.
   *
   * @throws io.x0.director.RefusedException if the state was taken back
   */
  JsonObject handedOver(Line line);

  /**
   * Starts another x0d as this one was started, which replaces it.
   *
   * @param who the operator
   * @return done when the other one serves; fails with {@link io.x0.director.RefusedException} when
   *     it does not, and this one goes on
   */
  CompletableFuture<JsonObject> replace(String who);

  /**
   * Ends this x0d when what is on its way is served.
   *
   * @param who the operator
   * @param within how long that may take; null for what is configured
   * @throws io.x0.director.RefusedException if it ends already, or is being replaced
   */
  JsonObject drain(String who, @Nullable Duration within);

  /** Returns what {@link #drain} would answer. */
  JsonObject drainTerms(@Nullable Duration within);
}
