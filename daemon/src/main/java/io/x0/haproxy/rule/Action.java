package io.x0.haproxy.rule;

import com.google.re2j.Pattern;
import io.x0.haproxy.sample.Replacement;
import io.x0.haproxy.sample.Sample;
import io.x0.haproxy.sample.Template;
import java.util.List;
import java.util.Optional;

/** What a rule does. Immutable. */
public sealed interface Action {
  /** Ends the rules of its set. */
  record Allow() implements Action {}

  /** Answers an error. */
  record Deny(int status) implements Action {}

  /** Closes the connection without an answer. */
  record Drop() implements Action {}

  /** Answers an error late, after the tarpit timeout. */
  record Tarpit(int status) implements Action {}

  /** Asks for a user and a password. */
  record Authenticate(String realm) implements Action {}

  /** Answers with the metrics of the process. */
  record Metrics() implements Action {}

  /**
   * Answers with a redirection.
   *
   * @param base what the target is
   * @param target where to
   * @param code the status
   * @param dropQuery whether the query is left out, for a prefix
   * @param appendSlash whether a path without a slash at its end gets one, with dropQuery
   * @param setCookie the value of Set-Cookie, or empty
   */
  record Redirect(
      Base base,
      Template target,
      int code,
      boolean dropQuery,
      boolean appendSlash,
      Optional<String> setCookie)
      implements Action {
    /** What the target of a redirection is. */
    public enum Base {
      LOCATION,
      PREFIX,
      SCHEME
    }
  }

  /**
   * Answers with a text.
   *
   * @param contentType empty if there is no body
   */
  record Answer(int status, String contentType, Template body, List<Field> fields)
      implements Action {
    public Answer {
      fields = List.copyOf(fields);
    }

    /** A header field. */
    public record Field(String name, Template value) {}
  }

  /** Changes a header field of the request or the answer. */
  record EditHeader(HeaderEdit.Operation operation, String name, Template value)
      implements Action {}

  /** Replaces the lines of a header field that match. */
  record ReplaceHeader(String name, Pattern pattern, Replacement replacement) implements Action {}

  /**
   * Replaces the path if it matches.
   *
   * @param withQuery whether the query belongs to it
   */
  record ReplacePath(Pattern pattern, Replacement replacement, boolean withQuery)
      implements Action {}

  /** Sets a part of the request line. */
  record SetTarget(Part part, Template value) implements Action {
    /** A part of the request line. */
    public enum Part {
      METHOD,
      PATH,
      PATH_AND_QUERY,
      QUERY
    }
  }

  /** Sets a variable. */
  record SetVariable(String name, Sample value) implements Action {}

  /** Forgets a variable. */
  record UnsetVariable(String name) implements Action {}

  /** Takes an address from the request for that of the client. */
  record SetSource(Sample address) implements Action {}

  /** Sets the status of the answer. */
  record SetStatus(int status) implements Action {}
}
