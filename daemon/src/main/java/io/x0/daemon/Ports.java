package io.x0.daemon;

import io.x0.director.DemandListener;
import io.x0.director.RefusedException;
import io.x0.director.RefusedException.Cause;
import io.x0.modules.SetupContext;
import io.x0.proxy.ListenAddress;
import io.x0.proxy.ListenException;
import io.x0.proxy.ListenerChange;
import io.x0.proxy.ProxyServer;
import io.x0.unix.SocketAccess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where x0d listens: on what the configuration says, and on the ports of directors on demand that
 * it does not mention. Confined to the writer's thread.
 */
final class Ports implements DemandListener {
  private final ProxyServer proxy;
  private List<ListenAddress> declared = List.of();
  private Map<ListenAddress, SocketAccess> sockets = Map.of();
  private String host = "";
  private Set<Integer> demanded = Set.of();

  Ports(ProxyServer proxy) {
    this.proxy = proxy;
  }

  /**
   * Binds what another configuration needs.
   *
   * @param next what it asks for
   * @throws RefusedException if one cannot be bound; then nothing has changed
   */
  ListenerChange declare(SetupContext next) {
    next.unusable()
        .forEach(
            (address, why) -> {
              if (declared.contains(address)) {
                // To start without it is better than not to start; to go on with it is best.
                throw new RefusedException(
                    Cause.CONFLICT, "it serves now, and would be closed: " + why, null);
              }
            });
    List<ListenAddress> addresses = next.listeners();
    String demandHost = next.demandHost();
    ListenerChange change =
        listen(wanted(addresses, demandHost, demanded), next.sockets(), next.places());
    return new ListenerChange() {
      @Override
      public void commit() {
        declared = addresses;
        sockets = next.sockets();
        host = demandHost;
        change.commit();
      }

      @Override
      public void rollback() {
        change.rollback();
      }
    };
  }

  @Override
  public void demanded(Set<Integer> ports) {
    listen(wanted(declared, host, ports), sockets, Map.of()).commit();
    demanded = Set.copyOf(ports);
  }

  private ListenerChange listen(
      List<ListenAddress> addresses,
      Map<ListenAddress, SocketAccess> access,
      Map<ListenAddress, String> places) {
    try {
      return proxy.listen(addresses, access);
    } catch (ListenException e) {
      throw new RefusedException(
          Cause.CONFLICT, String.valueOf(e.getMessage()), places.get(e.address()));
    }
  }

  private static List<ListenAddress> wanted(
      List<ListenAddress> declared, String host, Set<Integer> ports) {
    List<ListenAddress> out = new ArrayList<>(declared);
    for (int port : new TreeSet<>(ports)) {
      if (declared.stream().noneMatch(address -> address.port() == port)) {
        out.add(new ListenAddress(host, port));
      }
    }
    return out;
  }
}
