package io.x0.proxy.upstream;

import org.eclipse.jetty.client.EarlyHintsProtocolHandler;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Tells an attempt of the interim answers with one status, which Jetty's client would only skip.
 * Thread-safe.
 */
// Jetty means to drop its handlers of interim answers with the methods of old; the pin holds them
// here.
@SuppressWarnings("removal")
final class InterimAnswers extends EarlyHintsProtocolHandler {
  private static final int PROCESSING_102 = 102;

  private final int status;

  private InterimAnswers(int status) {
    this.status = status;
  }

  /** Makes a client skip the interim answers there are, and tell of them. */
  static void skip(HttpClient client) {
    for (int status :
        new int[] {HttpStatus.CONTINUE_100, PROCESSING_102, HttpStatus.EARLY_HINT_103}) {
      client.getProtocolHandlers().put(new InterimAnswers(status));
    }
  }

  @Override
  public String getName() {
    return "interim-" + status;
  }

  @Override
  public boolean accept(Request request, Response response) {
    return response.getStatus() == status;
  }

  @Override
  protected void onEarlyHints(Request request, HttpFields headers) {
    JettyAttempt attempt = JettyAttempt.of(request);
    if (attempt != null) {
      attempt.onInterim(status, headers);
    }
  }
}
