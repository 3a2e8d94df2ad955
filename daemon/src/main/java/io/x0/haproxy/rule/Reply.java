package io.x0.haproxy.rule;

import java.util.List;
import java.util.Optional;

/** What a client gets without a backend. Immutable. */
public sealed interface Reply {
  /** An error. */
  record Refuse(int status) implements Reply {}

  /** Nothing: the connection is closed. */
  record Close() implements Reply {}

  /** An error, after the tarpit timeout. */
  record Delay(int status) implements Reply {}

  /** A request for a user and a password. */
  record Challenge(String realm) implements Reply {}

  /** The metrics of the process. */
  record Metrics() implements Reply {}

  /** A redirection; the location has no line ends. */
  record Redirect(int status, String location, Optional<String> setCookie) implements Reply {}

  /** A text. */
  record Answer(int status, String contentType, String body, List<HeaderEdit> fields)
      implements Reply {
    public Answer {
      fields = List.copyOf(fields);
    }
  }
}
