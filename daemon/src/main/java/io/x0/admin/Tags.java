package io.x0.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/**
 * ETags of what is only looked at, and the conditions of looks (RFC 9110, section 13). Stateless.
 */
final class Tags {
  /** Enough that two texts that differ have two tags. */
  private static final int BYTES = 8;

  private Tags() {}

  /** Returns the tag of a resource with a revision. */
  static String of(long revision) {
    return "\"" + revision + "\"";
  }

  /** Returns the tag of what has no revision: another text has another one. */
  static String of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "\"" + HexFormat.of().formatHex(digest, 0, BYTES) + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Returns whether a request has no such condition, or one that names the tag. */
  static boolean hold(Request request, HttpHeader condition, String tag) {
    List<String> values = request.getHeaders().getValuesList(condition);
    return values.isEmpty() || contain(values, tag);
  }

  /** Returns whether a request has such a condition and names the tag. */
  static boolean name(Request request, HttpHeader condition, String tag) {
    return contain(request.getHeaders().getValuesList(condition), tag);
  }

  /**
   * Returns whether a tag is among those of a header; quotes may be left out, and an asterisk is
   * every tag.
   *
   * @param values the values of the header
   */
  static boolean contain(List<String> values, String tag) {
    String bare = tag.substring(1, tag.length() - 1);
    for (String value : String.join(",", values).split(",", -1)) {
      String one = value.strip();
      String strong = one.startsWith("W/") ? one.substring(2) : one;
      if (strong.equals("*") || strong.equals(tag) || strong.equals(bare)) {
        return true;
      }
    }
    return false;
  }
}
