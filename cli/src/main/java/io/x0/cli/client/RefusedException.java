package io.x0.cli.client;

import io.x0.common.api.Problem;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The daemon answered that it does not do what was asked. The message is one line. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String report;
  private final @Nullable String field;

  RefusedException(Problem problem, String report, Request request) {
    super(words(problem, request));
    this.status = problem.status();
    this.field = problem.field();
    this.report = report;
  }

  /** Returns what there is to say beyond one line, in lines; empty if nothing is. */
  public String report() {
    return report;
  }

  /** Returns the HTTP status of the answer, 300 to 599. */
  public int status() {
    return status;
  }

  /** Returns the field at fault in the spelling of the API, or null when it is not about one. */
  public @Nullable String field() {
    return field;
  }

  private static String words(Problem problem, Request request) {
    Objects.requireNonNull(problem, "problem");
    if (!problem.detail().isBlank()) {
      return problem.detail();
    }
    String title = problem.title().isBlank() ? "refused" : problem.title();
    return request.method() + " " + request.target() + ": " + problem.status() + " " + title;
  }
}
