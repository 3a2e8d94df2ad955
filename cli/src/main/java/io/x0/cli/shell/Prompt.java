package io.x0.cli.shell;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.x0.cli.client.AdminClient;
import io.x0.cli.client.ClientException;
import io.x0.cli.client.RefusedException;
import io.x0.cli.client.Request;
import io.x0.cli.client.Segment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says at the prompt which director lines are about and how it is, and tells when the daemon comes
 * or goes. Confined to one thread.
 */
final class Prompt {
  private static final String RESET = "\u001b[0m";

  private final AdminClient client;
  private final boolean isColoured;
  private final Consumer<String> news;
  private boolean wasReachable = true;
  private String lastPid = "";

  /**
   * @param client should give up soon: somebody waits for the prompt
   * @param isColoured whether the terminal shows colours
   * @param news is told when the daemon comes or goes
   */
  Prompt(AdminClient client, boolean isColoured, Consumer<String> news) {
    this.client = client;
    this.isColoured = isColoured;
    this.news = news;
  }

  /**
   * Returns the prompt.
   *
   * @param director the one that lines are about, or empty
   * @param isInTransaction whether changes wait, which a star shows
   */
  String text(String director, boolean isInTransaction) {
    String x0 = isInTransaction ? "x0*" : "x0";
    JsonObject status = ask("/status");
    notice(status);
    if (status == null) {
      return paint(x0 + " (no x0d)", "\u001b[31m") + "> ";
    }
    if (director.isEmpty()) {
      return x0 + "> ";
    }
    JsonObject shown = ask("/director/" + Segment.encode(director));
    return x0 + " " + director + " " + mark(shown == null ? "gone" : text(shown, "state")) + "> ";
  }

  private void notice(@Nullable JsonObject status) {
    boolean isReachable = status != null;
    String pid = status == null ? "" : text(status, "pid");
    if (wasReachable && !isReachable) {
      news.accept("x0d does not answer any more");
    } else if (!wasReachable && isReachable) {
      news.accept("x0d answers again");
    } else if (isReachable && !lastPid.isEmpty() && !lastPid.equals(pid)) {
      news.accept("x0d was started again");
    }
    wasReachable = isReachable;
    lastPid = isReachable ? pid : lastPid;
  }

  private String mark(String state) {
    String colour =
        switch (state) {
          case "up" -> "\u001b[32m";
          case "degraded", "empty", "disabled" -> "\u001b[33m";
          default -> "\u001b[31m";
        };
    return isColoured ? paint("●", colour) : "[" + state + "]";
  }

  private String paint(String text, String colour) {
    return isColoured ? colour + text + RESET : text;
  }

  private @Nullable JsonObject ask(String path) {
    try {
      return client.send(Request.of("GET", path));
    } catch (ClientException | RefusedException e) {
      // Not to be able to ask is an answer.
      return null;
    }
  }

  private static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
