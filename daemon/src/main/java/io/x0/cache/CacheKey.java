package io.x0.cache;

/** What a request is stored under: exactly what the pattern names, as it is routed. Stateless. */
public final class CacheKey {
  private CacheKey() {}

  /**
   * Returns the key of a request.
   *
   * @param pattern with {@code %s} scheme, {@code %h} host with port, {@code %r} path, {@code %q}
   *     query with its question mark, {@code %%} a percent sign
   * @param target path and query as they go to the backend
   */
  public static String of(String pattern, String scheme, String host, String target) {
    int mark = target.indexOf('?');
    StringBuilder key = new StringBuilder(pattern.length() + host.length() + target.length());
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c != '%' || i + 1 == pattern.length()) {
        key.append(c);
        continue;
      }
      char what = pattern.charAt(++i);
      switch (what) {
        case 's' -> key.append(scheme);
        case 'h' -> key.append(host);
        case 'r' -> key.append(mark < 0 ? target : target.substring(0, mark));
        case 'q' -> key.append(mark < 0 ? "" : target.substring(mark));
        case '%' -> key.append('%');
        default -> key.append('%').append(what);
      }
    }
    return key.toString();
  }
}
