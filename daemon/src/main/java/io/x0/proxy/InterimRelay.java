package io.x0.proxy;

import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;

/**
 * Passes the interim answers of a backend on, and lets the answer itself wait until the last of
 * them is written. Confined to the steps of a request, which follow each other.
 */
final class InterimRelay {
  private final Exchange exchange;
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  InterimRelay(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Passes one on to a client that may be sent it: HTTP/1.0 knows none (RFC 9110 §15.2). */
  void pass(int status, HttpFields headers) {
    HttpVersion version = exchange.request().getConnectionMetaData().getHttpVersion();
    if (version != HttpVersion.HTTP_1_1 && version != HttpVersion.HTTP_2) {
      return;
    }
    HttpFields fields = exchange.headers().interim(headers);
    written =
        written
            .thenCompose(before -> exchange.response().writeInterim(status, fields))
            // A client that cannot be written to is found out by the answer.
            .exceptionally(failure -> null);
  }

  /** Runs the next step when everything is written: at once, as a rule. */
  void then(Runnable step) {
    if (written.isDone()) {
      step.run();
    } else {
      var unused = written.thenRun(step);
    }
  }
}
