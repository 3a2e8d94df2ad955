package io.x0.modules.haproxy;

import io.x0.common.InvalidValueException;
import io.x0.haproxy.HaproxyConfig;
import io.x0.haproxy.Listener;
import io.x0.haproxy.model.Address;
import io.x0.haproxy.model.Bind;
import io.x0.haproxy.model.Proxy;
import io.x0.haproxy.model.TlsDefaults;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.source.Diagnostic;
import io.x0.haproxy.source.Location;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.tls.TlsException;
import io.x0.proxy.tls.TlsSettings;
import io.x0.unix.SocketAccess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which listeners of a configuration are opened, and what of them is lost. Immutable.
 *
 * @param places the listeners to open
 * @param unusable those that a file of TLS keeps from being opened, and why
 * @param diagnostics what is not done
 */
public record ListenPlan(
    List<Place> places, Map<ListenAddress, Diagnostic> unusable, List<Diagnostic> diagnostics) {

  /**
   * A listener to open. Immutable.
   *
   * @param address where
   * @param at where it is written
   * @param frontend the name of the frontend it belongs to
   * @param connections most connections at once
   * @param access who may use it, if it is a UNIX socket
   * @param isProxied whether connections begin with a PROXY header
   * @param tls how it speaks TLS, or null for HTTP in the clear
   */
  public record Place(
      ListenAddress address,
      Location at,
      String frontend,
      int connections,
      SocketAccess access,
      boolean isProxied,
      @Nullable TlsSettings tls) {}

  public ListenPlan {
    places = List.copyOf(places);
    unusable = Map.copyOf(unusable);
    diagnostics = List.copyOf(diagnostics);
  }

  /** Returns what becomes of the listeners of a configuration. */
  public static ListenPlan of(HaproxyConfig config) {
    Reader reader = new Reader(config.configuration().global().tls());
    for (Proxy proxy : config.configuration().proxies()) {
      if (proxy.isLoaded() && proxy.isFrontend()) {
        List<Listener> listeners =
            config.listeners().stream().filter(l -> l.frontend().equals(proxy.name())).toList();
        int before = reader.places.size();
        listeners.forEach(listener -> reader.read(listener, proxy));
        reader.remark(proxy, reader.places.size() - before);
      }
    }
    return new ListenPlan(reader.places, reader.unusable, reader.diagnostics);
  }

  /** Collects the plan. One thread. */
  private static final class Reader {
    private final List<Place> places = new ArrayList<>();
    private final Map<ListenAddress, Diagnostic> unusable = new HashMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final TlsDefaults defaults;

    Reader(TlsDefaults defaults) {
      this.defaults = defaults;
    }

    /** In plain text it would do something else: what cannot speak TLS is not opened. */
    void read(Listener listener, Proxy proxy) {
      try {
        ListenAddress address = address(listener.address());
        places.add(
            new Place(
                address,
                listener.at(),
                proxy.name(),
                proxy.maxconn() == 0 ? Integer.MAX_VALUE : proxy.maxconn(),
                access(listener),
                listener.acceptProxy(),
                tls(listener)));
      } catch (InvalidValueException e) {
        skip(listener, String.valueOf(e.getMessage()));
      } catch (NotEvaluableException e) {
        skip(listener, e.reason());
      } catch (TlsException e) {
        skip(listener, String.valueOf(e.getMessage()));
        unusable.put(address(listener.address()), diagnostics.get(diagnostics.size() - 1));
      }
    }

    private @Nullable TlsSettings tls(Listener listener) throws NotEvaluableException {
      Bind.Tls said = listener.tls().orElse(null);
      return said == null
          ? null
          : new BindTls(said, defaults, (word, what) -> warn(listener.at(), "bind: " + word, what))
              .settings();
    }

    private static ListenAddress address(Address address) {
      return address.isUnix()
          ? ListenAddress.ofPath(address.path())
          : new ListenAddress(
              address.host().equals("*") ? "0.0.0.0" : address.host(), address.port());
    }

    private static SocketAccess access(Listener listener) {
      Bind.Access said = listener.access();
      return said.mode().isEmpty()
          ? new SocketAccess(SocketAccess.DEFAULT.mode(), said.user(), said.group())
          : SocketAccess.of(said.mode(), said.user(), said.group());
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
