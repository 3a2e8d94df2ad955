package io.x0.admin;

import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.common.InvalidValueException;
import io.x0.common.unit.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The end of the daemon, and another one in its place. Thread-safe. */
final class DaemonResource {
  private static final String WITHIN = "within";
  private static final Duration MOST = Duration.ofDays(1);

  private final DaemonControl daemon;

  DaemonResource(DaemonControl daemon) {
    this.daemon = daemon;
  }

  List<Route> routes() {
    return List.of(
        Route.at(
            "/daemon/drain",
            Operation.of(
                    "POST",
                    "serves what is on its way and ends; systemd does not start it again",
                    "Drain",
                    this::drain)
                .with(WITHIN, "longest time for what is on its way", "Duration")),
        Route.at(
            "/daemon/replace",
            Operation.of(
                "POST",
                "starts another x0d, as this one was started, and lets it take over",
                "HandOver",
                this::replace)),
        Route.at(
            "/daemon/handover",
            Operation.of(
                "POST",
                "gives the state to another x0d, as long as the connection stays open",
                "HandOver",
                this::handOver)),
        Route.at(
            "/daemon/handover/done",
            Operation.of(
                "POST",
                "ends this x0d, since the other one serves; over the same connection",
                "HandOver",
                this::handedOver)));
  }

  private CompletableFuture<Answer> drain(Call call) {
    Duration within = within(call.settings());
    return CompletableFuture.completedFuture(
        Answer.ok(call.isDryRun() ? daemon.drainTerms(within) : daemon.drain(call.who(), within)));
  }

  private static @Nullable Duration within(Map<String, String> settings) {
    String text = settings.get(WITHIN);
    if (text == null) {
      return null;
    }
    Duration within = DurationText.parse(WITHIN, text);
    if (within.compareTo(MOST) > 0) {
      throw new InvalidValueException(WITHIN, text, "at most " + DurationText.format(MOST));
    }
    return within;
  }

  private CompletableFuture<Answer> replace(Call call) {
    if (call.isDryRun()) {
      return CompletableFuture.completedFuture(Answer.ok(daemon.terms()));
    }
    return daemon.replace(call.who()).thenApply(Answer::ok);
  }

  private CompletableFuture<Answer> handOver(Call call) {
    if (call.isDryRun()) {
      return CompletableFuture.completedFuture(Answer.ok(daemon.terms()));
    }
    return daemon.handOver(call.who(), line(call)).thenApply(Answer::ok);
  }

  private CompletableFuture<Answer> handedOver(Call call) {
    return CompletableFuture.completedFuture(
        Answer.ok(call.isDryRun() ? daemon.terms() : daemon.handedOver(line(call))));
  }

  private static Line line(Call call) {
    Line line = call.line();
    if (line == null) {
      throw new ApiException(403, "only over the admin socket: x0d --replace does it", null);
    }
    return line;
  }
}
