package io.x0.proxy;

import io.x0.flow.value.Cidr;
import io.x0.flow.value.IpAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * The proxies whose word about the client is believed. Immutable.
 *
 * <p>Each proxy adds the address of its own peer at the end of {@code X-Forwarded-For}. So the
 * chain is read from its end, and only as long as the one who wrote the next entry is trusted: the
 * first address that is not is the client, whatever stands before it.
 *
 * @param networks where they are
 */
public record TrustedProxies(List<Cidr> networks) {
  /** Nobody is believed. */
  public static final TrustedProxies NONE = new TrustedProxies(List.of());

  public TrustedProxies {
    networks = List.copyOf(networks);
  }

  /** Returns whether the proxy at an address is believed. */
  boolean trusts(IpAddress address) {
    for (int i = 0; i < networks.size(); i++) {
      if (networks.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether the request came from one of them. */
  boolean sent(Request request) {
    return !networks.isEmpty() && trusts(ClientAddress.peer(request));
  }

  /** Returns the address of the client. */
  IpAddress client(Request request) {
    IpAddress peer = ClientAddress.peer(request);
    if (networks.isEmpty() || !trusts(peer)) {
      return peer;
    }
    IpAddress client = peer;
    Deque<IpAddress> chain = chain(request.getHeaders().getValuesList(HttpHeader.X_FORWARDED_FOR));
    while (trusts(client) && !chain.isEmpty()) {
      client = chain.removeLast();
    }
    return client;
  }

  /**
   * Returns the addresses of a chain in its order. It begins after the last entry that is none:
   * nobody can tell who wrote what stands before that.
   *
   * @param values those of all fields of the name, in their order
   */
  static Deque<IpAddress> chain(List<String> values) {
    Deque<IpAddress> chain = new ArrayDeque<>();
    for (int i = values.size() - 1; i >= 0; i--) {
      String value = values.get(i);
      int end = value.length();
      while (end >= 0) {
        int comma = value.lastIndexOf(',', end - 1);
        Optional<IpAddress> entry = address(value.substring(comma + 1, end).strip());
        if (entry.isEmpty()) {
          return chain;
        }
        chain.addFirst(entry.get());
        end = comma;
      }
    }
    return chain;
  }

  /** Some proxies add the port, and brackets around IPv6. */
  private static Optional<IpAddress> address(String entry) {
    if (entry.startsWith("[")) {
      int close = entry.indexOf(']');
      return close > 0 && isPort(entry.substring(close + 1)) && entry.indexOf(':') < close
          ? IpAddress.parse(entry.substring(1, close))
          : Optional.empty();
    }
    int colon = entry.indexOf(':');
    if (colon > 0 && colon == entry.lastIndexOf(':') && entry.indexOf('.') >= 0) {
      return isPort(entry.substring(colon))
          ? IpAddress.parse(entry.substring(0, colon))
          : Optional.empty();
    }
    return IpAddress.parse(entry);
  }

  private static boolean isPort(String text) {
    return text.isEmpty()
        || (text.charAt(0) == ':'
            && text.length() > 1
            && text.length() <= 6
            && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9'));
  }
}
