package io.x0.cli.top;

import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.ClientException;
import io.x0.cli.client.Request;
import io.x0.cli.client.Segment;
import io.x0.cli.command.Invocation;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What the live screen would show, one after the other, where there is no screen. One thread. */
final class Snapshots {
  private static final int WIDTH = 120;

  private final Invocation invocation;
  private final String director;
  private final BlockingQueue<Live.Update> updates = new LinkedBlockingQueue<>(64);

  Snapshots(Invocation invocation, String director) {
    this.invocation = invocation;
    this.director = director;
  }

  /**
   * Prints snapshots.
   *
   * @param seconds the time between two of them
   */
  void run(int count, long seconds) {
    AdminClient client = invocation.client();
    // Whoever asks for what is not there is told so at once.
    var unused =
        client.send(
            Request.of(
                "GET", director.isEmpty() ? "/status" : "/director/" + Segment.encode(director)));
    View view = new View();
    view.directors.select(director);
    Live overall = new Live(client, "", updates).start();
    Live detail = director.isEmpty() ? overall : new Live(client, director, updates).start();
    try {
      long frames = 0;
      int printed = 0;
      while (printed < count && !invocation.host().out().hasFailed()) {
        Live.Update update = next();
        if (update.frame().size() == 0) {
          continue;
        }
        if (update.director().isEmpty()) {
          view.overall(update.frame());
          frames++;
        } else {
          view.detail(update.director(), update.frame());
        }
        boolean isWhole = director.isEmpty() || view.detail().size() > 0;
        if (isWhole && frames > printed * seconds) {
          print(view, update.frame(), printed > 0);
          printed++;
          frames = printed * seconds - seconds + 1;
        }
      }
    } finally {
      overall.close();
      detail.close();
    }
  }

  private void print(View view, JsonObject frame, boolean isLater) {
    if (invocation.printer().wantsBody()) {
      invocation.printer().printLine(director.isEmpty() ? frame : view.detail());
    } else {
      TopScreen.Size size = new TopScreen.Size(WIDTH, Integer.MAX_VALUE, false, false);
      String text = String.join("\n", TopScreen.of(view, size)).replaceAll(" +\n", "\n");
      invocation.host().out().print((isLater ? "\n" : "") + text.stripTrailing() + "\n");
    }
    invocation.host().out().flush();
  }

  private Live.Update next() {
    try {
      Live.Update update = updates.poll(30, TimeUnit.SECONDS);
      return update == null ? new Live.Update("", new JsonObject(), "") : update;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.interrupted(e);
    }
  }
}
