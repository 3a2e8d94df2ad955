package io.x0.proxy;

import io.x0.director.Rejection;
import io.x0.proxy.upstream.Upstream.Failure;
import io.x0.proxy.upstream.Upstream.UpstreamException;
import io.x0.stats.Ending;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;

/** How what went wrong with a request is called when it has ended. Stateless. */
final class Endings {
  private Endings() {}

  /** Returns the ending of a request that a director refused. */
  static Ending of(Rejection rejection) {
    return switch (rejection) {
      case DISABLED, DELETED -> Ending.CLOSED;
      case NO_BACKEND, BACKEND_UNUSABLE -> Ending.UNREACHABLE;
      case QUEUE_FULL -> Ending.QUEUE_FULL;
      case QUEUE_TIMEOUT -> Ending.QUEUE_TIMEOUT;
    };
  }

  /** Returns the ending of a request whose last attempt failed before an answer began. */
  static Ending of(Failure failure) {
    return switch (failure.kind()) {
      case CONNECT -> Ending.UNREACHABLE;
      case CONNECT_TIMEOUT -> Ending.CONNECT_TIMEOUT;
      case WRITE_TIMEOUT, READ_TIMEOUT -> Ending.SILENT;
      case BROKEN -> Ending.BROKEN;
      case PROTOCOL -> Ending.INVALID;
      case CLIENT ->
          switch (ErrorResponses.status(failure)) {
            case HttpStatus.REQUEST_TIMEOUT_408 -> Ending.CLIENT_SLOW_REQUEST;
            case HttpStatus.PAYLOAD_TOO_LARGE_413, HttpStatus.LENGTH_REQUIRED_411 -> Ending.REFUSED;
            default -> Ending.INVALID_BODY;
          };
    };
  }

  /** Returns the ending of a request whose answer broke off when it had begun. */
  static Ending ofBody(Throwable cause) {
    if (cause instanceof UpstreamException broken) {
      return switch (broken.failure().kind()) {
        case WRITE_TIMEOUT, READ_TIMEOUT -> Ending.SILENT_BODY;
        case PROTOCOL -> Ending.INVALID_BODY;
        case CONNECT, CONNECT_TIMEOUT, BROKEN -> Ending.BROKEN_BODY;
        case CLIENT -> Ending.CLIENT_LEFT_BODY;
      };
    }
    return cause instanceof TimeoutException ? Ending.CLIENT_SLOW_BODY : Ending.CLIENT_LEFT_BODY;
  }

  /** Returns the ending of a request whose client left before an answer began. */
  static Ending ofDeparture(boolean isServed) {
    return isServed ? Ending.CLIENT_LEFT_WAITING : Ending.CLIENT_LEFT_QUEUE;
  }
}
