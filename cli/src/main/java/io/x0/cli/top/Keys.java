package io.x0.cli.top;

import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.ClientException;
import io.x0.cli.client.RefusedException;
import io.x0.cli.client.Request;
import io.x0.cli.client.Segment;
import java.util.List;

/** What keys do. Confined to one thread. */
final class Keys {
  static final int UP = -10;
  static final int DOWN = -11;
  static final int PAGE_UP = -12;
  static final int PAGE_DOWN = -13;
  static final int HOME = -14;
  static final int END = -15;
  static final int ESCAPE = 27;

  /** The help, a line for each key. */
  static final List<String> HELP =
      List.of(
          "x0 top",
          "",
          "  Up, Down, k, j     select a director or a backend",
          "  PgUp, PgDn         ten further",
          "  Home, End          the first, the last",
          "  Tab                switch between directors and backends",
          "  s                  sort by the next figure",
          "  /                  show only names with the text that follows; Esc shows all",
          "  e                  enable what is selected",
          "  d                  disable it: it takes no new requests",
          "  D                  drain a backend: it finishes what it has",
          "  q, Ctrl-C          leave",
          "",
          "Buckets: used of its own, borrowed, assured and idle, up to its ceil (|).",
          "Backends: in flight of its capacity now; THR is the throttle of slow-start.",
          "",
          "Any key goes back.");

  private enum Mode {
    NORMAL,
    FILTER,
    QUESTION,
    HELP
  }

  /** A change that waits for yes or no. */
  private record Pending(Request request, String done) {}

  private final View view;
  private final AdminClient client;
  private Mode mode = Mode.NORMAL;
  private Pending pending = new Pending(Request.of("GET", "/status"), "");
  private boolean isOver;

  Keys(View view, AdminClient client) {
    this.view = view;
    this.client = client;
  }

  /** Returns whether somebody has seen enough. */
  boolean isOver() {
    return isOver;
  }

  /** Returns whether the help is to be shown instead of the figures. */
  boolean isHelp() {
    return mode == Mode.HELP;
  }

  /** Does what {@code key} means: a character, or one of the constants. */
  void press(int key) {
    switch (mode) {
      case HELP -> mode = Mode.NORMAL;
      case FILTER -> filter(key);
      case QUESTION -> answer(key);
      case NORMAL -> normal(key);
    }
  }

  private void normal(int key) {
    view.message("");
    switch (key) {
      case 'q', 'Q' -> isOver = true;
      case '?', 'h' -> mode = Mode.HELP;
      case UP, 'k' -> move(-1);
      case DOWN, 'j' -> move(1);
      case PAGE_UP -> move(-10);
      case PAGE_DOWN, ' ' -> move(10);
      case HOME -> move(Integer.MIN_VALUE / 2);
      case END -> move(Integer.MAX_VALUE / 2);
      case '\t' -> view.switchFocus();
      case 's' -> {
        view.focus().nextOrder();
        view.refresh();
        view.message("sorted by " + view.focus().order());
      }
      case '/' -> {
        mode = Mode.FILTER;
        view.message("show names with: " + view.focus().filter());
      }
      case ESCAPE -> {
        view.focus().filter("");
        view.refresh();
      }
      case 'e' -> ask("UNLOCK", "enable", "enabled");
      case 'd' -> ask("LOCK", "disable", "disabled");
      case 'D' -> {
        if (view.isAtBackends()) {
          ask("PATCH", "drain", "drains");
        } else {
          view.message("a director cannot drain: select a backend (Tab)");
        }
      }
      default -> {
        // No key of ours.
      }
    }
  }

  private void move(int steps) {
    view.focus().move(steps);
    view.refresh();
  }

  private void filter(int key) {
    Pane pane = view.focus();
    String text = pane.filter();
    if (key == '\r' || key == '\n') {
      mode = Mode.NORMAL;
      view.message("");
      return;
    }
    if (key == ESCAPE) {
      mode = Mode.NORMAL;
      pane.filter("");
      view.message("");
    } else if (key == 127 || key == '\b') {
      pane.filter(text.isEmpty() ? "" : text.substring(0, text.length() - 1));
    } else if (key > ' ' && key < 127) {
      pane.filter(text + (char) key);
    }
    if (mode == Mode.FILTER) {
      view.message("show names with: " + pane.filter());
    }
    view.refresh();
  }

  private void ask(String method, String verb, String done) {
    String director = view.director();
    String backend = view.isAtBackends() ? view.backends.selected() : "";
    if (director.isEmpty() || (view.isAtBackends() && backend.isEmpty())) {
      view.message("there is nothing to " + verb);
      return;
    }
    String title =
        view.isAtBackends() ? "backend " + director + "/" + backend : "director " + director;
    String path =
        "/director/"
            + Segment.encode(director)
            + (backend.isEmpty() ? "" : "/backends/" + Segment.encode(backend));
    Request request = Request.of(method, path);
    if (method.equals("PATCH")) {
      JsonObject body = new JsonObject();
      body.addProperty("admin-state", verb);
      request = request.withBody(body);
    }
    pending = new Pending(request, title + " " + done);
    mode = Mode.QUESTION;
    view.message(verb + " " + title + "? [y/N] ");
  }

  private void answer(int key) {
    mode = Mode.NORMAL;
    if (key != 'y' && key != 'Y') {
      view.message("nothing was changed");
      return;
    }
    try {
      var unused = client.send(pending.request);
      view.message(pending.done);
    } catch (ClientException | RefusedException e) {
      view.message(String.valueOf(e.getMessage()));
    }
  }
}
