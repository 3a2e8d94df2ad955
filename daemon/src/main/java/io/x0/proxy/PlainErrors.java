package io.x0.proxy;

import io.x0.stats.Ending;
import io.x0.stats.EndingCounts;
import java.time.Duration;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers requests that never reach the program: malformed ones, and those that a bug broke. Says
 * no more than the status, or shows the page for it: no stack trace, no version, nothing that the
 * client sent. Thread-safe.
 */
final class PlainErrors implements Request.Handler {
  private final Supplier<ErrorPages> pages;
  private final EndingCounts endings;

  /**
   * @param pages those of the configuration in force
   * @param endings counts those that never reached the front
   */
  PlainErrors(Supplier<ErrorPages> pages, EndingCounts endings) {
    this.pages = pages;
    this.endings = endings;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    if (status < HttpStatus.BAD_REQUEST_400) {
      status = HttpStatus.INTERNAL_SERVER_ERROR_500;
    }
    if (Exchange.of(request) == null) {
      endings.count(Ending.REFUSED);
    }
    String text =
        status < HttpStatus.INTERNAL_SERVER_ERROR_500
            ? "the proxy does not accept this request"
            : "the proxy failed";
    ErrorResponses.write(response, pages.get(), status, text, Duration.ZERO, () -> {}, callback);
    return true;
  }
}
