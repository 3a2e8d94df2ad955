package io.x0.link;

import io.x0.common.InvalidValueException;
import io.x0.common.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How one speaks to a backend, besides where it listens. Immutable.
 *
 * @param tls who is who over TLS
 * @param proxyProtocol how the backend learns who its client is
 * @param fastCgi which script of a FastCGI backend serves a request
 */
public record Link(Tls tls, ProxyProtocol proxyProtocol, FastCgi fastCgi) {
  private static final Pattern PATH = Pattern.compile("(?:/[^\\x00-\\x1f\\x7f]{0,1023})?");

  /** As a new backend is spoken to. */
  public static final Link DEFAULT = new Link(Tls.DEFAULT, ProxyProtocol.OFF, FastCgi.DEFAULT);

  /** Every setting by name. */
  public static final List<Setting<Link>> SETTINGS = settings();

  private static List<Setting<Link>> settings() {
    List<Setting<Link>> all = new ArrayList<>();
    all.add(
        Setting.choice(
            "proxy-protocol",
            "version of the PROXY protocol that tells the backend who its client is",
            ProxyProtocol.class,
            Link::proxyProtocol,
            (l, v) -> new Link(l.tls, v, l.fastCgi)));
    Tls.SETTINGS.forEach(
        s -> all.add(s.of(Link::tls, (l, v) -> new Link(v, l.proxyProtocol, l.fastCgi))));
    FastCgi.SETTINGS.forEach(
        s -> all.add(s.of(Link::fastCgi, (l, v) -> new Link(l.tls, l.proxyProtocol, v))));
    return List.copyOf(all);
  }

  public Link {
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(proxyProtocol, "proxyProtocol");
    Objects.requireNonNull(fastCgi, "fastCgi");
  }

  /** Returns an absolute path, or the empty text. */
  static String path(String field, String text) {
    if (!PATH.matcher(text).matches()) {
      throw new InvalidValueException(field, text, "an absolute path");
    }
    return text;
  }
}
