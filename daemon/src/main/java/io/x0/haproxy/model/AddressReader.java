package io.x0.haproxy.model;

import io.x0.common.name.Host;
import io.x0.haproxy.sample.NotEvaluableException;
import io.x0.haproxy.source.Variables;
import io.x0.haproxy.source.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads addresses as {@code bind} and {@code server} write them. One thread. */
final class AddressReader {
  private static final int MAX_PORTS = 1000;
  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{([A-Za-z0-9_]+)\\}|([A-Za-z0-9_]+))");
  private static final Pattern PREFIX = Pattern.compile("(ipv4|ipv6|tcp4?|tcp6)@(.*)");

  private final Variables variables;

  AddressReader(Variables variables) {
    this.variables = variables;
  }

  /**
   * Returns the addresses that a word means, separated by commas.
   *
   * @param ports whether ports are needed and may be ranges
   * @throws NotEvaluableException if it means none that x0 knows
   */
  List<Address> read(Word word, boolean ports) throws NotEvaluableException {
    List<Address> addresses = new ArrayList<>();
    String host = "";
    for (String part : expanded(word).split(",", -1)) {
      // 'bind :80,81' repeats the address.
      String text =
          part.matches("[0-9]+(-[0-9]+)?") && !addresses.isEmpty() ? host + ":" + part : part;
      List<Address> some = one(text, ports);
      host = some.get(0).isUnix() ? "" : bracketed(some.get(0).host());
      addresses.addAll(some);
      if (addresses.size() > MAX_PORTS) {
        throw new NotEvaluableException("more than " + MAX_PORTS + " ports");
      }
    }
    return addresses;
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** HAProxy expands variables in double quotes only; files that do without are common. */
  private String expanded(Word word) throws NotEvaluableException {
    Matcher variable = VARIABLE.matcher(word.text());
    StringBuilder out = new StringBuilder();
    while (variable.find()) {
      String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
      String value =
          variables
              .value(name)
              .orElseThrow(
                  () -> new NotEvaluableException("there is no environment variable " + name));
      variable.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    return variable.appendTail(out).toString();
  }

  private static List<Address> one(String text, boolean ports) throws NotEvaluableException {
    if (text.startsWith("/") || text.startsWith("unix@")) {
      String path = text.startsWith("/") ? text : text.substring(5);
      if (!path.startsWith("/")) {
        throw new NotEvaluableException("'" + text + "' is not an absolute path");
      }
      return List.of(new Address("", 0, path));
    }
    Matcher prefix = PREFIX.matcher(text);
    String address = prefix.matches() ? prefix.group(2) : text;
    if (address.contains("@")) {
      throw new NotEvaluableException("x0 does not know addresses such as '" + text + "'");
    }
    int colon = address.lastIndexOf(':');
    // A bare IPv6 address is an address only, unless it ends with a colon and a port is needed.
    boolean bare = colon >= 0 && Host.isIpv6(address) && !ports;
    String host = colon < 0 || bare ? address : address.substring(0, colon);
    String port = colon < 0 || bare ? "" : address.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || host.equals("*") || host.equals("0.0.0.0")) {
      host = "*";
    } else if (!Host.isNameOrIpv4(host) && !Host.isIpv6(host)) {
      throw new NotEvaluableException("'" + text + "' is not an address");
    }
    return ports(host, port, text, ports);
  }

  private static List<Address> ports(String host, String port, String text, boolean needed)
      throws NotEvaluableException {
    if (port.isEmpty() && !needed) {
      return List.of(new Address(host, 0, ""));
    }
    Matcher range = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?").matcher(port);
    if (!range.matches() || (range.group(2) != null && !needed)) {
      throw new NotEvaluableException("'" + text + "' has no port");
    }
    int first = Integer.parseInt(range.group(1));
    int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
    if (first < 1 || last > 65535 || last < first || last - first >= MAX_PORTS) {
      throw new NotEvaluableException("'" + text + "' has no port from 1 to 65535");
    }
    List<Address> addresses = new ArrayList<>();
    for (int p = first; p <= last; p++) {
      addresses.add(new Address(host, p, ""));
    }
    return addresses;
  }
}
