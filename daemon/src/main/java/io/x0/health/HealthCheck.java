package io.x0.health;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.x0.common.InvalidValueException;
import io.x0.common.setting.Setting;
import java.time.Duration;
import java.util.List;

/**
 * How a backend is asked whether it can serve. Immutable.
 *
 * @param type what is tried
 * @param method the HTTP method
 * @param path the path of the request
 * @param host the value of {@code Host}
 * @param codes the statuses of a good answer
 * @param body what the body must contain, as a regular expression; empty accepts any
 * @param timeout longest time from the connection to the end of the answer
 * @param script the file of the script that a FastCGI backend runs; empty: the path says which
 */
public record HealthCheck(
    Type type,
    String method,
    String path,
    String host,
    StatusCodes codes,
    String body,
    Duration timeout,
    String script) {
  private static final java.util.regex.Pattern METHOD =
      java.util.regex.Pattern.compile("[A-Z]{1,16}");
  private static final java.util.regex.Pattern PATH =
      java.util.regex.Pattern.compile("/[\\x21-\\x7e&&[^#]]{0,1023}");
  private static final java.util.regex.Pattern HOST =
      java.util.regex.Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,255}");

  private static final java.util.regex.Pattern FILE =
      java.util.regex.Pattern.compile("(?:/[^\\x00-\\x1f\\x7f]{0,1023})?");

  /** What is tried. */
  public enum Type {
    /** A request, in the protocol of the backend, is answered as expected. */
    HTTP,
    /** A connection is accepted. */
    TCP
  }

  /** The check of a new director. */
  public static final HealthCheck DEFAULT =
      new HealthCheck(
          Type.HTTP,
          "GET",
          "/",
          "healthcheck",
          StatusCodes.parse("health-check-success-codes", "200-399"),
          "",
          Duration.ofSeconds(2),
          "");

  /** Its settings by name. */
  static final List<Setting<HealthCheck>> SETTINGS =
      List.of(
          Setting.choice(
              "health-check-type",
              "what is tried: an HTTP request, or a TCP connection only",
              Type.class,
              HealthCheck::type,
              (c, v) ->
                  new HealthCheck(
                      v, c.method, c.path, c.host, c.codes, c.body, c.timeout, c.script)),
          Setting.text(
              "health-check-method",
              "method of the request",
              HealthCheck::method,
              (c, v) ->
                  new HealthCheck(
                      c.type,
                      matching("health-check-method", v, METHOD, "a method, such as GET or HEAD"),
                      c.path,
                      c.host,
                      c.codes,
                      c.body,
                      c.timeout,
                      c.script)),
          Setting.text(
              "health-check-request-path",
              "path of the request",
              HealthCheck::path,
              (c, v) ->
                  new HealthCheck(
                      c.type,
                      c.method,
                      matching("health-check-request-path", v, PATH, "a path, such as /ping"),
                      c.host,
                      c.codes,
                      c.body,
                      c.timeout,
                      c.script)),
          Setting.text(
              "health-check-host-header",
              "value of Host",
              HealthCheck::host,
              (c, v) ->
                  new HealthCheck(
                      c.type,
                      c.method,
                      c.path,
                      matching("health-check-host-header", v, HOST, "a host name"),
                      c.codes,
                      c.body,
                      c.timeout,
                      c.script)),
          Setting.text(
              "health-check-success-codes",
              "statuses of a good answer",
              c -> c.codes.toString(),
              (c, v) ->
                  new HealthCheck(
                      c.type,
                      c.method,
                      c.path,
                      c.host,
                      StatusCodes.parse("health-check-success-codes", v),
                      c.body,
                      c.timeout,
                      c.script)),
          Setting.text(
              "health-check-body",
              "regular expression that the body of a good answer contains",
              HealthCheck::body,
              (c, v) ->
                  new HealthCheck(
                      c.type,
                      c.method,
                      c.path,
                      c.host,
                      c.codes,
                      regularExpression(v),
                      c.timeout,
                      c.script)),
          Setting.duration(
              "health-check-timeout",
              "longest time of a check",
              Duration.ofMillis(1),
              HealthCheck::timeout,
              (c, v) ->
                  new HealthCheck(c.type, c.method, c.path, c.host, c.codes, c.body, v, c.script)),
          Setting.text(
              "health-check-fcgi-script-filename",
              "file of the script that is asked over FastCGI; empty: the path says which",
              HealthCheck::script,
              (c, v) ->
                  new HealthCheck(
                      c.type,
                      c.method,
                      c.path,
                      c.host,
                      c.codes,
                      c.body,
                      c.timeout,
                      matching("health-check-fcgi-script-filename", v, FILE, "an absolute path"))));

  private static String matching(
      String field, String text, java.util.regex.Pattern pattern, String expected) {
    if (!pattern.matcher(text).matches()) {
      throw new InvalidValueException(field, text, expected);
    }
    return text;
  }

  private static String regularExpression(String text) {
    try {
      Pattern.compile(text);
      return text;
    } catch (PatternSyntaxException e) {
      throw new InvalidValueException(
          "health-check-body", text, "a regular expression: " + e.getMessage());
    }
  }
}
