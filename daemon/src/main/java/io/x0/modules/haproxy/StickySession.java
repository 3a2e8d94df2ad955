package io.x0.modules.haproxy;

import io.x0.haproxy.model.StickyCookie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;

/**
 * Keeps clients at their servers by a cookie. Immutable.
 *
 * @param cookie how
 * @param values the value of the cookie by the name of the backend; those without one do not stick
 */
record StickySession(StickyCookie cookie, Map<String, String> values) {
  private static final String EXPIRED = "; Expires=Thu, 01-Jan-1970 00:00:01 GMT";

  StickySession {
    values = Map.copyOf(values);
  }

  /** Changes the cookies of a request on its way to the backend. */
  void onRequest(HttpFields.Mutable fields) {
    boolean isHidden = cookie.mode() == StickyCookie.Mode.INSERT && cookie.indirect();
    boolean hasPrefix = cookie.mode() == StickyCookie.Mode.PREFIX;
    List<String> lines = fields.getValuesList("Cookie");
    if ((isHidden || hasPrefix) && !lines.isEmpty()) {
      List<String> changed =
          Cookies.changed(
              lines,
              cookie.name(),
              value ->
                  isHidden
                      ? Optional.empty()
                      : Optional.of(value.substring(value.indexOf('~') + 1)));
      FieldEdits.replace("Cookie", changed, fields);
    }
  }

  /**
   * Changes the cookies of an answer.
   *
   * @param server the backend that gave it
   * @param known the backend that the client's cookie names, or empty
   * @param hasCookie whether the client has any
   */
  void onAnswer(
      String server, Optional<String> known, boolean hasCookie, HttpFields.Mutable fields) {
    String value = values.getOrDefault(server, "");
    boolean isChanged =
        switch (cookie.mode()) {
          case INSERT -> insert(value, known.filter(server::equals).isPresent(), hasCookie, fields);
          case PREFIX -> !value.isEmpty() && rewrite(old -> value + "~" + old, fields);
          case REWRITE -> !value.isEmpty() && rewrite(old -> value, fields);
          case PASSIVE -> false;
        };
    if (isChanged && cookie.nocache()) {
      fields.add("Cache-Control", "private");
    }
  }

  private boolean insert(
      String value, boolean isValid, boolean hasCookie, HttpFields.Mutable fields) {
    boolean isKept = !cookie.maxIdle().isZero() && cookie.maxLife().isZero();
    if ((isValid && !isKept) || (value.isEmpty() && !hasCookie)) {
      return false;
    }
    StringBuilder out = new StringBuilder(cookie.name()).append('=').append(value);
    if (value.isEmpty()) {
      out.append(EXPIRED);
    } else if (!lifetime().isZero()) {
      out.append("; Max-Age=").append(lifetime().toSeconds());
    }
    out.append("; path=/");
    cookie.domains().forEach(domain -> out.append("; domain=").append(domain));
    cookie.attributes().forEach(attribute -> out.append("; ").append(attribute));
    fields.add("Set-Cookie", out.toString());
    return true;
  }

  /** The client forgets the cookie when it is over; HAProxy writes dates into the value instead. */
  private Duration lifetime() {
    return cookie.maxLife().isZero() ? cookie.maxIdle() : cookie.maxLife();
  }

  private interface Change {
    String of(String value);
  }

  private boolean rewrite(Change change, HttpFields.Mutable fields) {
    boolean isChanged = false;
    List<String> lines = new ArrayList<>();
    String start = cookie.name() + "=";
    for (String line : fields.getValuesList("Set-Cookie")) {
      if (line.startsWith(start)) {
        int end = line.indexOf(';');
        String value = line.substring(start.length(), end < 0 ? line.length() : end);
        lines.add(start + change.of(value) + (end < 0 ? "" : line.substring(end)));
        isChanged = true;
      } else {
        lines.add(line);
      }
    }
    if (isChanged) {
      FieldEdits.replace("Set-Cookie", lines, fields);
    }
    return isChanged;
  }
}
