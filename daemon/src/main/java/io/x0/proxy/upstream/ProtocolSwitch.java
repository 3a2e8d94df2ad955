package io.x0.proxy.upstream;

import java.util.concurrent.Executor;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Tells an attempt that asked for WebSocket that its backend answered 101; Jetty's client would go
 * on to read HTTP. Thread-safe.
 */
final class ProtocolSwitch implements ProtocolHandler {
  private static final String ATTEMPT = "io.x0.attempt";

  private final Executor executor;

  ProtocolSwitch(Executor executor) {
    this.executor = executor;
  }

  /** Says which attempt is to be told about a request. */
  static void announce(Request request, JettyAttempt attempt) {
    request.attribute(ATTEMPT, attempt);
  }

  private static @Nullable JettyAttempt attempt(Request request) {
    return (JettyAttempt) request.getAttributes().get(ATTEMPT);
  }

  @Override
  public String getName() {
    return "switch";
  }

  @Override
  public boolean accept(Request request, Response response) {
    return response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101 && attempt(request) != null;
  }

  @Override
  public Response.Listener getResponseListener() {
    return new Response.Listener() {
      @Override
      public void onComplete(Result result) {
        JettyAttempt attempt = attempt(result.getRequest());
        if (attempt != null) {
          attempt.onSwitched(result, executor);
        }
      }
    };
  }
}
