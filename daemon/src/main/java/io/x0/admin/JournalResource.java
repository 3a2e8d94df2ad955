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
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/** What operators changed, and what happened to backends; the newest first. Thread-safe. */
final class JournalResource {
  private static final String DEFAULT_LIMIT = "50";
  private static final int MAX_LIMIT = 1000;

  private final Subjects subjects;
  private final ControlPlane control;
  private final EventJournal events;

  JournalResource(Subjects subjects, ControlPlane control, EventJournal events) {
    this.subjects = subjects;
    this.control = control;
    this.events = events;
  }

  List<Route> routes() {
    return List.of(
        Route.at(
            "/history",
            Operation.of("GET", "the newest changes, what operators did", "History", this::history)
                .with("limit", "most that are told", "Limit")),
        Route.at(
            "/history/undo",
            Operation.of("POST", "takes a change back as a new one", "Undone", this::undo)
                .taking("Undo")
                .conditional()),
        Route.at(
            "/events",
            events("the newest events, what happened to backends", this::events)
                .with("director", "the only director that is told about", "Name")),
        Route.at(
            "/director/{director}/events",
            events(
                "the newest events of the backends of a director",
                call -> events(call, call.director()))));
  }

  private static Operation events(String summary, Function<Call, Answer> look) {
    return Operation.get(summary, "Events", look)
        .with("limit", "most that are told", "Limit")
        .with("stats", "whether a stream has figures", "Flag")
        .as(Operation.JSON, EventStream.TYPE);
  }

  /** Returns the newest changes of operators. */
  private CompletableFuture<Answer> history(Call call) {
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
  private CompletableFuture<Answer> undo(Call call) {
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

  /** Returns the newest events of all directors, or of the one that is asked for. */
  private Answer events(Call call) {
    String director = call.settings().get("director");
    return director == null ? events(call, event -> true) : events(call, director);
  }

  private Answer events(Call call, String director) {
    String known = subjects.director(director).name();
    return events(call, event -> event.director().equals(known));
  }

  private Answer events(Call call, Predicate<Event> wanted) {
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
