package io.x0.cli.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.ClientException;
import io.x0.cli.client.RefusedException;
import io.x0.cli.client.Request;
import io.x0.cli.client.Segment;
import io.x0.cli.command.Invocation;
import io.x0.cli.shell.JLineTerminal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The loop of the live screen: figures come in, keys come in, lines go out. One thread. */
final class LiveScreen {
  private static final long TICK_MILLIS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Invocation invocation;
  private final AdminClient client;
  private final View view = new View();
  private final Keys keys;
  private final BlockingQueue<Live.Update> updates = new LinkedBlockingQueue<>(64);

  LiveScreen(Invocation invocation, String director) {
    this.invocation = invocation;
    this.client = invocation.client().withTimeout(PATIENCE);
    this.keys = new Keys(view, client);
    view.directors.select(director);
  }

  /** Shows it until somebody leaves. */
  void run(JLineTerminal terminal) throws IOException {
    boolean isColoured =
        invocation.printer().style().colour().isOn(true, invocation.host().environment());
    String detailed = "";
    Live detail = null;
    Live overall = new Live(client, "", updates).start();
    try (KeyScreen screen = new KeyScreen(terminal)) {
      boolean isDirty = true;
      while (!keys.isOver()) {
        isDirty |= take();
        if (!view.director().equals(detailed)) {
          if (detail != null) {
            detail.close();
          }
          detailed = view.director();
          detail = detailed.isEmpty() ? null : new Live(client, detailed, updates).start();
          fetchHistory(detailed);
          isDirty = true;
        }
        if (screen.isResized() || isDirty) {
          TopScreen.Size size =
              new TopScreen.Size(screen.width(), screen.height(), isColoured, terminal.isPlain());
          screen.show(keys.isHelp() ? Keys.HELP : TopScreen.of(view, size));
          isDirty = false;
        }
        int key = screen.read(TICK_MILLIS);
        if (key == KeyScreen.INTERRUPTED) {
          return;
        }
        if (key != KeyScreen.NONE) {
          keys.press(key);
          isDirty = true;
        }
      }
    } finally {
      overall.close();
      if (detail != null) {
        detail.close();
      }
    }
  }

  /** Takes what is new, and returns whether anything is. */
  private boolean take() {
    boolean isNew = false;
    for (Live.Update update = updates.poll(); update != null; update = updates.poll()) {
      isNew = true;
      if (update.frame().size() == 0) {
        view.news(update.message());
      } else if (update.director().isEmpty()) {
        view.overall(update.frame());
      } else {
        view.detail(update.director(), update.frame());
      }
    }
    return isNew;
  }

  /** Asks for the seconds before now, so that the line of bars is not empty at first. */
  private void fetchHistory(String director) {
    if (director.isEmpty()) {
      return;
    }
    try {
      JsonObject stats =
          client.send(Request.of("GET", "/director/" + Segment.encode(director) + "/stats"));
      JsonObject traffic = Figures.object(Figures.object(stats, "stats"), "traffic");
      List<Double> seconds = new ArrayList<>();
      if (Figures.object(traffic, "history").get("requests") instanceof JsonArray list) {
        for (JsonElement second : list) {
          seconds.add(second.getAsDouble());
        }
      }
      view.history(director, seconds);
    } catch (ClientException | RefusedException e) {
      // Then it begins empty.
    }
  }
}
