package io.x0.proxy.upstream;

import java.util.concurrent.Executor;
import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Tells an attempt that asked for WebSocket that its backend answered 101; Jetty's client would go
 * on to read HTTP. Thread-safe.
 */
final class ProtocolSwitch implements ProtocolHandler {
  private final Executor executor;

  ProtocolSwitch(Executor executor) {
    this.executor = executor;
  }

  @Override
  public String getName() {
    return "switch";
  }

  @Override
  public boolean accept(Request request, Response response) {
    JettyAttempt attempt = JettyAttempt.of(request);
    return response.getStatus() == HttpStatus.SWITCHING_PROTOCOLS_101
        && attempt != null
        && attempt.asksForWebSocket();
  }

  @Override
  public Response.Listener getResponseListener() {
    return new Response.Listener() {
      @Override
      public void onComplete(Result result) {
        JettyAttempt attempt = JettyAttempt.of(result.getRequest());
        if (attempt != null) {
          attempt.onSwitched(result, executor);
        }
      }
    };
  }
}
