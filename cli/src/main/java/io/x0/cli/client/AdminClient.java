package io.x0.cli.client;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.x0.cli.client.ClientException.Reason;
import io.x0.common.api.Problem;
import io.x0.common.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The admin API of one daemon. Thread-safe. */
public final class AdminClient {
  /** How often it comes back to a daemon that has too much to do. */
  private static final int PATIENCE = 3;

  private static final int LONGEST_WAIT_SECONDS = 5;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final Path socket;
  private final UnixHttp http;
  private final @Nullable Consumer<Request> collector;
  private final boolean isDryRun;
  private final Duration second;

  /**
   * @param socket the path of the daemon's admin socket
   * @param timeout longest time a request may take in all
   */
  public AdminClient(Path socket, Duration timeout) {
    this(socket, timeout, SECOND);
  }

  /**
   * @param second how long a second is when the daemon asks to wait
   */
  AdminClient(Path socket, Duration timeout, Duration second) {
    this(socket, new UnixHttp(socket, timeout), null, false, second);
  }

  private AdminClient(
      Path socket,
      UnixHttp http,
      @Nullable Consumer<Request> collector,
      boolean isDryRun,
      Duration second) {
    this.socket = socket;
    this.http = http;
    this.collector = collector;
    this.isDryRun = isDryRun;
    this.second = second;
  }

  /** Returns one that sends no changes but hands them to {@code value}, and asks as before. */
  public AdminClient collecting(Consumer<Request> value) {
    return new AdminClient(socket, http, value, isDryRun, second);
  }

  /** Returns one whose changes are only checked. */
  public AdminClient dryRun() {
    return new AdminClient(socket, http, collector, true, second);
  }

  /** Returns a client of the same daemon with another longest time for a request. */
  public AdminClient withTimeout(Duration timeout) {
    return new AdminClient(socket, timeout, second);
  }

  /**
   * Makes the JDK load what sockets need, on a thread of its own: that takes a third of the time of
   * reading the command line, and can happen meanwhile.
   */
  public static void warmUp() {
    SocketWarmUp.nameProvider();
    Thread thread = new Thread(new SocketWarmUp(), "x0-warm-up");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Returns what the daemon answered; an answer without content reads as an empty object.
   *
   * @throws RefusedException if the daemon refused
   * @throws ClientException if there was no usable answer
   */
  public JsonObject send(Request wanted) {
    if (collector != null && wanted.isChange()) {
      collector.accept(wanted);
      return new JsonObject();
    }
    Request request = isDryRun && wanted.isChange() ? wanted.asDryRun() : wanted;
    Response response = exchange(request);
    JsonObject body = json(response);
    if (!response.isSuccess()) {
      throw refusal(response, body, request);
    }
    return body;
  }

  /** A daemon that asks to come again later has done nothing yet. */
  private Response exchange(Request request) {
    Response response = http.exchange(request);
    for (int i = 0; i < PATIENCE && asksToWait(response); i++) {
      Pause.of(second.multipliedBy(response.retryAfterSeconds()));
      response = http.exchange(request);
    }
    return response;
  }

  private static boolean asksToWait(Response response) {
    return (response.status() == 429 || response.status() == 503)
        && response.retryAfterSeconds() > 0
        && response.retryAfterSeconds() <= LONGEST_WAIT_SECONDS;
  }

  /**
   * Begins to listen to events.
   *
   * @param target a path of events
   * @param lastEvent the last that is known, or empty
   * @throws RefusedException if the daemon refused
   * @throws ClientException if there was no usable answer
   */
  public EventStream events(String target, String lastEvent) {
    Request request = Request.events(target, lastEvent);
    StreamStart start = http.stream(request);
    Response refusal = start.refusal();
    if (refusal != null && refusal.isSuccess()) {
      throw new ClientException(
          Reason.BROKEN,
          "x0d at " + socket + " does not tell events as they happen: it is older than x0ctl",
          null);
    }
    if (refusal != null) {
      throw refusal(refusal, json(refusal), request);
    }
    return Objects.requireNonNull(start.stream(), "stream");
  }

  private static RefusedException refusal(Response response, JsonObject body, Request request) {
    JsonElement report = body.get("report");
    return new RefusedException(
        Problem.of(response.status(), body),
        report != null && report.isJsonPrimitive() ? report.getAsString() : "",
        request);
  }

  private JsonObject json(Response response) {
    if (response.status() == 204) {
      return new JsonObject();
    }
    try {
      return Json.object(response.body());
    } catch (JsonParseException e) {
      throw new ClientException(
          Reason.BROKEN,
          "x0d at "
              + socket
              + " gave a broken answer: "
              + response.status()
              + " without JSON (is that the admin socket? name it with --socket)",
          e);
    }
  }
}
