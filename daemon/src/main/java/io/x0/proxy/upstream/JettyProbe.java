package io.x0.proxy.upstream;

import io.x0.health.HealthCheck;
import io.x0.health.Probe;
import io.x0.health.ProbeResult;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;

/** Checks backends with Jetty's client. Thread-safe. */
public final class JettyProbe implements Probe {
  private final HttpClient client;

  JettyProbe(HttpClient client) {
    this.client = client;
  }

  @Override
  public void start(Target target, Consumer<ProbeResult> done) {
    HealthCheck check = target.check();
    client
        .newRequest(URI.create("http://" + target.url().authority()))
        .method(check.method())
        .path(check.path())
        .timeout(check.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .headers(
            headers ->
                headers
                    .clear()
                    .put(HttpHeader.HOST, check.host())
                    .put(HttpHeader.CONNECTION, "close"))
        .send(result -> done.accept(judge(check, result)));
  }

  private static ProbeResult judge(HealthCheck check, Result result) {
    if (result.isFailed()) {
      return new ProbeResult(false, String.valueOf(result.getFailure().getMessage()), 0);
    }
    int status = result.getResponse().getStatus();
    return new ProbeResult(check.codes().contains(status), "status " + status, 0);
  }
}
