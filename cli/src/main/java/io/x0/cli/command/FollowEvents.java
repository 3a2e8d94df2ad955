package io.x0.cli.command;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.x0.cli.client.ClientException;
import io.x0.cli.client.EventFeed;
import io.x0.cli.client.EventStream.Event;
import io.x0.cli.output.Clean;
import io.x0.cli.output.Column;
import io.x0.cli.output.Column.Kind;
import io.x0.cli.output.Host;
import io.x0.cli.output.Printer;
import io.x0.cli.output.Table;
import io.x0.common.json.Json;
import java.util.List;
import java.util.Map;

/** Prints events as they happen, until somebody has seen enough. Confined to one thread. */
final class FollowEvents {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("TIME", Kind.WORD),
          new Column("EVENT", Kind.WORD),
          new Column("DIRECTOR", Kind.WORD),
          new Column("BACKEND", Kind.WORD),
          new Column("FROM", Kind.STATE),
          new Column("TO", Kind.STATE),
          new Column("WHAT", Kind.WORD));

  private final Invocation invocation;
  private final Host host;
  private final String path;
  private boolean hasHeader;

  FollowEvents(Invocation invocation, String path) {
    this.invocation = invocation;
    this.host = invocation.host();
    this.path = path;
  }

  void run() {
    try (EventFeed feed = new EventFeed(invocation.client(), path + "?stats=false", this::tell)) {
      feed.open();
      while (!host.out().hasFailed()) {
        show(feed.next());
      }
    } catch (ClientException e) {
      boolean isAtPrompt = host.terminal().isInteractive();
      if (e.reason() != ClientException.Reason.INTERRUPTED || !isAtPrompt) {
        throw e;
      }
      // Behind the ^C that the terminal shows.
      tellNothing();
      var unused = Thread.interrupted();
    }
  }

  private void tellNothing() {
    host.err().print("\n");
    host.err().flush();
  }

  private void tell(String news) {
    host.out().flush();
    host.err().print(Dispatcher.PREFIX + news + "\n");
    host.err().flush();
  }

  private void show(Event event) {
    JsonObject data;
    try {
      data = Json.object(event.data());
    } catch (JsonParseException e) {
      // A daemon of another version may tell what is none of ours.
      return;
    }
    switch (invocation.printer().style().format()) {
      case JSON -> invocation.printer().printLine(named(event, data));
      case YAML -> {
        host.out().print("---\n");
        invocation.printer().print(named(event, data));
      }
      case TABLE, WIDE -> host.out().print(line(event, data) + "\n");
      default -> row(event, data);
    }
    host.out().flush();
  }

  /** Returns the data with the kind of the event in front. */
  private static JsonObject named(Event event, JsonObject data) {
    JsonObject named = new JsonObject();
    named.addProperty("event", event.name());
    for (Map.Entry<String, com.google.gson.JsonElement> member : data.entrySet()) {
      named.add(member.getKey(), member.getValue());
    }
    return named;
  }

  /** Returns a line for people, who look at one event after the other. */
  private static String line(Event event, JsonObject data) {
    String director = Fields.text(data, "director");
    String backend = Fields.text(data, "backend");
    String subject = backend.equals("-") ? director : director + "/" + backend;
    String change =
        event.name().equals("health") || event.name().equals("drained")
            ? Fields.text(data, "from") + " -> " + Fields.text(data, "to") + ": "
            : "";
    String kind = event.name() + " ".repeat(Math.max(0, 6 - event.name().length()));
    return Clean.line(
        Fields.text(data, "at")
            + "  "
            + kind
            + "  "
            + (director.equals("-") ? "" : subject + "  ")
            + change
            + what(event.name(), data));
  }

  private void row(Event event, JsonObject data) {
    Table table = new Table(COLUMNS);
    table.add(
        List.of(
            Fields.text(data, "at"),
            event.name(),
            Fields.text(data, "director"),
            Fields.text(data, "backend"),
            Fields.text(data, "from"),
            Fields.text(data, "to"),
            what(event.name(), data)));
    Printer printer = invocation.printer().withHeaders(!hasHeader);
    hasHeader = true;
    printer.print(table);
    printer.finish();
  }

  private static String what(String name, JsonObject data) {
    return switch (name) {
      case "health", "drained" -> Fields.text(data, "cause");
      case "config" -> Fields.text(data, "who") + ": " + Fields.text(data, "action");
      case "reload" -> Fields.text(data, "who") + ": " + Fields.text(data, "summary");
      case "reset" -> Fields.text(data, "detail");
      default -> "-";
    };
  }
}
