package io.x0.admin;

import io.x0.common.InvalidValueException;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the admin side is, in the paths of a listener. Immutable.
 *
 * @param base the path of the mount, without a slash at its end; empty for all paths
 * @param root what {@code base} stands for in the API: nothing, or {@code /director}
 * @param hasPage whether the web page is there, too
 */
public record Mount(String base, String root, boolean hasPage) {
  private static final Pattern PREFIX = Pattern.compile("/|(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+/?");
  private static final String DIRECTORS = "/director";

  public Mount {
    Objects.requireNonNull(base, "base");
    Objects.requireNonNull(root, "root");
  }

  /**
   * Returns a mount of the API. A prefix that ends with {@code /director} stands for the directors,
   * any other for the whole.
   *
   * @throws InvalidValueException if the prefix is no plain path
   */
  public static Mount ofApi(String prefix) {
    String base = base(prefix);
    return new Mount(base, base.endsWith(DIRECTORS) ? DIRECTORS : "", false);
  }

  /**
   * Returns a mount of the web page and of the API beside it.
   *
   * @throws InvalidValueException if the prefix is no plain path
   */
  public static Mount ofPage(String prefix) {
    return new Mount(base(prefix), "", true);
  }

  private static String base(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new InvalidValueException(
          "prefix", prefix, "a plain path that begins with a slash, such as /x0/director");
    }
    return prefix.endsWith("/") ? prefix.substring(0, prefix.length() - 1) : prefix;
  }

  /** Returns whether a path, normalised and still encoded, is one of the mount. */
  public boolean covers(@Nullable String path) {
    return path != null
        && path.startsWith(base)
        && (path.length() == base.length() || path.charAt(base.length()) == '/');
  }

  /** Returns what a path that it covers is to the API. */
  String inside(String path) {
    String rest = path.substring(base.length());
    return root + (rest.isEmpty() ? "/" : rest);
  }

  /** Returns where something of the API is for those who come over the listener. */
  String outside(String path) {
    return path.startsWith(root) ? base + path.substring(root.length()) : path;
  }
}
