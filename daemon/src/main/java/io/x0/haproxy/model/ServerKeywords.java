package io.x0.haproxy.model;

import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.source.Line;
import io.x0.haproxy.source.Variables;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code bind}, {@code server} and their like. One thread. */
final class ServerKeywords {
  private static final int MAX_SERVERS = 100_000;
  private static final int MAX_BINDS = 10_000;

  private final AddressReader addresses;
  private final Map<ProxyDraft, Set<String>> names = new HashMap<>();

  ServerKeywords(Variables variables) {
    addresses = new AddressReader(variables);
  }

  /** Takes a line whose second word is an address to listen on. */
  void bind(Line line, ProxyDraft proxy) {
    bind(line, 1, proxy);
  }

  void bind(Line line, int index, ProxyDraft proxy) {
    if (index >= line.size()) {
      proxy.error(line.at(), "bind", "the address is missing");
      return;
    }
    List<String> certificates = new ArrayList<>();
    List<String> lists = new ArrayList<>();
    Map<String, String> options = new HashMap<>();
    int next = index + 1;
    while (next < line.size()) {
      String word = line.text(next);
      boolean alone = BindWords.isAlone(word);
      String value = alone ? "" : line.text(next + 1);
      if (word.equals("accept-netscaler-cip")) {
        proxy.refuse(
            line.at(next), "bind: " + word, "clients would be taken for the load balancer");
      } else if (BindWords.isLost(word)) {
        proxy.lost(line.at(next), "bind: " + word, "the listener has x0's own settings");
      }
      if (word.equals("crt")) {
        certificates.add(value);
      } else if (word.equals("crt-list")) {
        lists.add(value);
      } else {
        options.put(word, value);
      }
      next += alone ? 1 : 2;
    }
    Optional<Bind.Tls> tls =
        options.containsKey("ssl")
            ? Optional.of(new Bind.Tls(certificates, lists, options))
            : Optional.empty();
    try {
      for (Address address : addresses.read(line.words().get(index), true)) {
        if (proxy.binds.size() < MAX_BINDS) {
          proxy.binds.add(
              new Bind(
                  line.at(index),
                  address,
                  tls,
                  options.containsKey("accept-proxy"),
                  Bind.Access.of(options)));
        }
      }
    } catch (NotEvaluableException e) {
      proxy.lost(line.at(index), "bind", "the listener is not opened: " + e.reason());
    }
  }

  void server(Line line, ProxyDraft proxy) {
    server(line, line.text(1), 2, proxy);
  }

  /** {@code server-template PREFIX COUNT ADDRESS}: one server instead, since names are followed. */
  void template(Line line, ProxyDraft proxy) {
    proxy.lost(
        line.at(), "server-template", "one backend connects to whatever the name resolves to");
    server(line, line.text(1) + "1", 3, proxy);
  }

  private void server(Line line, String name, int index, ProxyDraft proxy) {
    if (index >= line.size() || name.isEmpty()) {
      proxy.error(line.at(), line.text(0), "it needs a name and an address");
      return;
    }
    if (proxy.servers.size() >= MAX_SERVERS) {
      return;
    }
    if (!names.computeIfAbsent(proxy, p -> new HashSet<>()).add(name)) {
      proxy.error(line.at(), "server " + name, "there is another one of this name; it is left out");
      return;
    }
    ServerDraft draft = new ServerDraft(proxy.defaultServer);
    draft.read(line, index + 1, proxy);
    try {
      Address address = addresses.read(line.words().get(index), false).get(0);
      if (!address.isUnix() && address.port() == 0) {
        throw new NotEvaluableException("it has no port");
      }
      Address reachable =
          address.host().equals("*") ? new Address("127.0.0.1", address.port(), "") : address;
      proxy.servers.add(new Server(line.at(), name, reachable, draft.parameters()));
    } catch (NotEvaluableException e) {
      proxy.lost(line.at(index), "server " + name, "it is left out: " + e.reason());
    }
  }

  static void defaultServer(Line line, ProxyDraft proxy) {
    ServerDraft draft = new ServerDraft(proxy.defaultServer);
    draft.read(line, 1, proxy);
    proxy.defaultServer = draft;
  }
}
