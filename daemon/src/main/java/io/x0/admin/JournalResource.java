package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.common.unit.Count;
import io.x0.director.ControlPlane;
import io.x0.director.Event;
import io.x0.director.EventJournal;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** What operators changed, and what happened to backends; the newest first. Thread-safe. */
final class JournalResource {
  private static final String DEFAULT_LIMIT = "50";
  private static final int MAX_LIMIT = 1000;

  private final ControlPlane control;
  private final EventJournal events;

  JournalResource(ControlPlane control, EventJournal events) {
    this.control = control;
    this.events = events;
  }

  /** Returns the newest changes of operators. */
  CompletableFuture<Answer> history(Call call) {
    call.onlyReads();
    return control
        .history(limit(call))
        .thenApply(
            changes -> {
              JsonArray list = new JsonArray();
              changes.forEach(change -> list.add(Views.change(change)));
              return answer("changes", list);
            });
  }

  /** Returns the newest events of all directors, or of those that {@code wanted} accepts. */
  Answer events(Call call, Predicate<Event> wanted) {
    JsonArray list = new JsonArray();
    events.newest(limit(call), wanted).forEach(event -> list.add(Views.event(event)));
    return answer("events", list);
  }

  private static int limit(Call call) {
    return Count.parse("limit", call.settings().getOrDefault("limit", DEFAULT_LIMIT), 1, MAX_LIMIT);
  }

  private static Answer answer(String name, JsonArray list) {
    JsonObject body = new JsonObject();
    body.add(name, list);
    return Answer.ok(body);
  }
}
