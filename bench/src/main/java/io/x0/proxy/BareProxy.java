package io.x0.proxy;

import io.x0.common.name.BackendUrl;
import io.x0.director.Affinity;
import io.x0.director.DirectorSettings;
import io.x0.director.Timeouts;
import io.x0.link.Link;
import io.x0.proxy.upstream.Upstream;
import io.x0.time.Clock;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * x0 without what decides and shares: every request goes to one backend, with no program, director,
 * queue or shaper on its way. What x0 costs above this is what those cost.
 */
public final class BareProxy {
  private static final Timeouts TIMEOUTS = DirectorSettings.DEFAULT.timeouts();

  private BareProxy() {}

  /**
   * Serves on a port of the loopback until the process is ended.
   *
   * @param arguments the port, and that of the backend
   */
  public static void main(String[] arguments) throws ListenException {
    BackendUrl url = BackendUrl.parse("backend", "http://127.0.0.1:" + arguments[1]);
    ProxyServer server =
        new ProxyServer(new ProxyConfig(exchange -> pass(exchange, url), "x0d"), Clock.system());
    server.listen(List.of(new ListenAddress("127.0.0.1", Integer.parseInt(arguments[0])))).commit();
    server.start();
  }

  private static boolean pass(Exchange exchange, BackendUrl url) {
    exchange.serve(
        (request, response, callback) ->
            new Pass(exchange, request, response, callback).start(url));
    return true;
  }

  /** One request and its answer. Confined to the steps of the request. */
  private record Pass(Exchange exchange, Request request, Response response, Callback callback)
      implements Upstream.Observer, ResponseRelay.Observer {

    void start(BackendUrl url) {
      Order order = exchange.order(Affinity.NONE);
      order
          .upstream()
          .send(
              new Upstream.Outgoing(
                  url,
                  Link.DEFAULT,
                  order.client(),
                  order.method(),
                  order.target(),
                  order.headers(),
                  order.body(),
                  order.bodyLength(),
                  order.trailers(),
                  TIMEOUTS),
              this);
    }

    @Override
    public void onHead(int status, HttpFields headers, Upstream.Body body) {
      response.setStatus(status);
      exchange.headers().toClient(headers, response.getHeaders());
      new ResponseRelay(response, body, this).iterate();
    }

    @Override
    public void onFailure(Upstream.Failure failure) {
      callback.failed(failure.cause());
    }

    @Override
    public void onAnswered() {
      callback.succeeded();
    }

    @Override
    public void onBroken(Throwable cause) {
      callback.failed(cause);
    }
  }
}
