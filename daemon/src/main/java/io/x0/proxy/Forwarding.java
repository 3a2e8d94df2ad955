package io.x0.proxy;

import io.x0.flow.value.IpAddress;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What the proxies before this one said about a request, as far as it is well formed; what they did
 * not say, or nobody could read, is empty. Immutable.
 *
 * @param chain addresses for {@code X-Forwarded-For}, to be continued
 * @param proto the scheme that the client used
 * @param host the host that the client asked for
 * @param forwarded elements for {@code Forwarded}, to be continued
 */
record Forwarding(String chain, String proto, String host, String forwarded) {
  static final Forwarding NONE = new Forwarding("", "", "", "");

  private static final int MAX_HOST = 262;

  static Forwarding of(HttpFields fields) {
    return new Forwarding(
        chain(fields.getValuesList(HttpHeader.X_FORWARDED_FOR)),
        proto(fields.getValuesList(HttpHeader.X_FORWARDED_PROTO)),
        host(fields.getValuesList(HttpHeader.X_FORWARDED_HOST)),
        forwarded(fields.getValuesList(HttpHeader.FORWARDED)));
  }

  private static String chain(List<String> values) {
    Deque<IpAddress> chain = TrustedProxies.chain(values);
    StringBuilder out = new StringBuilder();
    chain.forEach(address -> out.append(address).append(", "));
    return out.toString();
  }

  private static String proto(List<String> values) {
    String proto = values.size() == 1 ? values.get(0).toLowerCase(Locale.ROOT) : "";
    return proto.equals("http") || proto.equals("https") ? proto : "";
  }

  private static String host(List<String> values) {
    String host = values.size() == 1 ? values.get(0) : "";
    boolean isGood = host.length() <= MAX_HOST && host.chars().allMatch(Forwarding::isOfHost);
    return isGood ? host : "";
  }

  private static boolean isOfHost(int c) {
    return isAlphanumeric(c) || ".-_:[]".indexOf(c) >= 0;
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static String forwarded(List<String> values) {
    String all = String.join(", ", values).strip();
    return all.isEmpty() || !isForwarded(all) ? "" : all + ", ";
  }

  /** An element that begins a quoted text and never ends it would swallow the next one. */
  private static boolean isForwarded(String text) {
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
        if (i == text.length() || text.charAt(i) < 0x20 || text.charAt(i) >= 0x7f) {
          return false;
        }
      } else if (c == '"') {
        quoted = !quoted;
      } else if (quoted ? c < 0x20 || c >= 0x7f : !isOutside(c)) {
        return false;
      }
    }
    return !quoted;
  }

  private static boolean isOutside(char c) {
    return isAlphanumeric(c) || "!#$%&'*+-.^_`|~ ;=,:[]".indexOf(c) >= 0;
  }
}
