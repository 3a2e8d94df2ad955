package io.x0.cli.client;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request to the admin API. Immutable.
 *
 * @param method an HTTP method, such as {@code PATCH}
 * @param target an encoded path, with a query when there is one
 * @param body the JSON to send, or null for none
 * @param ifMatch the revision the subject must still have, or null for any
 * @param lastEvent null for JSON; for a stream of events the last one that is known, or empty
 */
public record Request(
    String method,
    String target,
    @Nullable JsonObject body,
    @Nullable String ifMatch,
    @Nullable String lastEvent) {

  public Request {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(target, "target");
  }

  /** Returns a request without a body. */
  public static Request of(String method, String target) {
    return new Request(method, target, null, null, null);
  }

  /** Returns a request for events as they happen, those after {@code lastEvent} if it has one. */
  public static Request events(String target, String lastEvent) {
    return new Request("GET", target, null, null, lastEvent);
  }

  /** Returns a copy that sends {@code value}. */
  public Request withBody(JsonObject value) {
    return new Request(method, target, value, ifMatch, lastEvent);
  }

  /** Returns a copy that is refused when the subject has another revision; null for any. */
  public Request withIfMatch(@Nullable String revision) {
    return new Request(method, target, body, revision, lastEvent);
  }

  /** Returns a copy that is checked and changes nothing. */
  Request asDryRun() {
    if (target.contains("dry-run=true")) {
      return this;
    }
    return new Request(
        method,
        target + (target.contains("?") ? "&" : "?") + "dry-run=true",
        body,
        ifMatch,
        lastEvent);
  }

  /** Returns whether it can change something. */
  public boolean isChange() {
    return !method.equals("GET");
  }

  /** Returns the request as HTTP/1.1 puts it on the wire. */
  byte[] toBytes() {
    String content = body == null ? "" : body.toString();
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
    head.append("Host: x0d\r\n");
    head.append("User-Agent: x0ctl\r\n");
    head.append(
        lastEvent == null ? "Accept: application/json\r\n" : "Accept: text/event-stream\r\n");
    if (lastEvent != null && !lastEvent.isEmpty()) {
      head.append("Last-Event-ID: ").append(lastEvent).append("\r\n");
    }
    head.append("Connection: close\r\n");
    if (ifMatch != null) {
      head.append("If-Match: \"").append(ifMatch).append("\"\r\n");
    }
    if (body != null) {
      head.append("Content-Type: application/json\r\n");
    }
    if (isChange()) {
      head.append("Content-Length: ");
      head.append(content.getBytes(StandardCharsets.UTF_8).length);
      head.append("\r\n");
    }
    return head.append("\r\n").append(content).toString().getBytes(StandardCharsets.UTF_8);
  }
}
