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
 */
public record Request(
    String method, String target, @Nullable JsonObject body, @Nullable String ifMatch) {

  public Request {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(target, "target");
  }

  /** Returns a request without a body. */
  public static Request of(String method, String target) {
    return new Request(method, target, null, null);
  }

  /** Returns a copy that sends {@code value}. */
  public Request withBody(JsonObject value) {
    return new Request(method, target, value, ifMatch);
  }

  /** Returns a copy that is refused when the subject has another revision; null for any. */
  public Request withIfMatch(@Nullable String revision) {
    return new Request(method, target, body, revision);
  }

  /** Returns a copy that is checked and changes nothing. */
  Request asDryRun() {
    if (target.contains("dry-run=true")) {
      return this;
    }
    return new Request(
        method, target + (target.contains("?") ? "&" : "?") + "dry-run=true", body, ifMatch);
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
    head.append("Accept: application/json\r\n");
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
