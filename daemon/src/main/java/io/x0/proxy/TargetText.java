package io.x0.proxy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** What a program may ask a backend for instead of what the client asked for. Stateless. */
public final class TargetText {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();
  private static final int MAX_LENGTH = 8192;

  /** RFC 3986 §3.3: what stands for itself in a path, all but the slash. */
  private static final String PATH = "-._~!$&'()*+,;=:@/";

  private TargetText() {}

  /**
   * Returns path and query as they go on the wire, with everything that is not plain
   * percent-encoded; escapes in the text stay. Without a {@code ?} in the text the query of the
   * client is kept.
   *
   * @param clientQuery what the client asked for, without its question mark; empty for none
   * @return empty if the path does not begin with one slash, or a backend could read it as another
   *     one: dot segments, escaped slashes or control characters, or something that is escaped
   *     twice
   */
  public static Optional<String> of(String text, String clientQuery) {
    int mark = text.indexOf('?');
    String path = mark < 0 ? text : text.substring(0, mark);
    String query = mark < 0 ? clientQuery : text.substring(mark + 1);
    if (text.length() > MAX_LENGTH || !path.startsWith("/") || path.startsWith("//")) {
      return Optional.empty();
    }
    StringBuilder out = new StringBuilder(text.length() + 16);
    encode(path, PATH, out);
    if (isAmbiguous(out)) {
      return Optional.empty();
    }
    if (mark >= 0 || !query.isEmpty()) {
      out.append('?');
      encode(query, PATH + "?", out);
    }
    return Optional.of(out.toString());
  }

  private static void encode(String text, String plain, StringBuilder out) {
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      int next = i + Character.charCount(c);
      if (isAlphanumeric(c) || (c < 0x80 && plain.indexOf(c) >= 0) || isEscape(text, i)) {
        out.append((char) c);
      } else {
        for (byte b : text.substring(i, next).getBytes(StandardCharsets.UTF_8)) {
          out.append('%').append(HEX.toHexDigits(b));
        }
      }
      i = next;
    }
  }

  private static boolean isEscape(String text, int at) {
    return text.charAt(at) == '%' && isHex(text, at + 1);
  }

  private static boolean isHex(CharSequence text, int at) {
    return at + 1 < text.length()
        && HexFormat.isHexDigit(text.charAt(at))
        && HexFormat.isHexDigit(text.charAt(at + 1));
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Decodes an encoded path segment by segment, as a backend might. */
  private static boolean isAmbiguous(CharSequence path) {
    StringBuilder segment = new StringBuilder();
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '/') {
        if (isDots(segment)) {
          return true;
        }
        segment.setLength(0);
        continue;
      }
      if (c == '%') {
        c = (char) HexFormat.fromHexDigits(path, i + 1, i + 3);
        i += 2;
        boolean twice = c == '%' && isHex(path, i + 1);
        if (twice || c == '/' || c == '\\' || c < 0x20 || c == 0x7f) {
          return true;
        }
      }
      segment.append(c);
    }
    return isDots(segment);
  }

  /** Some servers cut parameters off a segment before they look at it. */
  private static boolean isDots(CharSequence segment) {
    String name = segment.toString();
    int semicolon = name.indexOf(';');
    String bare = semicolon < 0 ? name : name.substring(0, semicolon);
    return bare.equals(".") || bare.equals("..");
  }
}
