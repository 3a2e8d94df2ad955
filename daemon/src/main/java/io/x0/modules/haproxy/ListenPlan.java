package io.x0.modules.haproxy;

import io.x0.haproxy.HaproxyConfig;
import io.x0.haproxy.Listener;
import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.source.Diagnostic;
import io.x0.haproxy.source.Location;
import io.x0.proxy.ListenAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Which listeners of a configuration are opened, and what of them is lost. Immutable.
 *
 * @param places the listeners to open
 * @param diagnostics what is not done
 */
public record ListenPlan(List<Place> places, List<Diagnostic> diagnostics) {

  /**
   * A listener to open. Immutable.
   *
   * @param address where
   * @param at where it is written
   * @param frontend the name of the frontend it belongs to
   * @param connections most connections at once
   */
  public record Place(ListenAddress address, Location at, String frontend, int connections) {}

  public ListenPlan {
    places = List.copyOf(places);
    diagnostics = List.copyOf(diagnostics);
  }

  /** Returns what becomes of the listeners of a configuration. */
  public static ListenPlan of(HaproxyConfig config) {
    Reader reader = new Reader();
    for (Proxy proxy : config.configuration().proxies()) {
      if (proxy.isLoaded() && proxy.isFrontend()) {
        List<Listener> listeners =
            config.listeners().stream().filter(l -> l.frontend().equals(proxy.name())).toList();
        int before = reader.places.size();
        listeners.forEach(listener -> reader.read(listener, proxy));
        reader.remark(proxy, reader.places.size() - before);
      }
    }
    return new ListenPlan(reader.places, reader.diagnostics);
  }

  /** Collects the plan. One thread. */
  private static final class Reader {
    private final List<Place> places = new ArrayList<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    void read(Listener listener, Proxy proxy) {
      if (listener.tls().isPresent()) {
        skip(listener, "x0 does not speak TLS yet, and would serve in plain text");
      } else if (listener.acceptProxy()) {
        skip(listener, "x0 does not read PROXY headers yet, and would take one for a request");
      } else if (listener.address().isUnix()) {
        skip(listener, "x0 does not serve on UNIX sockets");
      } else {
        String host = listener.address().host();
        places.add(
            new Place(
                new ListenAddress(host.equals("*") ? "0.0.0.0" : host, listener.address().port()),
                listener.at(),
                proxy.name(),
                proxy.maxconn() == 0 ? Integer.MAX_VALUE : proxy.maxconn()));
      }
    }

    private void skip(Listener listener, String why) {
      warn(listener.at(), "bind", listener.address() + " is not opened: " + why);
    }

    /** Says what a frontend asks of its listeners that they do not do. */
    void remark(Proxy proxy, int listeners) {
      if (proxy.maxconn() > 0 && listeners > 1) {
        warn(
            proxy.at(),
            "maxconn",
            "each of the " + listeners + " listeners takes " + proxy.maxconn() + " connections");
      }
      if (proxy.timeouts().containsKey("http-request")) {
        warn(
            proxy.at(),
            "timeout http-request",
            "a client may take longer for the head of a request, if it is never silent for 60s");
      }
    }

    private void warn(Location at, String keyword, String message) {
      diagnostics.add(new Diagnostic(at, Diagnostic.Severity.WARNING, keyword, message));
    }
  }
}
