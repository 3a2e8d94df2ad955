package io.x0.cli.command;

import io.x0.cli.client.ClientException;
import io.x0.cli.client.RefusedException;
import io.x0.cli.legacy.LegacyFileException;
import io.x0.cli.output.Clean;
import io.x0.common.InvalidValueException;
import java.util.List;
import java.util.Objects;

/**
 * Why a run ended without success. Immutable.
 *
 * @param code the exit code
 * @param line what is wrong, where, and what to do; one line
 * @param report what there is to say before that, in lines
 */
public record Failure(ExitCode code, String line, List<String> report) {
  public Failure {
    Objects.requireNonNull(code, "code");
    line = Clean.line(line);
    report = report.stream().map(Clean::line).toList();
  }

  private Failure(ExitCode code, String line) {
    this(code, line, List.of());
  }

  /** Returns what {@code cause} means to an operator. */
  public static Failure of(RuntimeException cause) {
    String message = cause.getMessage();
    if (message == null || message.isBlank()) {
      return bug(cause);
    }
    if (cause instanceof RefusedException refused) {
      return new Failure(code(refused.status()), message, refused.report().lines().toList());
    }
    if (cause instanceof ClientException client) {
      return new Failure(code(client.reason()), message);
    }
    if (cause instanceof UsageException || cause instanceof InvalidValueException) {
      return new Failure(ExitCode.USAGE, message);
    }
    if (cause instanceof CancelledException
        || cause instanceof UndrainedException
        || cause instanceof ImportException
        || cause instanceof OfflineToolException
        || cause instanceof LegacyFileException) {
      return new Failure(ExitCode.FAILED, message);
    }
    return bug(cause);
  }

  private static Failure bug(RuntimeException cause) {
    StackTraceElement[] trace = cause.getStackTrace();
    String where = trace.length == 0 ? "an unknown place" : trace[0].toString();
    return new Failure(
        ExitCode.FAILED, "internal error, " + cause + ", at " + where + "; please report it");
  }

  private static ExitCode code(int status) {
    return switch (status) {
      case 400 -> ExitCode.USAGE;
      case 404 -> ExitCode.NOT_FOUND;
      case 409, 412 -> ExitCode.CONFLICT;
      default -> ExitCode.FAILED;
    };
  }

  private static ExitCode code(ClientException.Reason reason) {
    return switch (reason) {
      case UNREACHABLE, TIMEOUT -> ExitCode.UNREACHABLE;
      case BROKEN -> ExitCode.FAILED;
      case INTERRUPTED -> ExitCode.INTERRUPTED;
    };
  }
}
