package io.x0.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.x0.admin.Api.Answer;
import io.x0.admin.Api.Call;
import io.x0.common.InvalidValueException;
import io.x0.common.unit.Count;
import io.x0.director.ControlPlane;
import io.x0.director.DirectorConfig;
import io.x0.director.DirectorStore.Entry;
import io.x0.director.Event;
import io.x0.director.EventJournal;
import io.x0.director.Undone;
import java.util.Map;
import java.util.OptionalLong;
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
            entries -> {
              JsonArray list = new JsonArray();
              entries.forEach(entry -> list.add(Views.entry(entry)));
              OptionalLong newest = entries.stream().mapToLong(Entry::id).limit(1).findFirst();
              return new Answer(200, answer("changes", list).body(), newest, null);
            });
  }

  /** Takes a change back: the one named, or the newest of an operator. */
  CompletableFuture<Answer> undo(Call call) {
    if (!call.method().equals("POST")) {
      throw ApiException.notAllowed(call.method(), "POST");
    }
    OptionalLong wanted = OptionalLong.empty();
    for (Map.Entry<String, String> setting : call.settings().entrySet()) {
      if (!setting.getKey().equals("id")) {
        throw new InvalidValueException(setting.getKey(), setting.getValue(), "only id");
      }
      wanted = OptionalLong.of(Count.parse("id", setting.getValue(), 1, Integer.MAX_VALUE));
    }
    return control
        .undo(call.who(), wanted, call.ifMatch().revisions(), call.isDryRun())
        .thenApply(done -> Answer.ok(undone(done)));
  }

  private static JsonObject undone(Undone done) {
    JsonArray list = new JsonArray();
    for (int i = 0; i < done.entries().size(); i++) {
      Entry entry = done.entries().get(i);
      ControlPlane.Result result = done.results().get(i);
      JsonObject one = new JsonObject();
      one.addProperty("undoes", entry.id());
      one.addProperty("at", entry.change().at().toString());
      one.addProperty("who", entry.change().who());
      one.addProperty("action", entry.change().action());
      one.addProperty("director", entry.change().director());
      DirectorConfig after = result.after();
      if (after != null) {
        one.addProperty("revision", after.revision());
      }
      one.add("changes", Difference.of(result.before(), after));
      list.add(one);
    }
    JsonObject body = new JsonObject();
    body.addProperty("undoes", done.first());
    body.add("changes", list);
    return body;
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
