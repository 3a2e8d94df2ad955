package io.x0.director;

import io.x0.common.InvalidValueException;
import io.x0.common.name.Host;
import io.x0.common.unit.Count;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which requests an on-demand director serves: those for a host, those that came in at a port, or
 * those for which both is so. Immutable.
 *
 * @param hostname in lower case without a dot at its end; {@code *.example.org} is every name below
 *     example.org; empty is every host
 * @param port the local port, 1 to 65535; 0 is every port
 */
public record Demand(String hostname, int port) {
  /** The hostname that is every host. */
  public static final String ANY_HOST = "";

  /** The port that is every port. */
  public static final int ANY_PORT = 0;

  static final String WILDCARD = "*.";

  /** A longer name is no name of a host (RFC 1035, section 2.3.4). */
  static final int MAX_LENGTH = 253;

  private static final String HOSTNAME = "hostname";
  private static final String PORT = "port";
  private static final int MAX_PORT = 65535;
  private static final String EXPECTED =
      "a host name in ASCII (xn-- where it is internationalised) such as shop.example.org, or"
          + " *.example.org for every name below it";

  /**
   * Checks the form of both; use {@link #taken} for what an operator typed.
   *
   * @throws InvalidValueException if one of them is not in its form, or none of them says anything
   */
  public Demand {
    Objects.requireNonNull(hostname, HOSTNAME);
    if (!hostname.isEmpty() && !hostname.equals(normal(hostname))) {
      throw new InvalidValueException(HOSTNAME, hostname, EXPECTED);
    }
    if (port < 0 || port > MAX_PORT) {
      throw new InvalidValueException(PORT, Integer.toString(port), "from 1 to " + MAX_PORT);
    }
    if (hostname.isEmpty() && port == ANY_PORT) {
      throw new InvalidValueException(HOSTNAME, hostname, EXPECTED + "; or a port");
    }
  }

  /** Returns whether {@code name} is one of the settings that make a director one on demand. */
  public static boolean isSetting(String name) {
    return name.equals(HOSTNAME) || name.equals(PORT);
  }

  /**
   * Returns what the texts of hostname and port mean, of which one may be missing.
   *
   * @throws InvalidValueException if one of them is not acceptable, or both are missing
   */
  public static Demand of(Map<String, String> texts) {
    return taken(null, new HashMap<>(texts));
  }

  /** Returns the texts of hostname and port, as far as they are set. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    if (!hostname.equals(ANY_HOST)) {
      texts.put(HOSTNAME, hostname);
    }
    if (port != ANY_PORT) {
      texts.put(PORT, Integer.toString(port));
    }
    return texts;
  }

  /** Returns whether {@code settings} ask for a director on demand. */
  static boolean isIn(Map<String, String> settings) {
    return settings.containsKey(HOSTNAME) || settings.containsKey(PORT);
  }

  /**
   * Takes hostname and port out of {@code settings}. An empty text removes one of them.
   *
   * @param before what holds where the settings are silent, or null when nothing does
   * @return what holds afterwards
   * @throws InvalidValueException if one of them is not acceptable, or none of them remains
   */
  static Demand taken(@Nullable Demand before, Map<String, String> settings) {
    String hostname = settings.remove(HOSTNAME);
    String port = settings.remove(PORT);
    String newHostname =
        hostname == null
            ? before == null ? ANY_HOST : before.hostname
            : hostname.isEmpty() ? ANY_HOST : normal(hostname);
    int newPort =
        port == null
            ? before == null ? ANY_PORT : before.port
            : port.isEmpty() ? ANY_PORT : Count.parse(PORT, port, 1, MAX_PORT);
    if (newHostname.isEmpty() && newPort == ANY_PORT) {
      throw new InvalidValueException(
          hostname == null && port != null ? PORT : HOSTNAME,
          "",
          "a hostname or a port: a director on demand needs one of them");
    }
    return new Demand(newHostname, newPort);
  }

  private static String normal(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    boolean isWild = name.startsWith(WILDCARD);
    String host = isWild ? name.substring(WILDCARD.length()) : name;
    boolean isAddress = host.indexOf('.') >= 0 && host.chars().allMatch(Demand::isOfAddress);
    if (name.length() > MAX_LENGTH
        || host.endsWith(".")
        || !Host.isNameOrIpv4(host)
        || (isWild && isAddress)) {
      throw new InvalidValueException(HOSTNAME, text, EXPECTED);
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static boolean isOfAddress(int c) {
    return c == '.' || (c >= '0' && c <= '9');
  }

  /** Returns it in the words of an operator, such as {@code hostname a.test and port 80}. */
  @Override
  public String toString() {
    if (hostname.isEmpty()) {
      return "port " + port;
    }
    return "hostname " + hostname + (port == ANY_PORT ? "" : " and port " + port);
  }
}
