package io.x0.admin;

import io.x0.common.OneLine;
import io.x0.common.api.Problem;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A request to the API is answered with a problem, in one line whatever it quotes. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int DETAIL_LENGTH = 1000;

  private final transient Problem problem;
  private final String allow;

  ApiException(int status, String detail, @Nullable String field) {
    this(status, detail, field, "");
  }

  private ApiException(int status, String detail, @Nullable String field, String allow) {
    super(detail);
    this.allow = allow;
    this.problem =
        new Problem(
            status, HttpStatus.getMessage(status), OneLine.of(detail, DETAIL_LENGTH), field);
  }

  /** Says which methods a resource has instead of {@code method}. */
  static ApiException notAllowed(String method, String allow) {
    return new ApiException(
        405, method + " is not possible here (possible: " + allow + ")", null, allow);
  }

  /** Returns the methods that are possible instead, or an empty string. */
  String allow() {
    return allow;
  }

  Problem problem() {
    return problem;
  }
}
