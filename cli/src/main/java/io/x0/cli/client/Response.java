package io.x0.cli.client;

import java.util.Objects;

/**
 * A complete answer of the daemon. Immutable.
 *
 * @param status the HTTP status, 200 to 599
 * @param body the content as text, empty when there is none
 * @param retryAfterSeconds after what time the daemon wants to be asked again; 0 when it does not
 */
record Response(int status, String body, int retryAfterSeconds) {
  Response {
    Objects.requireNonNull(body, "body");
  }

  /** Returns whether the request did what it asked for. */
  boolean isSuccess() {
    return status >= 200 && status < 300;
  }
}
