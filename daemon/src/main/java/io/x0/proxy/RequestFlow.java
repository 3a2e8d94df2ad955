package io.x0.proxy;

import io.x0.director.Affinity;
import io.x0.director.Director;
import io.x0.director.Permit;
import io.x0.director.Rejection;
import io.x0.proxy.tunnel.TunnelEnd;
import io.x0.proxy.tunnel.WebSocketTunnel;
import io.x0.proxy.upstream.Upstream;
import io.x0.proxy.upstream.Upstream.Failure;
import java.time.Duration;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * One balanced request whose answer goes straight to its client. Thread-safe in this way: the steps
 * of the request follow each other, and the client's departure may come at any time between.
 */
final class RequestFlow implements Fetch.Receiver, ResponseRelay.Observer {
  private final Proxy proxy;
  private final Director director;
  private final Exchange exchange;
  private final ClientSide client;
  private final Fetch fetch;
  private final InterimRelay interim;

  RequestFlow(
      Proxy proxy, Exchange exchange, Director director, Affinity affinity, Callback callback) {
    this.proxy = proxy;
    this.director = director;
    this.exchange = exchange;
    this.interim = new InterimRelay(exchange);
    client = new ClientSide(proxy, exchange, director, callback, this::onClientGone);
    fetch = new Fetch(director, exchange.order(affinity), this);
  }

  void start() {
    client.start();
    fetch.start();
  }

  @Override
  public void onGranted(Permit permit, long waitNanos) {
    client.servedBy(permit, waitNanos);
  }

  @Override
  public void onRejected(Rejection rejection) {
    fetch.release();
    interim.then(() -> client.respond(rejection));
  }

  @Override
  public void onFailed(Failure failure) {
    fetch.release();
    interim.then(() -> client.respond(failure));
  }

  @Override
  public void onStopped(Throwable cause) {
    // One that is given up gets an answer after all, behind what is being written.
    interim.then(() -> end(cause));
  }

  @Override
  public void onInterim(int status, HttpFields headers) {
    interim.pass(status, headers);
  }

  @Override
  public void onHead(int status, HttpFields headers, Upstream.Body body) {
    client.answering();
    interim.then(() -> answer(status, headers, body));
  }

  private void answer(int status, HttpFields headers, Upstream.Body body) {
    if (SentFile.isIn(headers, exchange)) {
      fetch.discard();
      SentFile.send(exchange, client, status, headers);
      return;
    }
    Response response = exchange.response();
    response.setStatus(status);
    exchange.headers().toClient(headers, response.getHeaders());
    LocalAnswer instead = exchange.filter();
    if (instead != null) {
      fetch.discard();
      client.respond(instead);
      return;
    }
    client.relay(headers, body, this);
  }

  @Override
  public void onSwitched(HttpFields headers, TunnelEnd backend) {
    client.answering();
    interim.then(() -> open(headers, backend));
  }

  private void open(HttpFields headers, TunnelEnd backend) {
    Response response = exchange.response();
    response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
    exchange.headers().toClient(headers, response.getHeaders());
    LocalAnswer instead = exchange.filter();
    if (instead != null) {
      backend.abandon();
      fetch.dismiss(new EofException("the answer was replaced"));
      client.respond(instead);
      return;
    }
    client.addDirectorHeaders();
    exchange.applyAnswerEdits(response.getHeaders());
    WebSocketRequest.agree(response.getHeaders());
    Duration idle = director.config().settings().timeouts().webSocket();
    WebSocketTunnel tunnel = proxy.tunnels().join(exchange, backend, idle);
    tunnel.whenEnded(() -> fetch.ended(tunnel));
    // Which sends the head, and then opens the tunnel.
    client.end(null);
  }

  @Override
  public void onAnswered() {
    end(null);
  }

  @Override
  public void onBroken(Throwable cause) {
    if (cause instanceof Upstream.UpstreamException broken) {
      if (!exchange.response().isCommitted() && client.gone() == null) {
        fetch.release();
        client.respond(broken.failure());
      } else {
        end(cause);
      }
    } else if (!fetch.isDone() && fetch.goesOnAlone()) {
      client.gone(cause);
      new DiscardedBody(fetch, failure -> end(cause)).read();
    } else {
      fetch.breakOff(cause);
      end(cause);
    }
  }

  private void onClientGone(Throwable cause) {
    fetch.stop(cause);
  }

  private void end(@Nullable Throwable cause) {
    fetch.release();
    client.end(cause);
  }
}
