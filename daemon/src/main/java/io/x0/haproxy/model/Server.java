package io.x0.haproxy.model;

import io.x0.haproxy.source.Location;
import java.time.Duration;
import java.util.Optional;

/**
 * One server of a backend. Immutable.
 *
 * @param at where it is written
 * @param name unique in its backend
 * @param address where it listens
 * @param parameters what is set on it
 */
public record Server(Location at, String name, Address address, Parameters parameters) {

  /**
   * What is set on a server, or for all of a backend by default-server. Immutable.
   *
   * @param check how it is checked
   * @param weight 0 to 256; 0 takes no new sessions
   * @param maxconn most requests at once; 0 is unlimited
   * @param maxqueue most requests that wait for it; 0 is unlimited
   * @param backup whether it is used only when no other is usable
   * @param disabled whether it begins in maintenance
   * @param slowstart how long it takes to its full share after it came back
   * @param tls how it is spoken to over TLS
   * @param protocol {@code h1}, {@code h2} or {@code fcgi}
   * @param proxyProtocol version of the PROXY header sent to it; 0 is none
   * @param cookie its value in the sticky cookie, or empty
   * @param observe {@code layer4} or {@code layer7} if live traffic counts as checks, or empty
   */
  public record Parameters(
      Check check,
      int weight,
      int maxconn,
      int maxqueue,
      boolean backup,
      boolean disabled,
      Duration slowstart,
      Tls tls,
      String protocol,
      int proxyProtocol,
      String cookie,
      String observe) {}

  /**
   * How a server is spoken to over TLS. Immutable.
   *
   * @param on whether it is
   * @param verified whether its certificate must prove true
   * @param name whom the certificate must be for, or empty
   * @param caFile whom to trust, or empty
   * @param certificate what is shown to it, or empty
   * @param http2 whether HTTP/2 is offered
   */
  public record Tls(
      boolean on,
      boolean verified,
      String name,
      String caFile,
      String certificate,
      boolean http2) {}

  /**
   * How a server is checked. Immutable.
   *
   * @param enabled whether it is checked at all; else it counts as up
   * @param inter time between two checks
   * @param fastinter the same while its state is in doubt
   * @param downinter the same while it is down
   * @param rise good checks that bring it up
   * @param fall failures that take it down
   * @param track the server whose state it follows, or empty
   */
  public record Check(
      boolean enabled,
      Duration inter,
      Optional<Duration> fastinter,
      Optional<Duration> downinter,
      int rise,
      int fall,
      String track) {
    /** What HAProxy does by default. */
    public static final Check NONE =
        new Check(false, Duration.ofSeconds(2), Optional.empty(), Optional.empty(), 2, 3, "");
  }
}
