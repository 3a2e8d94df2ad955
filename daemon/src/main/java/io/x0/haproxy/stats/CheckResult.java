package io.x0.haproxy.stats;

import io.x0.health.HealthCheck;
import io.x0.health.ProbeResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last check of a backend in the words of HAProxy. Immutable.
 *
 * @param word such as {@code L7OK}
 * @param description what the word means
 * @param code the status of the answer, or an empty text
 */
record CheckResult(String word, String description, String code) {
  private static final Pattern STATUS = Pattern.compile("status (\\d{3})\\b.*");

  static CheckResult of(HealthCheck.Type type, ProbeResult result) {
    boolean isTcp = type == HealthCheck.Type.TCP;
    Matcher matcher = STATUS.matcher(result.detail());
    String code = matcher.matches() ? matcher.group(1) : "";
    if (result.good()) {
      return isTcp
          ? new CheckResult("L4OK", "Layer4 check passed", "")
          : new CheckResult("L7OK", "Layer7 check passed", code);
    }
    String detail = result.detail();
    if (!code.isEmpty()) {
      return new CheckResult("L7STS", "Layer7 wrong status", code);
    }
    if (detail.startsWith("no connection within")) {
      return new CheckResult("L4TOUT", "Layer4 timeout", "");
    }
    if (detail.contains(" within ")) {
      return new CheckResult("L7TOUT", "Layer7 timeout", "");
    }
    boolean isAnswer =
        detail.contains("answer") || detail.startsWith("body") || detail.equals("not HTTP");
    return isAnswer
        ? new CheckResult("L7RSP", "Layer7 invalid response", "")
        : new CheckResult("L4CON", "Layer4 connection problem", "");
  }
}
