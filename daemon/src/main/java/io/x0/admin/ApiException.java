package io.x0.admin;

import io.x0.common.InvalidValueException;
import io.x0.common.OneLine;
import io.x0.common.api.Problem;
import io.x0.director.DirectorStore.StoreException;
import io.x0.director.RefusedException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** A request to the API is answered with a problem, in one line whatever it quotes. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final int DETAIL_LENGTH = 1000;

  private final transient Problem problem;

  ApiException(int status, String detail, @Nullable String field) {
    this(status, detail, field, List.of());
  }

  /**
   * @param allowed what would be right
   */
  ApiException(int status, String detail, @Nullable String field, List<String> allowed) {
    super(detail);
    this.problem =
        new Problem(
            status,
            HttpStatus.getMessage(status),
            OneLine.of(detail, DETAIL_LENGTH),
            field,
            allowed);
  }

  /** Says which methods a resource has instead of {@code method}. */
  static ApiException notAllowed(String method, List<String> methods) {
    return new ApiException(
        405,
        method + " is not possible here (possible: " + String.join(", ", methods) + ")",
        null,
        methods);
  }

  /** Returns the problem that a failure of a change or of a look-up is; a bug is none. */
  static RuntimeException of(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException
            ? Objects.requireNonNull(failure.getCause())
            : failure;
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof ApiException e) {
      return e;
    }
    if (cause instanceof InvalidValueException e) {
      return new ApiException(400, message, e.field(), e.allowed());
    }
    if (cause instanceof RefusedException e) {
      return switch (e.reason()) {
        case NOT_FOUND -> new ApiException(404, message, null);
        case CONFLICT -> new ApiException(409, message, null);
        case FORBIDDEN -> new ApiException(403, message, null);
        case PRECONDITION -> new ApiException(412, message, null);
        case INVALID -> new ApiException(400, message, e.field());
        case UNAVAILABLE -> new ApiException(503, message, null);
      };
    }
    if (cause instanceof StoreException e) {
      return new ApiException(
          500,
          message + (e.isUnknown() ? "; the change may hold after all: look again" : ""),
          null);
    }
    return new IllegalStateException("admin API: " + cause, cause);
  }

  /** Returns the methods that are possible instead, or an empty string. */
  String allow() {
    return problem.status() == 405 ? String.join(", ", problem.allowed()) : "";
  }

  Problem problem() {
    return problem;
  }
}
