package io.x0.admin;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what never reaches the API, malformed requests and bugs, with a problem that says no more
 * than the status. Stateless.
 */
final class ProblemErrors implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    if (status < HttpStatus.BAD_REQUEST_400) {
      status = HttpStatus.INTERNAL_SERVER_ERROR_500;
    }
    response.reset();
    String detail =
        status < HttpStatus.INTERNAL_SERVER_ERROR_500
            ? "the request is not one this API can read"
            : "x0d failed to answer; its log says why";
    AdminHandler.write(response, new ApiException(status, detail, null), callback);
    return true;
  }
}
