package io.x0.cache;

import io.x0.common.InvalidValueException;
import java.util.Locale;

/**
 * URLs as the cache indexes them: scheme and host in lower case, without the port that the scheme
 * has anyway. Stateless.
 */
public final class ResourceUrl {
  private static final int MOST_CHARS = 16 * 1024;

  private ResourceUrl() {}

  /**
   * Returns the URL of a request.
   *
   * @param host host and port, in lower case
   * @param target path and query as they go to the backend
   */
  public static String of(String scheme, String host, String target) {
    String usual = scheme.equals("https") ? ":443" : ":80";
    String shortHost =
        host.endsWith(usual) ? host.substring(0, host.length() - usual.length()) : host;
    return scheme + "://" + shortHost + target;
  }

  /**
   * Returns the normal form of what an operator wrote: a URL, or a path with its query, which means
   * that of every scheme and host.
   *
   * @param name what errors call it
   * @throws InvalidValueException if it is neither
   */
  static String normal(String name, String text) {
    if (text.length() > MOST_CHARS || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
      throw invalid(name, text);
    }
    if (text.startsWith("/")) {
      return text;
    }
    int colon = text.indexOf("://");
    String scheme = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw invalid(name, text);
    }
    String rest = text.substring(colon + 3);
    int slash = rest.indexOf('/');
    String host = (slash < 0 ? rest : rest.substring(0, slash)).toLowerCase(Locale.ROOT);
    if (host.isEmpty() || host.contains("?") || host.contains("#")) {
      throw invalid(name, text);
    }
    return of(scheme, host, slash < 0 ? "" : rest.substring(slash));
  }

  private static InvalidValueException invalid(String name, String text) {
    return new InvalidValueException(
        name, text, "a URL such as http://shop.example.org/a?b=c, or a path from / for every host");
  }

  /** Returns path and query of a URL in normal form. */
  static String target(String url) {
    int start = url.indexOf("://");
    int slash = url.indexOf('/', start < 0 ? 0 : start + 3);
    return slash < 0 ? "" : url.substring(slash);
  }

  /** Returns scheme and host of a URL in normal form, up to the path. */
  static String origin(String url) {
    return url.substring(0, url.length() - target(url).length());
  }
}
