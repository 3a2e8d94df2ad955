package io.x0.admin;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers requests that never reach the API, because they are malformed, as it would. Stateless.
 */
final class ProblemErrors implements Request.Handler {
  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    int status = response.getStatus();
    String detail =
        status < HttpStatus.INTERNAL_SERVER_ERROR_500
            ? "x0d does not accept this request"
            : "x0d failed to answer; its log says why";
    AdminHandler.write(response, new ApiException(status, detail, null), callback);
    return true;
  }
}
